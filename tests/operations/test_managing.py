"""A reader changes what he is told, takes a rest, comes back, and leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.errors import InvalidValue
from service.domain.subscriber import Active, Paused, Subscriber, Suspended
from service.domain.token import Purpose, token
from service.operations.forgetting import leave
from service.operations.limiting import Asker
from service.operations.managing import change, pause, resume
from service.operations.recognising import is_of_somebody_gone, reader_of
from service.operations.subscribing import sign_up, subscribe
from service.operations.suspending import count_against_address
from service.storage.database import transaction
from service.storage.subscribers import all_subscribers, subscriber_with_id
from tests.conftest import NOW
from tests.examples import a_wish

DAY = timedelta(days=1)


@pytest.fixture
def anna(db: Database) -> Subscriber:
    return subscribe(db, "anna@example.org", a_wish(zone="Pacific/Auckland"), NOW)


def again(db: Database, reader: Subscriber) -> Subscriber:
    """As he is now."""
    found = subscriber_with_id(db, reader.id)
    assert found
    return found


def plan_at(db: Database) -> datetime | None:
    (at,) = db.execute("SELECT plan_at FROM subscribers").fetchone()
    return datetime.fromtimestamp(at, UTC) if at is not None else None


def suspend(db: Database, reader: Subscriber) -> None:
    with transaction(db):
        for at in (NOW - DAY, NOW):
            count_against_address(db, reader.id, at, half_points=2, said="no such mailbox", bounced=False)


def test_another_wish_is_looked_at_at_once(db: Database, anna: Subscriber) -> None:
    change(db, anna, a_wish(hour=9), NOW + DAY)
    assert (again(db, anna), plan_at(db)) == (replace(anna, wish=a_wish(hour=9)), NOW + DAY)


def test_a_pause_ends_at_midnight_of_the_readers_clock_whatever_it_becomes(db: Database, anna: Subscriber) -> None:
    pause(db, anna, date(2021, 9, 10), NOW)
    assert plan_at(db) == datetime(2021, 9, 9, 12, tzinfo=UTC)
    change(db, again(db, anna), a_wish(zone="UTC"), NOW)
    assert (again(db, anna).standing, plan_at(db)) == (Paused(date(2021, 9, 10)), datetime(2021, 9, 10, tzinfo=UTC))
    pause(db, again(db, anna), date(2021, 9, 4), NOW)
    assert (again(db, anna).standing, plan_at(db)) == (Paused(date(2021, 9, 4)), datetime(2021, 9, 4, tzinfo=UTC))
    resume(db, again(db, anna), NOW + DAY)
    assert (again(db, anna).standing, plan_at(db)) == (Active(), NOW + DAY)


@pytest.mark.parametrize("until", [date(2021, 9, 2), date(2020, 1, 1), date(2022, 9, 4), date.max])
def test_a_pause_begins_today_and_ends_within_a_year(db: Database, anna: Subscriber, until: date) -> None:
    """It is noon of 2 September in Auckland."""
    with pytest.raises(InvalidValue):
        pause(db, anna, until, NOW)
    assert again(db, anna) == anna
    for day in (date(2021, 9, 3), date(2022, 9, 3)):
        pause(db, anna, day, NOW)
        assert again(db, anna).standing == Paused(day)


def test_an_address_that_works_again_has_a_clean_record(db: Database, anna: Subscriber) -> None:
    suspend(db, anna)
    suspended = again(db, anna)
    change(db, suspended, a_wish(hour=9), NOW)
    assert (again(db, anna).standing, plan_at(db)) == (Suspended("no such mailbox"), None)
    resume(db, suspended, NOW + DAY)
    assert (again(db, anna).standing, plan_at(db)) == (Active(), NOW + DAY)
    with transaction(db):
        count_against_address(db, anna.id, NOW + DAY, half_points=2, said="full", bounced=False)
    assert again(db, anna).standing == Active()


def test_the_end_of_a_pause_forgives_nothing(db: Database, anna: Subscriber) -> None:
    with transaction(db):
        count_against_address(db, anna.id, NOW - DAY, half_points=2, said="no such mailbox", bounced=False)
    pause(db, anna, date(2021, 9, 10), NOW)
    resume(db, again(db, anna), NOW)
    with transaction(db):
        count_against_address(db, anna.id, NOW, half_points=2, said="no such mailbox", bounced=False)
    assert again(db, anna).standing == Suspended("no such mailbox")


def test_a_suspended_reader_cannot_be_paused(db: Database, anna: Subscriber) -> None:
    suspend(db, anna)
    pause(db, again(db, anna), date(2021, 9, 10), NOW)
    assert again(db, anna).standing == Suspended("no such mailbox")


# Leaving and being recognised


def test_who_leaves_is_forgotten_and_may_leave_again(db: Database, anna: Subscriber) -> None:
    secret = token(anna.id, anna.secret, Purpose.UNSUBSCRIBE)
    assert leave(db, secret, NOW)
    assert all_subscribers(db) == []
    assert leave(db, secret, NOW)
    assert is_of_somebody_gone(db, secret)


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.MANAGE, Purpose.FEED])
def test_nobody_leaves_by_another_token(db: Database, anna: Subscriber, purpose: Purpose) -> None:
    assert not leave(db, token(anna.id, anna.secret, purpose), NOW)
    assert not leave(db, token(anna.id, bytes(16), Purpose.UNSUBSCRIBE), NOW)
    assert not leave(db, token(anna.id + 1, anna.secret, Purpose.UNSUBSCRIBE), NOW)
    assert not leave(db, "", NOW)
    assert all_subscribers(db) == [anna]


def test_a_reader_is_recognised_by_each_of_his_tokens(db: Database, anna: Subscriber) -> None:
    for purpose in Purpose:
        own = token(anna.id, anna.secret, purpose)
        assert [reader_of(db, own, other) for other in Purpose] == [
            anna if other is purpose else None for other in Purpose
        ]


def test_who_has_not_confirmed_is_recognised_for_that_alone(db: Database) -> None:
    sign_up(db, a_wish(), Asker("anna@example.org", None, b"key"), NOW, domain="example.org")
    (anna,) = all_subscribers(db)
    found = [reader_of(db, token(anna.id, anna.secret, purpose), purpose) for purpose in Purpose]
    assert found == [anna, None, None, None]
