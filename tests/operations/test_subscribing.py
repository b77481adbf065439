"""A reader signs up once, from now on, and leaves without a trace."""

import pytest
from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.subscriber import Subscriber
from service.operations.subscribing import subscribe, unsubscribe
from service.storage.subscribers import all_subscribers
from tests.conftest import NOW
from tests.examples import a_wish


def test_a_reader_is_subscribed_from_now_on(db: Database) -> None:
    assert subscribe(db, a_wish(), NOW) == Subscriber(id=1, wish=a_wish(), since=NOW)


def test_an_address_is_subscribed_once(db: Database) -> None:
    first = subscribe(db, a_wish(), NOW)
    with pytest.raises(InvalidValue) as refused:
        subscribe(db, a_wish(language="ru"), NOW)
    assert str(refused.value) == "anna@example.org is subscribed already."
    assert all_subscribers(db) == [first]


def test_a_reader_leaves(db: Database) -> None:
    subscribe(db, a_wish(), NOW)
    unsubscribe(db, "anna@EXAMPLE.org")
    assert all_subscribers(db) == []


def test_who_is_not_subscribed_cannot_leave(db: Database) -> None:
    subscribe(db, a_wish(), NOW)
    with pytest.raises(NotFound) as refused:
        unsubscribe(db, "boris@example.org")
    assert str(refused.value) == "boris@example.org is not subscribed."
    assert len(all_subscribers(db)) == 1


def test_what_is_no_address_cannot_leave(db: Database) -> None:
    with pytest.raises(InvalidValue) as refused:
        unsubscribe(db, "boris")
    assert str(refused.value) == 'Expected an e-mail address, not "boris": An email address must have an @-sign.'
