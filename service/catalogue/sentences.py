"""How a mistake in a calendar file is said: where it is, which field, what was expected and what was found."""

import difflib
from collections.abc import Set
from typing import Any

from service.domain.errors import InvalidValue
from service.domain.text import Text, shown

NOTHING = object()
"""What is found where a field is missing."""


def mistake(where: str, field: str, expected: str, found: Any) -> str:
    return f"{where}: {field}: expected {expected}, found {in_words(found)}"


def no_such_field(where: str, field: str, known: Set[str]) -> str:
    """With the nearest name that there is."""
    near = difflib.get_close_matches(field, sorted(known), n=1)
    meant = f'; did you mean "{near[0]}"?' if near else f"; known here: {', '.join(sorted(known)) or 'none'}"
    return f"{where}: {in_words(field)[1:-1]}: there is no such field{meant}"


def in_words(value: Any) -> str:
    """A value of a file on one line, and cut short."""
    if value is NOTHING:
        return "nothing"
    try:
        return shown(value) if isinstance(value, str) else shown(str(value))[1:-1]
    except (ValueError, RecursionError):  # a number of thousands of digits, or tables in tables without end
        return "what is too long to show"


def expected_of_text(words: Any) -> str | None:
    """What was expected instead, where `words` are no text; None where they are one."""
    if not isinstance(words, str):
        return "a text in quotes"
    try:
        Text(words)
    except InvalidValue as error:
        return str(error)
    return None
