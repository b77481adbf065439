"""When something is: whole days, hours, a month or year known roughly, or no date at all."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from service.domain.errors import InvalidValue
from service.domain.text import shown

YEARS = range(1000, 9001)  # far enough from both ends of Python's calendar for every zone and lead


@dataclass(frozen=True)
class WholeDays:
    """Civil days of the place where it happens; the first and the last day are both included."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        _check_years(self.first_day, self.last_day)
        if self.last_day < self.first_day:
            raise InvalidValue(f"a last day on or after the first day, {self.first_day}")


@dataclass(frozen=True)
class Hours:
    """From one instant to a later one. Both are aware and kept in UTC; `zone` is the venue's."""

    start: datetime
    end: datetime
    zone: str

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if self.start.tzinfo is not UTC or self.end.tzinfo is not UTC:
            raise ValueError("Hours are kept in UTC")
        _check_years(self.start, self.end)
        if self.start.microsecond or self.end.microsecond:
            raise InvalidValue("times in whole seconds")  # all that a DATE-TIME can say (RFC 5545 3.3.5)
        if self.end <= self.start:
            raise InvalidValue("an end after the start")

    @property
    def local_start(self) -> datetime:
        """The start on the venue's clock."""
        return self.start.astimezone(zone_named(self.zone))

    @property
    def local_end(self) -> datetime:
        """The end on the venue's clock."""
        return self.end.astimezone(zone_named(self.zone))


@dataclass(frozen=True)
class Approximate:
    """A month ("2002-10") or a year ("1994"): all that the source says, never a made-up day."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", self.text) or self.text < "0001":
            raise InvalidValue('a year as in "1994" or a month as in "2002-10"')

    @property
    def year(self) -> int:
        return int(self.text[:4])

    @property
    def month(self) -> int | None:
        return int(self.text[5:]) if len(self.text) > len("1994") else None


@dataclass(frozen=True)
class Undated:
    """No date is known."""


Span = WholeDays | Hours | Approximate | Undated
DatedSpan = WholeDays | Hours
Moment = date | Approximate
"""One end of a longer time, with the precision that its source gives: day, month or year."""


@cache
def zone_named(name: str) -> ZoneInfo:
    """The zone of the IANA database. Raises InvalidValue where there is none of that name."""
    if not is_zone(name):
        raise InvalidValue(f'a zone of the IANA database such as "Europe/Moscow", not {shown(name)}')
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether the IANA database has a zone of that name."""
    return name in _zone_names()


@cache
def _zone_names() -> frozenset[str]:
    """Without what only this machine calls so, such as "localtime" or "right/Europe/Moscow"."""
    return frozenset(available_timezones() - {"localtime"})


def _check_years(*days: date) -> None:
    if any(day.year not in YEARS for day in days):
        raise InvalidValue(f"a year from {YEARS.start} to {YEARS.stop - 1}")


def days_in(span: DatedSpan, zone: str) -> WholeDays:
    """The civil days that a reader in `zone` sees it on. Whole days are the same everywhere."""
    match span:
        case WholeDays():
            return span
        case Hours(start, end):
            reader = zone_named(zone)
            # An end at midnight is not yet the next day: DTEND is exclusive (RFC 5545 3.6.1).
            last_instant = end - timedelta(microseconds=1)
            return WholeDays(start.astimezone(reader).date(), last_instant.astimezone(reader).date())


def local_to_utc(wall_clock: datetime, zone: str) -> datetime:
    """The instant at which a clock in `zone` shows this (naive) time.

    An hour that a clock skips in spring is moved on by the gap; one that it shows twice in autumn
    is the first of the two (RFC 5545 3.3.5), unless `fold` says otherwise.
    """
    return wall_clock.replace(tzinfo=zone_named(zone)).astimezone(UTC)


def midnight(day: date, zone: str) -> datetime:
    """The instant (UTC) at which that day begins in `zone`."""
    return local_to_utc(datetime.combine(day, datetime.min.time()), zone)


def begins(span: DatedSpan, zone: str) -> datetime:
    """The instant (UTC) at which it begins; whole days begin at midnight in `zone`."""
    match span:
        case WholeDays(first_day):
            return midnight(first_day, zone)
        case Hours(start):
            return start


def sort_key(moment: Moment) -> str:
    """Orders days, months and years: a year comes before its months, a month before its days."""
    return moment.text if isinstance(moment, Approximate) else moment.isoformat()
