"""Mails are asked for so often and no more, and nobody who reads the database learns by whom."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from service.operations.limiting import Asker, TooOften, may_ask, network_of
from service.storage.database import transaction
from tests.conftest import NOW

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def ask(
    db: Database, *, email: str = "anna@example.org", client: str = "203.0.113.7", after: timedelta = DAY * 0
) -> bool:
    with transaction(db):
        return may_ask(db, Asker(email, client, b"a key"), NOW + after)


def test_to_an_address_three_in_any_day(db: Database) -> None:
    asked = [ask(db, after=HOUR * hours) for hours in (0, 5, 10, 11, 23)]
    assert asked == [True, True, True, False, False]
    assert [ask(db, after=DAY - SECOND), ask(db, after=DAY), ask(db, after=DAY + SECOND)] == [False, True, False]


def test_capitals_make_no_other_address(db: Database) -> None:
    assert [ask(db, email=email) for email in ("a@b.org", "A@b.org", "a@B.org", "A@B.ORG")] == [True, True, True, False]


def test_other_addresses_do_not_count(db: Database) -> None:
    assert [ask(db), ask(db), ask(db), ask(db, email="boris@example.org")] == [True] * 4


def test_from_a_network_twenty_in_any_hour(db: Database) -> None:
    for number in range(20):
        assert ask(db, email=f"{number}@example.org", client=f"203.0.113.{number}", after=SECOND * number)
    with pytest.raises(TooOften) as refused:
        ask(db, email="more@example.org", after=SECOND * 20)
    assert refused.value.wait == HOUR - SECOND * 20
    assert ask(db, email="more@example.org", client="203.0.114.7", after=SECOND * 20)
    assert ask(db, email="more@example.org", after=HOUR)


def test_what_was_refused_does_not_count(db: Database) -> None:
    for number in range(20):
        ask(db, email=f"{number}@example.org")
    for minutes in range(59):
        with pytest.raises(TooOften):
            ask(db, after=timedelta(minutes=minutes))
    assert ask(db, after=HOUR)


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2ff:3::4", "2001:db8:1:200::/56"),
        ("2001:db8:1:2ff:3::4%eth0", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("::1", "::/56"),
        ("a name", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_what_one_household_has(client: str | None, network: str) -> None:
    assert network_of(client) == network


def test_who_asked_is_kept_a_day_and_only_as_what_needs_the_key_to_be_made(db: Database) -> None:
    ask(db)
    asker = Asker("anna@example.org", "203.0.113.7", b"a key")
    rows = {octets for (octets,) in db.execute("SELECT asker FROM sign_ups")}
    assert rows == {asker.by_address, asker.by_network}
    other = Asker("anna@example.org", "203.0.113.7", b"another key")
    assert rows & {other.by_address, other.by_network} == set()
    ask(db, email="boris@example.org", after=DAY)
    assert db.execute("SELECT count(*) FROM sign_ups WHERE asker = ?", [asker.by_address]).fetchone() == (0,)
