"""One table of a calendar file, read field by field; what is wrong is noted and reading goes on."""

import re
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from service.catalogue.sentences import NOTHING, expected_of_text, mistake, no_such_field
from service.domain.errors import InvalidValue
from service.domain.text import Text
from service.domain.timespan import YEARS, Approximate, Moment, zone_named

Choice = TypeVar("Choice", bound=StrEnum)

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_A_SLUG = 'small letters, digits and hyphens, as in "council-2021"'
_DAY = "a day that exists, as in 2021-09-16, without quotes"
UNREADABLE = "?"  # stands for what was noted as a mistake


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
        self.mistakes.append(mistake(self.where, field, expected, self.raw.get(field, NOTHING)))

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
        translations = self._translations(field)
        return None if value is None else self._as_text(field, value, translations)

    def required_text(self, field: str) -> Text:
        self._require(field, "a text in quotes")
        return self.text(field) or Text(UNREADABLE)

    def texts(self, field: str) -> tuple[Text, ...]:
        values = self._value(field, list, "a list of texts") or []
        self._texts.add(field)
        translations = self._translations(field)
        for code, words in translations.items():
            if not isinstance(words, list) or len(words) != len(values):
                expected = f"{len(values)} texts, as in {field}"
                self.mistakes.append(mistake(self.where, f"{code}.{field}", expected, words))
                return ()
        return tuple(
            self._as_text(field, value, {code: words[index] for code, words in translations.items()})
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
        if isinstance(value, str) and (not value.strip() or not value.isprintable()):
            self.mistake(field, "a text of one line that is not blank")
            return None
        return value if isinstance(value, str) else None

    def required_word(self, field: str) -> str:
        self._require(field, "a text in quotes")
        return self.word(field) or UNREADABLE

    def slug(self, field: str, *, default: str | None = None, reserved: Set[str] = frozenset()) -> str:
        value = self.word(field)
        if value is None and field not in self and default is not None:
            value = default
        if value is None:
            self._require(field, "small letters, digits and hyphens")
        elif not _SLUG.fullmatch(value):
            self.mistake(field, _A_SLUG)
        elif value in reserved:
            self.mistake(field, f"none of {', '.join(sorted(reserved))}, which addresses use otherwise")
        return value or UNREADABLE

    def slugs(self, field: str) -> tuple[str, ...]:
        values = self.words(field)
        if not all(map(_SLUG.fullmatch, values)):
            self.mistake(field, f"{_A_SLUG}, each")
            return ()
        return values

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
        value = self._value(field, date, _DAY)
        if isinstance(value, datetime):
            self.mistake(field, _DAY)
            return None
        return value if isinstance(value, date) else None

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

    def zone(self, field: str) -> str | None:
        name = self.word(field)
        try:
            return zone_named(name).key if name is not None else None
        except InvalidValue:
            self.mistake(field, 'a zone of the IANA database such as "Europe/Moscow"')
        return None

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
        unread = [field for field in self.raw if field not in self._read and field not in self._languages]
        self.mistakes += [no_such_field(self.where, field, self._read) for field in unread]
        for code, words in self._languages.items():
            known = {f"{code}.{field}" for field in self._texts}
            unread = [f"{code}.{field}" for field in words if field not in self._texts]
            self.mistakes += [no_such_field(self.where, field, known) for field in unread]

    def _require(self, field: str, expected: str) -> None:
        if field not in self.raw:
            self._read.add(field)
            self.mistake(field, expected)

    def _value(self, field: str, wanted: type, expected: str) -> Any:
        self._read.add(field)
        value = self.raw.get(field)
        if value is not None and not isinstance(value, wanted):
            self.mistake(field, expected)
            return None
        if isinstance(value, date) and value.year not in YEARS:
            self.mistake(field, f"a year from {YEARS.start} to {YEARS.stop - 1}")
            return None
        return value

    def _translations(self, field: str) -> dict[str, Any]:
        """What each language says in that field; a mistake where the original says nothing."""
        translations = {code: words[field] for code, words in self._languages.items() if field in words}
        if translations and field not in self.raw:
            self.mistake(field, f"an original for the translation, {next(iter(translations))}.{field}")
            return {}
        return translations

    def _as_text(self, field: str, value: Any, translations: dict[str, Any]) -> Text:
        named = {field: value} | {f"{code}.{field}": words for code, words in translations.items()}
        refused = [
            mistake(self.where, name, expected, words)
            for name, words in named.items()
            if (expected := expected_of_text(words))
        ]
        self.mistakes += refused
        return Text(UNREADABLE) if refused else Text(value, translations)
