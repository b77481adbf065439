"""Readers: which addresses go on the wire."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from service.domain.errors import InvalidValue
from service.domain.subscriber import Active, address
from tests.examples import a_subscriber


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
    assert a_subscriber(wire).email == wire


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
def test_a_reader_with_an_address_as_it_was_typed_is_a_programming_mistake(email: str) -> None:
    with pytest.raises(ValueError, match="^a Subscriber takes an address as `address` returns it$"):
        a_subscriber(email)


@pytest.mark.parametrize("zone", [None, timezone(timedelta(0), "GMT"), timezone(timedelta(hours=1))])
def test_since_in_another_zone_is_a_programming_mistake(zone: timezone | None) -> None:
    with pytest.raises(ValueError, match="^since is kept in UTC$"):
        a_subscriber(since=datetime(2021, 9, 16, tzinfo=zone))
    assert a_subscriber().since.tzinfo is UTC


@pytest.mark.parametrize("octets", [0, 15, 17])
def test_a_secret_of_another_length_is_a_programming_mistake(octets: int) -> None:
    with pytest.raises(ValueError, match="^a secret of 16 octets$"):
        replace(a_subscriber(), secret=bytes(octets))


def test_who_is_not_said_to_be_anything_else_is_active() -> None:
    assert a_subscriber().standing == Active()
