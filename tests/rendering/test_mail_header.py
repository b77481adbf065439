"""Header fields of a mail: nothing that is written in one gets out of it, and every program reads the same."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.rendering.mail_header import field, field_on_two_lines, mailbox_field, one_line, text_field
from tests.rendering.wire import decoded

anything = st.text(max_size=300)
HOSTILE = (
    "Assembly\r\nBcc: eve@example.org",
    "=?utf-8?q?Assembly=0D=0ABcc=3A_eve=40example=2Eorg?=",
    "\u2028\x85\x00\udcff",
    "x" * 2000,
    "Assembly " * 200,
    "Собрание " * 100,
    "👨‍👩‍👧‍👦" * 50,
)


def written(wire: bytes) -> tuple[str, str]:
    """Name and value of the one field that the bytes are, unfolded."""
    assert wire.isascii()
    assert wire.endswith(b"\r\n")
    lines = wire.decode().removesuffix("\r\n").split("\r\n")
    assert [line for line in lines[1:] if not line.startswith(" ") or not line.strip()] == []
    longest = 76 if "=?" in wire.decode() else 78
    assert [line for line in lines if len(line) > longest] == []
    name, _, value = "".join(lines).partition(":")
    return name, value.removeprefix(" ")


def as_the_library_reads(wire: bytes) -> EmailMessage:
    return message_from_bytes(wire + b"\r\n", policy=default)


def test_a_plain_text_is_written_as_it_is() -> None:
    assert text_field("Subject", "In 14 days: Assembly") == b"Subject: In 14 days: Assembly\r\n"


def test_a_long_plain_text_is_folded_between_words() -> None:
    assert text_field("Subject", "In 14 days: " + "Assembly " * 9) == (
        b"Subject: In 14 days: Assembly Assembly Assembly Assembly Assembly Assembly\r\n Assembly Assembly Assembly\r\n"
    )


def test_a_line_may_be_full() -> None:
    text = f"{'a' * 34} {'b' * 34}"
    assert text_field("Subject", text) == f"Subject: {text}\r\n".encode()
    assert text_field("Subject", f"{text}b") == f"Subject: {'a' * 34}\r\n {'b' * 35}\r\n".encode()


def test_the_shorter_encoding_is_taken() -> None:
    assert (
        text_field("Subject", "Today: Naïve art in Vienna")
        == b"Subject: =?utf-8?q?Today=3A_Na=C3=AFve_art_in_Vienna?=\r\n"
    )
    assert text_field("Subject", "Сегодня") == b"Subject: =?utf-8?b?0KHQtdCz0L7QtNC90Y8=?=\r\n"


@given(anything)
@example("")
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    wire = text_field("Subject", text)
    name, value = written(wire)
    assert (name, decoded(value)) == ("Subject", one_line(text))
    assert str(make_header(decode_header(value))) == one_line(text)
    assert list(as_the_library_reads(wire)) == ["Subject"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_in_its_field(text: str) -> None:
    name, value = written(text_field("Subject", text))
    assert (name, decoded(value)) == ("Subject", one_line(text))


@given(st.text(st.characters(categories=["L", "N", "Zs", "So"]), min_size=1, max_size=200))
def test_each_encoded_word_can_be_read_by_itself(text: str) -> None:
    _, value = written(text_field("Subject", f"ö {text}"))
    words = value.split()
    assert [word for word in words if not re.fullmatch(r"=\?utf-8\?[bq]\?[!->@-~]+\?=", word) or len(word) > 75] == []
    assert "".join(map(decoded, words)) == one_line(f"ö {text}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dateline", "From: Dateline <dates@example.org>"),
        ("Dateline of the Club", "From: Dateline of the Club <dates@example.org>"),
        ('The "Club", Ltd.', r'From: "The \"Club\", Ltd." <dates@example.org>'),
        ("eve@example.org,", 'From: "eve@example.org," <dates@example.org>'),
        (r"back\slash", r'From: "back\\slash" <dates@example.org>'),
        ("Club · Dateline", "From: =?utf-8?q?Club_=C2=B7_Dateline?= <dates@example.org>"),
        ("=?utf-8?q?Eve?=", "From: =?utf-8?b?PT91dGYtOD9xP0V2ZT89?= <dates@example.org>"),
    ],
)
def test_somebody_has_a_name_and_an_address(name: str, expected: str) -> None:
    wire = mailbox_field("From", name, "dates@example.org")
    assert wire.decode() == f"{expected}\r\n"
    (read,) = as_the_library_reads(wire)["From"].addresses
    assert (read.display_name, read.addr_spec) == (name, "dates@example.org")


@given(anything.filter(one_line), st.just("dates@example.org") | st.just(f"{'a' * 60}@{'b' * 60}.example.org"))
def test_no_name_gets_into_the_address(name: str, address: str) -> None:
    wire = mailbox_field("From", name, address)
    assert wire.endswith(f"<{address}>\r\n".encode())
    assert [line for line in wire.decode().split("\r\n") if len(line) > 78 and line != f" <{address}>"] == []
    (read,) = as_the_library_reads(wire)["From"].addresses
    assert read.addr_spec == address
    assert wire.isascii()


def test_a_value_that_programs_look_for_is_never_broken() -> None:
    link = f"<https://{'dates.' * 30}example.org/u/x>"
    assert field("List-Unsubscribe", link) == f"List-Unsubscribe: {link}\r\n".encode()
    assert field_on_two_lines("List-Unsubscribe", link) == f"List-Unsubscribe:\r\n {link}\r\n".encode()


def test_nothing_but_ascii_is_written_as_it_is() -> None:
    with pytest.raises(UnicodeEncodeError):
        field("To", "анна@example.org")
