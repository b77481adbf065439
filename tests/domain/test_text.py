"""Texts: what cannot stand in a title, and what is said in which language."""

import pytest

from service.domain.errors import InvalidValue
from service.domain.text import Text, shown


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000\u00a0"])
def test_a_blank_text_is_refused(blank: str) -> None:
    with pytest.raises(InvalidValue, match="^a text that is not blank$"):
        Text(blank)
    with pytest.raises(InvalidValue, match="^a text that is not blank$"):
        Text("Session", {"ru": blank})


@pytest.mark.parametrize("sign", ["\0", "\r", "\x0b", "\x1b", "\x1f", "\x7f", "\x85", "\x9f", "\u2028", "\u2029"])
def test_a_text_with_a_control_character_is_refused(sign: str) -> None:
    with pytest.raises(InvalidValue, match="^a text without control characters$"):
        Text(f"a{sign}b")
    with pytest.raises(InvalidValue, match="^a text without control characters$"):
        Text("Session", {"ru": f"a{sign}b"})


@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_a_text_with_half_a_character_is_refused(half: int) -> None:
    with pytest.raises(InvalidValue, match="^a text without control characters$"):
        Text(f"a{chr(half)}")


@pytest.mark.parametrize("sign", ["\t", "\n", " ", "~", "\u00a0", "\ud7ff", "\ue000", "\U0001f30a", "\u202e"])
def test_every_other_sign_is_allowed(sign: str) -> None:
    assert Text(f"a{sign}b").original == f"a{sign}b"


def test_a_text_is_said_in_a_language_that_it_has_and_else_in_its_own() -> None:
    text = Text("Session", {"ru": "Сессия"})
    assert [text.into(language) for language in ("ru", "de", "")] == ["Сессия", "Session", "Session"]


def test_texts_with_other_translations_differ() -> None:
    assert Text("Session") == Text("Session", {})
    assert Text("Session", {"ru": "Сессия"}) != Text("Session")
    assert len({Text("Session"), Text("Session", {"ru": "Сессия"})}) == 2


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Mars", '"Mars"'),
        ("", '""'),
        ("a\r\nSubject: x\0\x1b[31m\u2028\ud800", '"a��Subject: x��[31m��"'),
        ("ж" * 80, f'"{"ж" * 80}"'),
        ("ж" * 81, f'"{"ж" * 79}…"'),
    ],
)
def test_what_somebody_wrote_is_shown_on_one_short_line(words: str, line: str) -> None:
    assert shown(words) == line
