"""A time zone as a VTIMEZONE (RFC 5545 3.6.5), by yearly rules as far as they go.

Never RDATE, which Outlook does not read and ical.js reads in part, and no times of day from before
there were zones, unless a day that is needed is that old.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from service.domain.timespan import zone_named
from service.rendering.contentline import line

# A rule that still holds that many years after the last day goes on for ever; laws are announced for fewer.
YEARS_AHEAD = 8
# No clocks have been put back to what they showed before so soon: it took four days in Freetown in 1939.
STEP = timedelta(days=3)
# Some, such as dateutil, read UNTIL on the local clocks and would lose the last change of a rule that ends with it.
UNTIL_MARGIN = timedelta(days=1)
EARLIEST = 1800  # the year; nowhere did the clocks of a whole zone change before
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class _Clocks:
    """What the clocks of a zone show: their offset from UTC in whole minutes, its name, and what summer adds to it."""

    offset: timedelta
    name: str
    saving: timedelta


@dataclass(frozen=True)
class _Change:
    """At that instant (UTC) the clocks go from one to the other."""

    at: datetime
    before: _Clocks
    after: _Clocks

    @property
    def onset(self) -> datetime:
        """The moment (naive) on the clocks that are about to be changed."""
        return (self.at + self.before.offset).replace(tzinfo=None)

    @property
    def kind(self) -> str:
        """DAYLIGHT in summer, also where winter is the exception that takes an hour away, as in Dublin."""
        return "DAYLIGHT" if self.after.saving > min(self.before.saving, timedelta()) else "STANDARD"

    @property
    def places(self) -> set[int]:
        """Which such weekday of the month it is: counted from the first, or -1 for the last."""
        day, week = self.onset.day, 7
        counted = {(day - 1) // week + 1} - {5}
        is_last = (self.onset + timedelta(days=week)).month != self.onset.month
        return counted | ({-1} if is_last else set())


@dataclass(frozen=True)
class _Run:
    """Changes year after year that one rule gives, with the places in the month that all of them have."""

    first: _Change
    last: _Change
    places: set[int]


@lru_cache(maxsize=256)
def vtimezone(zone: str, first_day: date, last_day: date) -> bytes:
    """True for every instant from the first to the last day, both included, wherever they are counted.

    Offsets with seconds, as all had before there were zones, are rounded to minutes, because some
    clients refuse them. Raises InvalidValue where there is no such zone.
    """
    begin = datetime(max(first_day.year - 1, EARLIEST), 1, 1, tzinfo=UTC)
    last_year = last_day.year + YEARS_AHEAD
    changes = list(_changes(zone, begin, datetime(last_year + 1, 1, 1, tzinfo=UTC)))
    rules = [_rule(run, goes_on=run.last.onset.year == last_year) for run in _runs(changes)]
    before = _from_the_beginning(_clocks(zone, begin), min(first_day.year - 1, 1970))
    return b"".join((b"BEGIN:VTIMEZONE\r\n", line("TZID", zone), before, *rules, b"END:VTIMEZONE\r\n"))


def _changes(zone: str, begin: datetime, end: datetime) -> Iterator[_Change]:
    at, shown = begin, _shown(zone, begin)
    while at < end:
        later = at + STEP
        if _shown(zone, later) != shown:
            later = _first_other(zone, at)
            yield _Change(later, _clocks(zone, later - SECOND), _clocks(zone, later))
            shown = _shown(zone, later)
        at = later


def _first_other(zone: str, at: datetime) -> datetime:
    """The first second with other clocks than those at `at`, at most a step later."""
    shown = _shown(zone, at)
    return at + SECOND * bisect_left(
        range(STEP // SECOND), True, key=lambda seconds: _shown(zone, at + SECOND * seconds) != shown
    )


def _shown(zone: str, at: datetime) -> tuple[timedelta | None, str | None]:
    """All that a reader of the clocks can see; that an hour is summer's is not."""
    local = at.astimezone(zone_named(zone))
    return local.utcoffset(), local.tzname()


def _clocks(zone: str, at: datetime) -> _Clocks:
    local = at.astimezone(zone_named(zone))
    offset = round((local.utcoffset() or timedelta()) / MINUTE) * MINUTE
    return _Clocks(offset, local.tzname() or zone, local.dst() or timedelta())


def _runs(changes: list[_Change]) -> list[_Run]:
    """The fewest yearly rules that give these changes, in the order of their beginning."""
    alike = groupby(sorted(changes, key=_sameness), key=_sameness)  # each still in order: the sort is stable
    return sorted((run for _, each in alike for run in _yearly(each)), key=lambda run: run.first.at)


def _sameness(change: _Change) -> tuple[object, ...]:
    """All that changes of one rule share."""
    onset, before, after = change.onset, change.before, change.after
    return onset.month, onset.weekday(), onset.time(), before.offset, after.offset, after.name, change.kind


def _yearly(alike: Iterable[_Change]) -> list[_Run]:
    runs: list[_Run] = []
    for change in alike:
        next_year = bool(runs) and change.onset.year == runs[-1].last.onset.year + 1
        places = change.places & runs[-1].places if next_year else set()
        if places:
            runs[-1] = _Run(runs[-1].first, change, places)
        else:
            runs.append(_Run(change, change, change.places))
    return runs


def _rule(run: _Run, *, goes_on: bool) -> bytes:
    if run.first is run.last:
        return _observance(run.first, b"")
    onset = run.first.onset
    day = f"{min(run.places)}{_WEEKDAYS[onset.weekday()]}"  # -1, the last one, where both are true
    until = "" if goes_on else f";UNTIL={run.last.at + UNTIL_MARGIN:%Y%m%dT%H%M%SZ}"  # in UTC (RFC 5545 3.3.10)
    return _observance(run.first, line("RRULE", f"FREQ=YEARLY;BYMONTH={onset.month};BYDAY={day}{until}"))


def _from_the_beginning(clocks: _Clocks, year: int) -> bytes:
    """What holds before the first change."""
    return _observance(_Change(datetime(year, 1, 1, tzinfo=UTC) - clocks.offset, clocks, clocks), b"")


def _observance(change: _Change, recurrence: bytes) -> bytes:
    return b"".join(
        (
            line("BEGIN", change.kind),
            line("DTSTART", f"{change.onset.year:04}{change.onset:%m%dT%H%M%S}"),
            line("TZOFFSETFROM", _offset(change.before.offset)),
            line("TZOFFSETTO", _offset(change.after.offset)),
            line("TZNAME", change.after.name),
            recurrence,
            line("END", change.kind),
        )
    )


def _offset(offset: timedelta) -> str:
    """UTC-OFFSET (RFC 5545 3.3.14)."""
    minutes = abs(offset) // MINUTE
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}{minutes % 60:02}"
