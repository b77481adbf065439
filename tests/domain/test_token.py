"""Tokens in a reader's links: short, good for one purpose, and not to be guessed."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.token import LENGTH, Purpose, id_in, is_token, token

ids = st.integers(0, 2**40 - 2)
secrets = st.binary(min_size=16, max_size=16)
purposes = st.sampled_from(Purpose)


@given(ids, secrets, purposes)
def test_a_token_is_good_for_its_reader_and_its_purpose_alone(id: int, secret: bytes, purpose: Purpose) -> None:
    text = token(id, secret, purpose)
    assert re.fullmatch(f"[a-z2-7]{{{LENGTH}}}", text)
    assert id_in(text) == id
    assert [each for each in Purpose if is_token(text, id, secret, each)] == [purpose]
    assert not is_token(text, id + 1, secret, purpose)
    assert not is_token(text, id, bytes([secret[0] ^ 1]) + secret[1:], purpose)


@given(ids, secrets, st.integers(0, LENGTH - 1), st.sampled_from(string.ascii_lowercase + "234567"))
def test_no_other_text_is_the_same_token(id: int, secret: bytes, place: int, sign: str) -> None:
    """The last character holds 3 bits of the token and 2 that mean nothing; a text that differs in those is another."""
    text = token(id, secret, Purpose.MANAGE)
    changed = text[:place] + sign + text[place + 1 :]
    assert is_token(changed, id, secret, Purpose.MANAGE) == (changed == text)


def test_a_token_stays_what_it_is() -> None:
    assert token(1, bytes(16), Purpose.UNSUBSCRIBE) == "aaaaaaabmkgqfflc3euctrjyju"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a" * (LENGTH - 1),
        "a" * (LENGTH + 1),
        "1" * LENGTH,
        "а" * LENGTH,
        "a" * (LENGTH - 1) + "\0",
        " " * LENGTH,
    ],
)
def test_what_is_no_token_is_nobodys(text: str) -> None:
    assert id_in(text) is None
    assert not is_token(text, 0, bytes(16), Purpose.MANAGE)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    id_in(text)
    assert not is_token(text, 1, bytes(16), Purpose.CONFIRM)


def test_a_token_may_have_become_capitals() -> None:
    assert is_token(token(1, bytes(16), Purpose.MANAGE).upper(), 1, bytes(16), Purpose.MANAGE)
