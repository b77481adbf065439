"""Bodies in quoted-printable, with gaps: what is read is what was written, whatever fills the gaps."""

import quopri

from hypothesis import example, given
from hypothesis import strategies as st

from service.rendering.quoted_printable import quoted, quoted_word

lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=200)
words = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=400)


def read(body: bytes) -> str:
    """The text, after a look at the bytes."""
    assert body.isascii()
    written = body.split(b"\r\n")
    assert [line for line in written if len(line) > 76] == []
    assert [line for line in written if line.endswith((b" ", b"\t")) or b"\n" in line or b"\r" in line] == []
    return quopri.decodestring(body).decode().replace("\r\n", "\n")


@given(lines)
@example("a" * 75)
@example("a" * 76 + " ")
@example(" " * 76 + "\n" + "\t" * 77)
@example("й" * 100)
@example("=" * 80)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    assert read(quoted(text)) == text


@given(lines, words, lines, words, lines)
@example("to ", "a" * 76, " you", "b", "\n")
@example("", "a", "", "b", "")
@example("x\n", "a" * 75, "\nx", "=" * 75, "")
def test_whatever_fills_a_gap_is_read_as_it_is(before: str, one: str, between: str, other: str, after: str) -> None:
    body = quoted(f"{before}\0one\0{between}\0other\0{after}")
    for name, word in (("one", one), ("other", other)):
        body = body.replace(f"\0{name}\0".encode(), quoted_word(word).encode())
    assert read(body) == f"{before}{one}{between}{other}{after}"


def test_a_gap_stands_on_a_line_of_its_own() -> None:
    assert quoted("to \0address\0, or\n\0link\0\n") == b"to=20=\r\n\0address\0=\r\n, or\r\n\0link\0\r\n"


def test_no_soft_line_break_is_inside_an_escape() -> None:
    word = "x" * 74 + "=" + "y" * 80
    assert quoted_word(word) == f"{'x' * 74}=\r\n=3D{'y' * 72}=\r\n{'y' * 8}"
