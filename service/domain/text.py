"""A text in the calendar's language, with its translations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.errors import InvalidValue

# C0 and C1 controls have no place in a title; they would break an iCalendar line (RFC 5545 3.1)
# or a mail header (RFC 5322 2.2). Tab and line feed are allowed.
# Lone surrogates cannot be written in UTF-8 at all.
_UNWANTED = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")


@dataclass(frozen=True)
class Text:
    """What is written, in the calendar's language and in any others.

    Raises InvalidValue for a blank text and for control characters or lone surrogates.
    """

    original: str
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for words in (self.original, *self.translations.values()):
            if not words.strip():
                raise InvalidValue("a text that is not blank")
            if _UNWANTED.search(words):
                raise InvalidValue("a text without control characters")

    def into(self, language: str) -> str:
        """The text in that language; where it is not translated, the original."""
        return self.translations.get(language, self.original)


def shown(words: str) -> str:
    """What somebody wrote, in quotes and cut short, so that a sentence about it stays one harmless line."""
    longest = 80  # characters
    cut = words if len(words) <= longest else words[: longest - 1] + "…"
    return '"' + "".join(sign if sign.isprintable() else "�" for sign in cut) + '"'
