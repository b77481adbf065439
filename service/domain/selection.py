"""What a reader asks for: which events, and how they are to be written."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from service.domain.event import Kind


class Cancelled(StrEnum):
    """What happens to events that were called off."""

    RECENT = "recent"  # they stay for a set time after their day, so that every client learns of it
    KEEP = "keep"
    HIDE = "hide"


class Contents(StrEnum):
    """What a calendar app gets: events, or tasks for apps that have a list of them (RFC 5545 3.6.2)."""

    EVENTS = "events"
    TASKS = "tasks"


class Clock(StrEnum):
    """Whose clock the times are written on: UTC's, or the venue's with its zone."""

    UTC = "utc"
    VENUE = "venue"


_T = TypeVar("_T")

Names = frozenset[str] | None
"""Any of these; None for all."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which events: each field narrows what the others let through; None lets all through.

    Days are both included. `words` must all occur, each at the beginning of a word.
    `year` is that in which the event begins.
    """

    calendars: Names = None
    uids: Names = None
    kinds: frozenset[Kind] | None = None
    bodies: Names = None
    places: Names = None
    countries: Names = None
    statuses: Names = None
    words: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Style:
    """How events are written. `language` None is that of the calendar; `alarm` is the time before the start."""

    language: str | None = None
    clock: Clock = Clock.UTC
    people: bool = False
    alarm: timedelta | None = None

    @property
    def is_plain(self) -> bool:
        """Written just as it is stored."""
        return self.clock is Clock.UTC and not self.people and self.alarm is None


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A feed, whole: what it holds and how. `private` says that only who has its token may know of it."""

    filter: Filter = field(default_factory=Filter)
    style: Style = field(default_factory=Style)
    contents: Contents = Contents.EVENTS
    cancelled: Cancelled = Cancelled.RECENT
    approximate: bool = False
    private: bool = False

    @property
    def may_be_cut(self) -> bool:
        """Whether the oldest may go to the archives: nobody said what span he wants."""
        spans = (self.filter.since, self.filter.until, self.filter.year, self.filter.uids)
        of_any_time = all(each is None for each in spans)
        return of_any_time and self.contents is Contents.EVENTS

    def of_year(self, year: int) -> "Selection":
        """The same, of one year."""
        return replace(self, filter=replace(self.filter, year=year))


def both(one: Filter, other: Filter) -> Filter:
    """What both let through. At most one of them names a year."""
    year = other.year if one.year is None else one.year
    return Filter(
        calendars=_either(one.calendars, other.calendars),
        uids=_either(one.uids, other.uids),
        kinds=_either(one.kinds, other.kinds),
        bodies=_either(one.bodies, other.bodies),
        places=_either(one.places, other.places),
        countries=_either(one.countries, other.countries),
        statuses=_either(one.statuses, other.statuses),
        words=one.words | other.words,
        since=max(filter(None, (one.since, other.since)), default=None),
        until=min(filter(None, (one.until, other.until)), default=None),
        year=year,
    )


def _either(one: frozenset[_T] | None, other: frozenset[_T] | None) -> frozenset[_T] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
