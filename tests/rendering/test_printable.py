"""Any text can be set, and people's words stay as they were written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rendering.printable import LINE_MAY_END, printable, surely_printable

NOBODY_SEES = {
    "a tabulator": ("a\tb", "a b"),
    "line breaks": ("a\r\n\r\nb\x0bc\x85d\u2028e\u2029f", "a b c d e f"),
    "spaces around": ("  a   b ", "a b"),
    "controls": ("a\x00b\x1bc\x7f", "abc"),
    "a turn of direction": ("a\u202eb\u2066c\u200fd", "abcd"),
    "a byte order mark": ("\ufeffa", "a"),
    "half a character": ("a\ud800b", "ab"),
}
PEOPLE_WRITE = [
    "Совет коллективной безопасности: внеочередная сессия",
    "Учение «Взаимодействие-2021»",
    "Созмони Аҳдномаи амнияти дастаҷамъӣ",
    "10\xa0000 km, “quoted” – and more…",
    "# $x$ \\ *bold* <script>alert(1)</script> {{ 7 * 7 }}",
    "Հայաստան",
    "اجتماع المجلس",
    "می\u200cخواهم",  # a joiner between letters
]


@pytest.mark.parametrize(("text", "line"), NOBODY_SEES.values(), ids=NOBODY_SEES.keys())
def test_what_nobody_sees_is_left_out(text: str, line: str) -> None:
    assert (printable(text), surely_printable(text)) == (line, line)


@pytest.mark.parametrize("text", PEOPLE_WRITE)
def test_what_people_write_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Party 🎉 in 北京", "Party □ in □□"),
        ("cafe\u0301", "café"),  # one character where Unicode has one
        ("x\u0301y", "xy"),  # an accent on a letter that nobody puts there
        ("👨\u200d👩", "□□"),
    ],
)
def test_signs_that_no_font_has_are_shown_as_missing(text: str, line: str) -> None:
    assert surely_printable(text) == line


def test_a_word_wider_than_the_page_may_be_broken() -> None:
    assert printable("abcdefgh ijklmnopq", widest=8) == f"abcdefgh ijkl{LINE_MAY_END}mnop{LINE_MAY_END}q"


def test_a_capital_letter_is_as_wide_as_two_small_ones() -> None:
    assert printable("NATO WWWWW", widest=8) == f"NATO WWWW{LINE_MAY_END}W"


@given(st.text())
def test_whatever_is_written_becomes_one_line(text: str) -> None:
    line = printable(text)
    assert line == line.strip()
    assert {unicodedata.category(sign) for sign in line} & {"Cc", "Cs", "Zl", "Zp"} == set()


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30))
def test_a_word_stays_as_it_is(text: str) -> None:
    assert printable(text, widest=60) == text
