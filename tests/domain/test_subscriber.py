"""Readers: which addresses go on the wire, and which wishes can be granted."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from service.domain.errors import InvalidValue
from service.domain.subscriber import Subscriber, address
from tests.examples import a_subscriber, a_wish


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("anna@example.org", "anna@example.org"),
        ("Anna.B+dates@EXAMPLE.org", "Anna.B+dates@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("anna@почта.example", "anna@xn--80a1acny.example"),
        ("anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
        ("anna@ｅxample.org", "anna@example.org"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_an_address_goes_on_the_wire_in_ascii(typed: str, wire: str) -> None:
    assert address(typed) == wire
    assert a_wish(email=wire).email == wire


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("anna", "anna"),
        ("anna@", "anna@"),
        ("@example.org", "@example.org"),
        ("anna@example", "anna@example"),
        ("anna@localhost", "anna@localhost"),
        ("anna@[127.0.0.1]", "anna@[127.0.0.1]"),
        ("anna@example.org.", "anna@example.org."),
        ("anna@-example.org", "anna@-example.org"),
        ("anna@xn--zz.org", "anna@xn--zz.org"),
        ("an na@example.org", "an na@example.org"),
        ("an..na@example.org", "an..na@example.org"),
        ('"an na"@example.org', '"an na"@example.org'),
        ("Anna <anna@example.org>", "Anna <anna@example.org>"),
        ("anna@example.org, eve@example.org", "anna@example.org, eve@example.org"),
        ("anna@example.org;eve@example.org", "anna@example.org;eve@example.org"),
        ("anna@eve@example.org", "anna@eve@example.org"),
        ("анна@example.org", "анна@example.org"),
        ("anna@example.org\0", "anna@example.org�"),
        ("anna@example.org\n", "anna@example.org�"),
        ("anna@example.org\r\nBcc: eve@example.org", "anna@example.org��Bcc: eve@example.org"),
        ("anna\r\n@example.org", "anna��@example.org"),
        ("anna\u2028@example.org", "anna�@example.org"),
        ("anna@example\u2028.org", "anna@example�.org"),
        ("\ud800@example.org", "�@example.org"),
        ("anna@\ud800.org", "anna@�.org"),
        ("a" * 308 + "@example.org", "a" * 79 + "…"),
        ("anna@" + "b." * 160 + "org", "anna@" + "b." * 37 + "…"),
    ],
)
def test_what_is_no_address_is_refused_in_one_harmless_line(typed: str, shown: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        address(typed)
    sentence, beginning = str(refused.value), f'an e-mail address, not "{shown}": '
    assert sentence[: len(beginning)] == beginning
    assert sentence.isprintable()


@pytest.mark.parametrize(
    "email", ["", "anna", "анна@example.org", "anna@почта.example", "a\n@example.org", "a @b.org", "a@b.org\n"]
)
def test_a_wish_with_an_address_as_it_was_typed_is_a_programming_mistake(email: str) -> None:
    with pytest.raises(ValueError, match="^a Wish takes an address as `address` returns it$"):
        a_wish(email=email)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"leads": ()}, "at least one lead, each of 0 to 365 days"),
        ({"leads": (7, -1)}, "at least one lead, each of 0 to 365 days"),
        ({"leads": (366,)}, "at least one lead, each of 0 to 365 days"),
        ({"leads": (1, 7)}, "leads are kept once each, the longest first"),
        ({"leads": (7, 7)}, "leads are kept once each, the longest first"),
        ({"hour": -1}, "an hour of the day from 0 to 23, not -1"),
        ({"hour": 24}, "an hour of the day from 0 to 23, not 24"),
        ({"zone": "Mars"}, 'a zone of the IANA database such as "Europe/Moscow", not "Mars"'),
    ],
)
def test_a_wish_that_cannot_be_granted_is_refused(wish: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared below
        a_wish(**wish)
    assert str(refused.value) == sentence


def test_the_longest_and_the_shortest_lead_and_every_hour_are_granted() -> None:
    assert a_wish(leads=(365, 0), hour=0).leads == (365, 0)
    assert a_wish(hour=23).hour == 23


def test_an_instant_is_shown_on_the_readers_clock() -> None:
    instant = datetime(2021, 9, 16, 22, 30, tzinfo=UTC)
    assert a_wish(zone="Asia/Kathmandu").local(instant).isoformat() == "2021-09-17T04:15:00+05:45"


@pytest.mark.parametrize("zone", [None, timezone(timedelta(0), "GMT"), timezone(timedelta(hours=1))])
def test_since_in_another_zone_is_a_programming_mistake(zone: timezone | None) -> None:
    with pytest.raises(ValueError, match="^since is kept in UTC$"):
        Subscriber(id=1, wish=a_wish(), since=datetime(2021, 9, 16, tzinfo=zone))
    assert a_subscriber().since.tzinfo is UTC
