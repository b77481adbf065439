"""Any Unicode text is escaped and folded so that it comes back as it was, and stays one content line."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar.parser import Contentline

from service.domain.errors import InvalidValue
from service.domain.text import Text
from service.rendering.contentline import date_time, escaped, folded, line, text_line
from tests.rendering.lint import properties


def is_text(words: str) -> bool:
    try:
        Text(words)
    except InvalidValue:
        return False
    return True


# Signs of one to four octets, those that are escaped, and a mark that stands on the sign before it.
AWKWARD = st.text(st.sampled_from(list('\\;,:"^n\n\t \ufeff\u0301aяह😀')), min_size=1, max_size=200)
texts = (st.text(max_size=200) | AWKWARD).filter(is_text)


def unfolded(octets: bytes) -> str:
    """RFC 5545 3.1, on octets as the RFC says it."""
    return octets.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode()


def unescaped(value: str) -> str:
    """RFC 5545 3.3.11, sign by sign."""
    signs = iter(value)
    return "".join({"n": "\n", "N": "\n"}.get(after := next(signs), after) if each == "\\" else each for each in signs)


@given(words=texts)
@example("😀" * 60)
@example("a" + "😀" * 60)
@example("\\" * 200)
@example("\t" * 200)
@example(" " * 100 + "." + " " * 100)
def test_any_text_comes_back_from_its_line(words: str) -> None:
    ((name, parameters, value),) = properties(text_line("SUMMARY", words))
    assert (name, parameters, unescaped(value)) == ("SUMMARY", "", words)


@given(words=texts)
def test_what_is_escaped_has_no_sign_that_means_something(words: str) -> None:
    left = escaped(words).replace("\\\\", "").replace("\\;", "").replace("\\,", "").replace("\\n", "")
    assert {sign for sign in left if sign in "\\;,\r\n"} == set()


@given(words=texts)
@example("x" * 66)
@example("x" * 67)
def test_a_line_is_folded_at_75_octets_and_only_where_it_must_be(words: str) -> None:
    octets = text_line("SUMMARY", words)
    parts = octets.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, parts)) <= 75
    assert unfolded(octets) == f"SUMMARY:{escaped(words)}"
    # Together with the sign that begins the next part, no part would be short enough.
    assert [part for part in parts[:-1] if len(part) < 75 - len("😀".encode()) - 1] == []


@given(words=texts)
def test_icalendar_folds_at_the_same_places(words: str) -> None:
    content = f"SUMMARY:{escaped(words)}"
    by_the_library: Any = Contentline
    assert folded(content) == by_the_library(content).to_ical() + b"\r\n"


@pytest.mark.parametrize("written", ["a\r\nb", "a\nb"])
def test_an_end_of_line_is_one_however_it_was_written(written: str) -> None:
    assert text_line("X", written) == b"X:a\\nb\r\n"


def test_a_value_that_is_no_text_stays_as_it_is() -> None:
    assert line("URL", "https://example.org/a,b;c") == b"URL:https://example.org/a,b;c\r\n"


def test_a_year_has_four_digits() -> None:
    assert date_time(datetime(999, 12, 31, 19, 3, 58, tzinfo=UTC)) == "09991231T190358"
