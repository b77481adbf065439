"""The envelope sender of a mail, and what it says of the mail when it comes back as a bounce."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.return_path import is_ours, message_of, return_path

messages = st.integers(1, 10**18 - 1)
secrets = st.binary(min_size=16, max_size=16)
SECRET = bytes(16)


def test_a_return_path_is_a_subaddress_of_where_bounces_go() -> None:
    assert return_path("bounces@example.org", 7, SECRET) == "bounces+7.feb266ad@example.org"


@given(messages, secrets)
def test_a_bounce_says_which_mail_it_is_of(message: int, secret: bytes) -> None:
    address = return_path("bounces@example.org", message, secret)
    assert message_of(address) == message
    assert is_ours(address, message, secret)
    assert not is_ours(address, message + 1, secret)
    assert not is_ours(address, message, bytes([secret[0] ^ 1]) + secret[1:])


def test_the_letters_of_an_address_may_have_become_capitals() -> None:
    address = return_path("bounces@example.org", 7, SECRET).upper()
    assert (message_of(address), is_ours(address, 7, SECRET)) == (7, True)


def test_where_bounces_go_may_be_a_subaddress_itself() -> None:
    address = return_path("mail+bounces@example.org", 7, SECRET)
    assert (message_of(address), is_ours(address, 7, SECRET)) == (7, True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bounces@example.org",
        "bounces+7@example.org",
        "bounces+7.@example.org",
        "bounces+.12345678@example.org",
        "bounces+7.1234567@example.org",
        "bounces+7.123456789@example.org",
        "bounces+7.1234567g@example.org",
        f"bounces+{'7' * 19}.12345678@example.org",
        "bounces+٧.12345678@example.org",
        "+7.12345678@example.org",
        "bounces+7.12345678@",
    ],
)
def test_what_is_no_return_path_is_of_no_mail(address: str) -> None:
    assert message_of(address) is None
    assert not is_ours(address, 7, SECRET)


def test_who_makes_up_a_bounce_does_not_know_the_digits() -> None:
    forged = return_path("bounces@example.org", 7, SECRET).replace(".fe", ".ff")
    assert message_of(forged) == 7
    assert not is_ours(forged, 7, SECRET)
