"""A reader signs up once and says that it was he, or the operator says so for him; who says nothing is forgotten."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.subscriber import Active, Subscriber, Unconfirmed
from service.domain.token import Purpose, token
from service.domain.wish import Leads, Wish
from service.operations.limiting import Asker
from service.operations.subscribing import confirm, forget_unconfirmed, sign_up, subscribe, unsubscribe
from service.storage.database import transaction
from service.storage.subscribers import all_subscribers
from tests.conftest import NOW
from tests.examples import a_wish

ANNA = "anna@example.org"
TWO_DAYS = timedelta(hours=48)


def ask(db: Database, wish: Wish | None = None, email: str = ANNA, at: datetime = NOW) -> Subscriber:
    """The reader after somebody has asked for mails to his address."""
    asker = Asker(email, "203.0.113.7", b"the secret of the installation")
    sign_up(db, wish or a_wish(), asker, at, domain="example.org")
    return next(each for each in all_subscribers(db) if each.email == email)


def say_yes(db: Database, reader: Subscriber, at: datetime) -> Subscriber | None:
    return confirm(db, token(reader.id, reader.secret, Purpose.CONFIRM), at)


def planned(db: Database) -> list[tuple[str, int | None, str, str]]:
    return db.execute("SELECT mailing, subscriber, recipient, state FROM outbox ORDER BY id").fetchall()


# The operator


def test_a_reader_is_subscribed_from_now_on(db: Database) -> None:
    reader = subscribe(db, ANNA, a_wish(), NOW)
    assert reader == Subscriber(id=1, email=ANNA, wish=a_wish(), since=NOW, standing=Active(), secret=reader.secret)
    assert all_subscribers(db) == [reader]


def test_no_two_readers_have_the_same_secret(db: Database) -> None:
    readers = [subscribe(db, f"reader{number}@example.org", a_wish(), NOW) for number in range(5)]
    assert len({reader.secret for reader in readers}) == 5


def test_an_address_is_subscribed_once(db: Database) -> None:
    first = subscribe(db, ANNA, a_wish(), NOW)
    with pytest.raises(InvalidValue) as refused:
        subscribe(db, "anna@EXAMPLE.org", a_wish(language="ru"), NOW)
    assert str(refused.value) == "anna@example.org is subscribed already."
    assert all_subscribers(db) == [first]


def test_a_reader_leaves(db: Database) -> None:
    subscribe(db, ANNA, a_wish(), NOW)
    unsubscribe(db, "anna@EXAMPLE.org", NOW)
    assert all_subscribers(db) == []


def test_who_is_not_subscribed_cannot_leave(db: Database) -> None:
    subscribe(db, ANNA, a_wish(), NOW)
    with pytest.raises(NotFound) as refused:
        unsubscribe(db, "boris@example.org", NOW)
    assert str(refused.value) == "boris@example.org is not subscribed."
    assert len(all_subscribers(db)) == 1


@pytest.mark.parametrize(
    "act", [lambda db: unsubscribe(db, "boris", NOW), lambda db: subscribe(db, "boris", a_wish(), NOW)]
)
def test_what_is_no_address_cannot_come_or_leave(db: Database, act: object) -> None:
    with pytest.raises(InvalidValue) as refused:
        act(db)  # type: ignore[operator]
    assert str(refused.value) == 'Expected an e-mail address, not "boris": An email address must have an @-sign.'
    assert all_subscribers(db) == []


# Everybody else


def test_who_asks_is_asked_back_and_has_two_days(db: Database) -> None:
    reader = ask(db)
    assert (reader.standing, reader.since) == (Unconfirmed(NOW + TWO_DAYS), NOW)
    assert planned(db) == [("confirmation", 1, ANNA, "planned")]


def test_who_says_yes_in_time_is_a_reader_from_then_on(db: Database) -> None:
    reader, later = ask(db), NOW + TWO_DAYS - timedelta(seconds=1)
    assert say_yes(db, reader, later) == replace(reader, standing=Active(), since=later)
    assert say_yes(db, reader, later + TWO_DAYS) == replace(reader, standing=Active(), since=later)
    (consent,) = db.execute("SELECT consent FROM subscribers").fetchone()
    assert json.loads(consent) == {
        "asked": "2021-09-02T00:00:00Z",
        "confirmed": "2021-09-03T23:59:59Z",
        "language": "en",
        "text": 1,
    }


def test_who_says_yes_too_late_is_no_reader(db: Database) -> None:
    reader = ask(db)
    assert say_yes(db, reader, NOW + TWO_DAYS) is None
    assert all_subscribers(db) == [reader]


def test_who_asks_again_wishes_the_new_and_his_old_link_is_dead(db: Database) -> None:
    first = ask(db)
    later = NOW + timedelta(hours=5)
    second = ask(db, a_wish(cadence=Leads((3,))), at=later)
    assert (second.id, second.wish, second.standing) == (
        first.id,
        a_wish(cadence=Leads((3,))),
        Unconfirmed(later + TWO_DAYS),
    )
    assert say_yes(db, first, later) is None
    assert say_yes(db, second, later) == replace(second, standing=Active(), since=later)


def test_each_asking_within_a_minute_has_its_mail_and_only_the_last_one_goes_out(db: Database) -> None:
    for _ in range(3):
        ask(db)
    assert planned(db) == [("confirmation", 1, ANNA, state) for state in ("cancelled", "cancelled", "planned")]
    (due,) = {at for (at,) in db.execute("SELECT next_try_at FROM outbox")}
    assert due == int(NOW.timestamp())


def test_a_mail_that_is_on_its_way_does_not_keep_back_the_next(db: Database) -> None:
    ask(db)
    db.execute("INSERT INTO senders (owner, until) VALUES ('me', 0)")
    db.execute("UPDATE outbox SET state = 'claimed', owner = 'me'")
    ask(db)
    assert planned(db) == [("confirmation", 1, ANNA, "claimed"), ("confirmation", 1, ANNA, "planned")]


def test_who_does_not_confirm_is_forgotten_after_two_days_and_no_one_else(db: Database) -> None:
    ask(db)
    boris = ask(db, email="boris@example.org", at=NOW + timedelta(hours=1))
    carla = say_yes(db, ask(db, email="carla@example.org"), NOW)
    dora = subscribe(db, "dora@example.org", a_wish(), NOW)
    with transaction(db):
        forget_unconfirmed(db, NOW + TWO_DAYS - timedelta(seconds=1))
    assert len(all_subscribers(db)) == 4
    with transaction(db):
        forget_unconfirmed(db, NOW + TWO_DAYS)
    assert all_subscribers(db) == [boris, carla, dora]
    assert planned(db)[0] == ("confirmation", None, "", "cancelled")


def test_who_was_forgotten_may_ask_again_and_has_another_number(db: Database) -> None:
    first = ask(db)
    with transaction(db):
        forget_unconfirmed(db, NOW + TWO_DAYS)
    second = ask(db, at=NOW + TWO_DAYS)
    assert (second.id, second.secret != first.secret) == (first.id + 1, True)
    assert say_yes(db, first, NOW + TWO_DAYS) is None


def test_midnight_is_utc(db: Database) -> None:
    ask(db, at=datetime(2021, 9, 2, 23, 59, 59, tzinfo=UTC))
    assert db.execute("SELECT slot FROM outbox").fetchall() == [("2021-09-02T23:59Z",)]
