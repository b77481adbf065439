"""A programme: what a view says, in words, ready to be set on paper."""

import re
from dataclasses import dataclass
from datetime import datetime

from service.domain.errors import InvalidValue
from service.domain.event import Kind

MOST_LINES = 300  # some 25 pages; each line takes the machine a few milliseconds and half a megabyte


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event. `day` is as in "16", "18–23" or "October 2002", `weekday` as in "Thu" or "Mon–Sat".

    What is `cancelled` is struck; the word for it stands in `status`, beside others such as "Overdue". A fact is as in
    "Due at: Regular session"; `notes` are the numbers of what is said of it in the sources.
    """

    day: str
    kind: Kind
    kind_words: str
    title: str
    weekday: str = ""
    cancelled: bool = False
    status: tuple[str, ...] = ()
    hours: str = ""
    place: str = ""
    facts: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """Lines under a heading: a month, or what has no known day."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class SourceNote:
    """What a publication says. `certainty` is a word such as "reported", and empty where it states that."""

    number: int
    says: str
    certainty: str = ""

    def __post_init__(self) -> None:
        if self.number < 1:
            raise InvalidValue("a number from 1 on")


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Where things were said, with notes of what. `date` is in words, its certainty included."""

    name: str
    notes: tuple[SourceNote, ...]
    date: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A view, in words of `language` (ISO 639).

    `as_of` is the instant that it was looked at; `as_of_words` is as in "As of 2 September 2021", `zone_words` as in
    "Times on the venue's clock". `empty` is what it says where there are no lines; `more` stands after the last one, as
    in "and 17 more" where the view has more than `MOST_LINES`.
    """

    title: str
    language: str
    as_of: datetime
    as_of_words: str
    address: str
    empty: str
    subtitle: str = ""
    zone_words: str = ""
    sections: tuple[Section, ...] = ()
    more: str = ""
    sources_heading: str = ""
    sources: tuple[Publication, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch("[a-z]{2,3}", self.language):
            raise InvalidValue('a language code as in "en"')
        if self.as_of.tzinfo is None:
            raise InvalidValue("an instant with a zone")
        if sum(len(section.lines) for section in self.sections) > MOST_LINES:
            raise InvalidValue(f"at most {MOST_LINES} lines")
        there = [note.number for publication in self.sources for note in publication.notes]
        named = {number for section in self.sections for line in section.lines for number in line.notes}
        if len(set(there)) < len(there) or not named <= set(there):
            raise InvalidValue("one note for each number that a line names")
