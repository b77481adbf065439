"""A letter with gaps, and what fills them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.letter import Letter, gap

names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1)
words = st.text(st.characters(min_codepoint=32, max_codepoint=126))
bytes_without_marks = st.binary().map(lambda octets: octets.replace(b"\0", b" "))


def test_each_gap_is_filled_with_the_readers_own_word() -> None:
    letter = Letter(f"To: {gap('to')}\r\n\r\n{gap('link')}, for {gap('to')}\r\n".encode())
    assert letter.gaps == {"to", "link"}
    assert letter.filled({"to": "anna@example.org", "link": "https://example.org"}) == (
        b"To: anna@example.org\r\n\r\nhttps://example.org, for anna@example.org\r\n"
    )


def test_a_letter_can_be_filled_again_for_another_reader() -> None:
    letter = Letter(b"To: \0to\0\r\n")
    assert [letter.filled({"to": to}) for to in ("anna", "boris")] == [b"To: anna\r\n", b"To: boris\r\n"]


@given(st.lists(st.tuples(bytes_without_marks, names)), bytes_without_marks, words)
def test_what_stands_between_the_gaps_stays_as_it_is(parts: list[tuple[bytes, str]], end: bytes, word: str) -> None:
    letter = Letter(b"".join(part + gap(name).encode() for part, name in parts) + end)
    expected = b"".join(part + word.encode() for part, _ in parts) + end
    assert letter.filled({name: word for _, name in parts}) == expected


def test_a_word_that_is_missing_is_no_empty_word() -> None:
    with pytest.raises(KeyError, match="link"):
        Letter(b"\0to\0 \0link\0").filled({"to": "anna"})


@pytest.mark.parametrize("word", ["Анна", "\udcff"])
def test_only_ascii_fills_a_gap(word: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        Letter(b"\0to\0").filled({"to": word})


def test_a_gap_has_to_end() -> None:
    with pytest.raises(ValueError, match="a gap that does not end"):
        Letter(b"To: \0to\r\n")


def test_letters_are_told_apart_by_their_hash() -> None:
    one, same, other = Letter(b"\0to\0"), Letter(b"\0to\0"), Letter(b"\0id\0")
    assert one.hash == same.hash == hashlib.sha256(b"\0to\0").digest()
    assert one.hash != other.hash
