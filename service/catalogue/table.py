"""One table of a calendar file, read field by field; what is wrong is noted and reading goes on."""

import difflib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from service.domain.errors import InvalidValue
from service.domain.text import Text
from service.domain.timespan import Approximate, Moment

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_UNREADABLE = Text("?")


class Table:
    """Reads `raw`; each mistake is a sentence that names `where`, the field and what was expected."""

    def __init__(self, raw: dict[str, Any], where: str, mistakes: list[str]) -> None:
        self.raw = raw
        self.where = where
        self.mistakes = mistakes
        self._languages = {
            key: value for key, value in raw.items() if isinstance(value, dict) and _LANGUAGE.fullmatch(key)
        }
        self._read: set[str] = set()
        self._texts: set[str] = set()

    def __contains__(self, field: str) -> bool:
        return field in self.raw

    def mistake(self, field: str, expected: str) -> None:
        found = f", found {_shown(self.raw[field])}" if field in self.raw else ""
        self.mistakes.append(f"{self.where}: {field}: expected {expected}{found}")

    @contextmanager
    def noting(self, field: str) -> Iterator[None]:
        """What the domain refuses inside becomes a mistake of this field."""
        try:
            yield
        except InvalidValue as error:
            self.mistake(field, str(error))

    def text(self, field: str) -> Text | None:
        value = self._value(field, str, "a text in quotes")
        self._texts.add(field)
        if value is None:
            return None
        translations = {code: words[field] for code, words in self._languages.items() if field in words}
        return self._as_text(field, value, translations)

    def required_text(self, field: str) -> Text:
        self._require(field, "a text in quotes")
        return self.text(field) or _UNREADABLE

    def texts(self, field: str) -> tuple[Text, ...]:
        values = self._value(field, list, "a list of texts") or []
        self._texts.add(field)
        translated = {code: words[field] for code, words in self._languages.items() if field in words}
        for code, words in translated.items():
            if not isinstance(words, list) or len(words) != len(values):
                self.mistakes.append(f"{self.where}: {code}.{field}: expected {len(values)} texts, as in {field}")
                return ()
        return tuple(
            self._as_text(field, value, {code: words[index] for code, words in translated.items()})
            for index, value in enumerate(values)
        )

    def words(self, field: str) -> tuple[str, ...]:
        """A list of names that are not translated."""
        values = self._value(field, list, "a list of names") or []
        if not all(isinstance(value, str) for value in values):
            self.mistake(field, "a list of names in quotes")
            return ()
        return tuple(values)

    def word(self, field: str) -> str | None:
        """A name, an address or a code that is not translated."""
        value = self._value(field, str, "a text in quotes")
        return value if isinstance(value, str) else None

    def required_word(self, field: str) -> str:
        self._require(field, "a text in quotes")
        return self.word(field) or "?"

    def slug(self, field: str, *, default: str | None = None) -> str:
        value = self.word(field) if field in self or default is None else default
        if value is None:
            self._require(field, "small letters, digits and hyphens")
        elif not _SLUG.fullmatch(value):
            self.mistake(field, 'small letters, digits and hyphens, as in "council-2021"')
        return value or "?"

    def country(self, field: str = "country") -> str | None:
        value = self.word(field)
        if value is not None and not _COUNTRY.fullmatch(value):
            self.mistake(field, 'the two letters of ISO 3166, as in "TJ"')
        return value

    def flag(self, field: str) -> bool:
        return bool(self._value(field, bool, "true or false"))

    def choice(self, field: str, among: type[Choice]) -> Choice | None:
        value = self.word(field)
        if value is None:
            return None
        if value not in {member.value for member in among}:
            self.mistake(field, "one of " + ", ".join(member.value for member in among))
            return None
        return among(value)

    def day(self, field: str) -> date | None:
        value = self.raw.get(field)
        self._read.add(field)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.mistake(field, "a day that exists, as in 2021-09-16, without quotes")
        return None

    def required_day(self, field: str) -> date:
        self._require(field, "a day, as in 2021-09-16")
        return self.day(field) or date.min

    def moment(self, field: str) -> Moment | None:
        """A day, or in quotes a month or a year."""
        value = self.raw.get(field)
        if not isinstance(value, str):
            return self.day(field)
        self._read.add(field)
        with self.noting(field):
            return Approximate(value)
        return None

    def wall_clock(self, field: str) -> datetime | None:
        value = self._value(field, datetime, "a day and an hour that exist, as in 2021-09-16T10:00:00, without quotes")
        return value if isinstance(value, datetime) else None

    def tables(self, field: str, name: Callable[[dict[str, Any], int], str]) -> list["Table"]:
        """The tables of a `[[…]]` list, each called by what `name` makes of it and its place (from 1)."""
        self._read.add(field)
        raws = self.raw.get(field, [])
        if not isinstance(raws, list) or not all(isinstance(raw, dict) for raw in raws):
            self.mistake(field, f"tables that begin with [[{field}]]")
            return []
        return [Table(raw, f"{self.where}{name(raw, place)}", self.mistakes) for place, raw in enumerate(raws, 1)]

    def table(self, field: str) -> "Table | None":
        raw = self._value(field, dict, f"a table that begins with [{field}]")
        return Table(raw, f"{self.where}: {field}", self.mistakes) if isinstance(raw, dict) else None

    def finish(self) -> None:
        """Notes every field that nobody asked for, with the nearest name that there is."""
        for field in self.raw.keys() - self._read - self._languages.keys():
            self._unknown(field, self._read)
        for code, words in self._languages.items():
            for field in words.keys() - self._texts:
                self._unknown(f"{code}.{field}", {f"{code}.{known}" for known in self._texts})

    def _unknown(self, field: str, known: set[str]) -> None:
        near = difflib.get_close_matches(field, sorted(known), n=1)
        meant = f'; did you mean "{near[0]}"?' if near else f"; known here: {', '.join(sorted(known))}"
        self.mistakes.append(f"{self.where}: {field}: there is no such field{meant}")

    def _require(self, field: str, expected: str) -> None:
        if field not in self.raw:
            self._read.add(field)
            self.mistakes.append(f"{self.where}: {field}: expected {expected}, found nothing")

    def _value(self, field: str, wanted: type, expected: str) -> Any:
        self._read.add(field)
        value = self.raw.get(field)
        if value is not None and not isinstance(value, wanted):
            self.mistake(field, expected)
            return None
        return value

    def _as_text(self, field: str, value: Any, translations: dict[str, Any]) -> Text:
        for words in (value, *translations.values()):
            if not isinstance(words, str):
                self.mistakes.append(f"{self.where}: {field}: expected texts in quotes, found {_shown(words)}")
                return _UNREADABLE
        with self.noting(field):
            return Text(value, translations)
        return _UNREADABLE


_LONGEST_SHOWN = 60  # characters; a mistake stays one line


def _shown(value: Any) -> str:
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 1] + "…"
