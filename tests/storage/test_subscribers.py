"""Readers come back as they signed up, in the order of signing up."""

import sqlite3
from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from service.clock import RealClock, SimulatedClock
from service.storage.database import transaction
from service.storage.simulated_clock import clock_of, set_simulated_clock, simulated_clock
from service.storage.subscribers import (
    add_subscriber,
    all_subscribers,
    count_everyone_from,
    remove_subscriber,
    subscriber_with_email,
    subscriber_with_id,
)
from tests.examples import a_wish

AT = datetime(2021, 8, 1, 12, tzinfo=UTC)
ANNA = a_wish(leads=(365, 14, 7, 0), hour=23)
BORIS = a_wish(email="boris@example.org", zone="Asia/Dushanbe", language="ru", leads=(0,), hour=0)


def sign_up(db: Database) -> None:
    with transaction(db):
        add_subscriber(db, BORIS, AT)
        add_subscriber(db, ANNA, AT)


def test_readers_come_back_as_they_signed_up(db: Database) -> None:
    sign_up(db)
    assert [(each.wish, each.since) for each in all_subscribers(db)] == [(BORIS, AT), (ANNA, AT)]
    boris, anna = all_subscribers(db)
    assert subscriber_with_id(db, anna.id) == anna
    assert subscriber_with_email(db, "boris@example.org") == boris
    assert subscriber_with_email(db, "carla@example.org") is None


def test_an_address_signs_up_once(db: Database) -> None:
    sign_up(db)
    with pytest.raises(sqlite3.IntegrityError), transaction(db):
        add_subscriber(db, a_wish(), AT)
    assert [each.wish for each in all_subscribers(db)] == [BORIS, ANNA]


def test_who_is_removed_is_gone_and_his_number_is_never_given_again(db: Database) -> None:
    sign_up(db)
    boris, anna = all_subscribers(db)
    assert remove_subscriber(db, "anna@example.org")
    assert not remove_subscriber(db, "anna@example.org")
    assert all_subscribers(db) == [boris]
    assert db["subscriber_leads"].count == 1
    with transaction(db):
        add_subscriber(db, ANNA, AT)
    assert all_subscribers(db)[-1].id == anna.id + 1


def test_everyone_can_count_as_subscribed_from_another_instant(db: Database) -> None:
    sign_up(db)
    earlier = datetime(2020, 1, 1, tzinfo=UTC)
    count_everyone_from(db, earlier)
    assert [each.since for each in all_subscribers(db)] == [earlier, earlier]


def test_a_database_goes_by_the_real_clock_unless_it_has_one(db: Database) -> None:
    assert simulated_clock(db) is None
    assert clock_of(db) == RealClock()


def test_a_database_goes_by_the_clock_that_was_set_last(db: Database) -> None:
    first, second = SimulatedClock(AT, 1000.5, 86400.0), SimulatedClock(AT, 2000.25, 0.5)
    set_simulated_clock(db, first)
    set_simulated_clock(db, second)
    assert clock_of(db) == second
