"""Readers come back as they signed up, in the order of signing up, and stand where they were put."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.clock import RealClock, SimulatedClock
from service.domain.subscriber import Active, Paused, Standing, Unconfirmed
from service.domain.wish import Leads, Weekly, Wish
from service.storage.database import transaction
from service.storage.simulated_clock import clock_of, set_simulated_clock, simulated_clock
from service.storage.subscribers import (
    activate_subscriber,
    add_subscriber,
    add_unconfirmed,
    all_subscribers,
    change_wish,
    confirm_subscriber,
    consent_of,
    count_everyone_from,
    pause_subscriber,
    remove_subscribers,
    replace_unconfirmed,
    subscriber_with_email,
    subscriber_with_id,
    unconfirmed_by,
    was_number_given,
)
from tests.examples import a_wish

AT = datetime(2021, 8, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(days=2)
ANNA, BORIS = "anna@example.org", "boris@example.org"
OFTEN = a_wish(cadence=Leads((365, 14, 7, 0)), hour=23)
SELDOM = a_wish(zone="Asia/Dushanbe", language="ru", cadence=Weekly(6), hour=0)


def add(db: Database, email: str = ANNA, wish: Wish = OFTEN) -> int:
    with transaction(db):
        return add_subscriber(db, email, wish, secret=email.encode().ljust(16, b"-")[:16], now=AT)


def add_asking(db: Database) -> int:
    with transaction(db):
        return add_unconfirmed(db, ANNA, OFTEN, secret=bytes(16), now=AT, confirm_by=LATER, consent='{"asked": 1}')


def standing(db: Database, id: int) -> Standing:
    reader = subscriber_with_id(db, id)
    assert reader
    return reader.standing


def plans(db: Database) -> list[tuple[int | None, int | None]]:
    """When each reader is looked at, and until when he has been."""
    return db.execute("SELECT plan_at, planned_until FROM subscribers ORDER BY id").fetchall()


def test_readers_come_back_as_they_signed_up(db: Database) -> None:
    add(db, BORIS, SELDOM), add(db)
    boris, anna = all_subscribers(db)
    assert [(each.email, each.wish, each.since, each.standing) for each in (boris, anna)] == [
        (BORIS, SELDOM, AT, Active()),
        (ANNA, OFTEN, AT, Active()),
    ]
    assert (boris.secret, anna.secret) == (b"boris@example.or", b"anna@example.org")
    assert subscriber_with_id(db, anna.id) == anna
    assert subscriber_with_email(db, BORIS) == boris
    assert (subscriber_with_id(db, 3), subscriber_with_email(db, "carla@example.org")) == (None, None)


def test_a_wish_that_many_share_is_kept_once(db: Database) -> None:
    for number in range(5):
        add(db, f"reader{number}@example.org")
    assert db.execute("SELECT count(*) FROM wishes").fetchone() == (1,)


def test_an_address_signs_up_once(db: Database) -> None:
    add(db)
    with pytest.raises(sqlite3.IntegrityError):
        add(db, ANNA, SELDOM)
    assert [each.wish for each in all_subscribers(db)] == [OFTEN]


def test_who_is_removed_is_gone_and_his_number_is_never_given_again(db: Database) -> None:
    add(db, BORIS), add(db)
    boris, anna = all_subscribers(db)
    with transaction(db):
        remove_subscribers(db, [anna.id, 77])
    assert all_subscribers(db) == [boris]
    assert add(db) == anna.id + 1


def test_it_is_known_which_numbers_were_given(db: Database) -> None:
    assert not was_number_given(db, 1)
    add(db), add(db, BORIS)
    with transaction(db):
        remove_subscribers(db, [1, 2])
    assert [number for number in range(-1, 5) if was_number_given(db, number)] == [1, 2]


def test_who_asked_stands_unconfirmed_until_he_confirms(db: Database) -> None:
    id = add_asking(db)
    assert (standing(db, id), plans(db), consent_of(db, id)) == (Unconfirmed(LATER), [(None, None)], '{"asked": 1}')
    with transaction(db):
        confirm_subscriber(db, id, now=LATER, consent='{"asked": 1, "confirmed": 2}')
    reader = subscriber_with_id(db, id)
    assert reader
    assert (reader.standing, reader.since, reader.secret) == (Active(), LATER, bytes(16))
    assert (plans(db), consent_of(db, id)) == ([(int(LATER.timestamp()), None)], '{"asked": 1, "confirmed": 2}')


def test_only_who_is_unconfirmed_can_be_replaced_or_confirmed(db: Database) -> None:
    id = add(db)
    before = all_subscribers(db)
    with transaction(db):
        replace_unconfirmed(db, id, SELDOM, secret=bytes(16), now=LATER, confirm_by=LATER, consent="{}")
        confirm_subscriber(db, id, now=LATER, consent='{"a": 1}')
    assert (all_subscribers(db), consent_of(db, id)) == (before, "{}")


def test_whose_time_is_over_is_found_at_that_very_second(db: Database) -> None:
    id = add_asking(db)
    add(db, BORIS)
    assert unconfirmed_by(db, LATER - timedelta(seconds=1)) == []
    assert unconfirmed_by(db, LATER) == [id]


def test_another_wish_has_everything_looked_at_anew(db: Database) -> None:
    id = add(db)
    db.execute("UPDATE subscribers SET planned_until = 5")
    with transaction(db):
        change_wish(db, id, SELDOM, plan_at=LATER)
    assert (all_subscribers(db)[0].wish, plans(db)) == (SELDOM, [(int(LATER.timestamp()), None)])


def test_a_pause_and_its_end(db: Database) -> None:
    id = add(db)
    with transaction(db):
        pause_subscriber(db, id, date(2021, 10, 5), plan_at=LATER)
    assert (standing(db, id), plans(db)) == (Paused(date(2021, 10, 5)), [(int(LATER.timestamp()), None)])
    with transaction(db):
        activate_subscriber(db, id, now=AT)
    assert (standing(db, id), plans(db)) == (Active(), [(int(AT.timestamp()), None)])


def test_who_is_not_confirmed_can_neither_pause_nor_go_on(db: Database) -> None:
    id = add_asking(db)
    with transaction(db):
        pause_subscriber(db, id, date(2021, 10, 5), plan_at=LATER)
        activate_subscriber(db, id, now=AT)
    assert standing(db, id) == Unconfirmed(LATER)


def test_everyone_can_count_as_subscribed_from_another_instant(db: Database) -> None:
    add(db, BORIS), add_asking(db)
    earlier = datetime(2020, 1, 1, tzinfo=UTC)
    count_everyone_from(db, earlier)
    assert [each.since for each in all_subscribers(db)] == [earlier, earlier]
    assert plans(db) == [(int(earlier.timestamp()), None), (None, None)]


def test_a_database_goes_by_the_real_clock_unless_it_has_one(db: Database) -> None:
    assert simulated_clock(db) is None
    assert clock_of(db) == RealClock()


def test_a_database_goes_by_the_clock_that_was_set_last(db: Database) -> None:
    first, second = SimulatedClock(AT, 1000.5, 86400.0), SimulatedClock(AT, 2000.25, 0.5)
    set_simulated_clock(db, first)
    set_simulated_clock(db, second)
    assert clock_of(db) == second
