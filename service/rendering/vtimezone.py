"""A time zone as a VTIMEZONE (RFC 5545 3.6.5), by yearly rules as far as they go.

Never RDATE, which Outlook does not read and ical.js reads in part, and no times of day from before
there were zones: only what is true from the first to the last day that is needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from service.domain.timespan import zone_named
from service.rendering.contentline import line

# Where all zones go by the rules that hold today, so that no year after it tells anything new.
LAST_YEAR_OF_CHANGES = 2100
# A rule that still holds that many years after the last day goes on for ever.
YEARS_AHEAD = 8
STEP = timedelta(days=10)  # no zone has changed its clocks twice in that time since 1900
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)  # before that, clocks went by the sun
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class _Clocks:
    """What the clocks of a zone show: their offset from UTC in whole minutes, its name, and whether it is summer's."""

    offset: timedelta
    name: str
    daylight: bool


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
    def places(self) -> set[int]:
        """Which such weekday of the month it is: counted from the first, or -1 for the last."""
        day, week = self.onset.day, 7
        counted = {(day - 1) // week + 1} - {5}
        is_last = (self.onset + timedelta(days=week)).month != self.onset.month
        return counted | ({-1} if is_last else set())


@lru_cache(maxsize=256)
def vtimezone(zone: str, first_day: date, last_day: date) -> bytes:
    """True for every instant from the first to the last day, both included, wherever they are counted."""
    until = min(last_day.year, LAST_YEAR_OF_CHANGES) + YEARS_AHEAD
    begin = max(datetime(min(first_day.year - 1, LAST_YEAR_OF_CHANGES), 1, 1, tzinfo=UTC), EARLIEST)
    changes = list(_changes(zone, begin, datetime(until, 12, 31, tzinfo=UTC)))
    rules = [_rule(run, goes_on=run[-1].onset.year >= until - 1) for run in _runs(changes)]
    parts = [b"BEGIN:VTIMEZONE\r\n", line("TZID", zone), _from_the_beginning(zone, begin), *rules]
    return b"".join([*parts, b"END:VTIMEZONE\r\n"])


def _changes(zone: str, begin: datetime, end: datetime) -> Iterator[_Change]:
    at, clocks = begin, _clocks(zone, begin)
    while at < end:
        later = at + STEP
        if _clocks(zone, later) != clocks:
            change = _first_other(zone, at, later)
            yield _Change(change, clocks, _clocks(zone, change))
            later, clocks = change, _clocks(zone, change)
        at = later


def _first_other(zone: str, at: datetime, later: datetime) -> datetime:
    """The first second with other clocks than those at `at`, before or at `later`."""
    clocks = _clocks(zone, at)
    while later - at > timedelta(seconds=1):
        middle = at + timedelta(seconds=(later - at) // timedelta(seconds=2))
        if _clocks(zone, middle) == clocks:
            at = middle
        else:
            later = middle
    return later


def _clocks(zone: str, at: datetime) -> _Clocks:
    local = at.astimezone(zone_named(zone))
    minute = timedelta(minutes=1)
    offset = (local.utcoffset() or timedelta()) // minute * minute  # seconds break some clients, and only LMT has them
    return _Clocks(offset, local.tzname() or zone, (local.dst() or timedelta()) > timedelta())


def _runs(changes: list[_Change]) -> list[list[_Change]]:
    """Changes that one yearly rule gives, in the order of their beginning."""
    runs: list[list[_Change]] = []
    by_kind = sorted(changes, key=lambda change: (_kind(change), change.at))
    for _, alike in groupby(by_kind, key=_kind):
        for change in alike:
            if runs and _kind(runs[-1][-1]) == _kind(change) and _follows(runs[-1], change):
                runs[-1].append(change)
            else:
                runs.append([change])
    return sorted(runs, key=lambda run: run[0].at)


def _kind(change: _Change) -> tuple[object, ...]:
    """All that changes of one rule share."""
    onset, before, after = change.onset, change.before, change.after
    return onset.month, onset.weekday(), onset.time(), before.offset, after.offset, after.name, after.daylight


def _follows(run: list[_Change], change: _Change) -> bool:
    return change.onset.year == run[-1].onset.year + 1 and bool(change.places & _places(run))


def _places(run: list[_Change]) -> set[int]:
    return set.intersection(*(change.places for change in run))


def _rule(run: list[_Change], *, goes_on: bool) -> bytes:
    first = run[0]
    return _observance(first.after, f"{first.onset:%Y%m%dT%H%M%S}", first.before, _recurrence(run, goes_on=goes_on))


def _recurrence(run: list[_Change], *, goes_on: bool) -> bytes:
    if len(run) == 1:
        return b""
    onset = run[0].onset
    day = f"{min(_places(run))}{_WEEKDAYS[onset.weekday()]}"  # -1, the last one, where both are true
    until = "" if goes_on else f";UNTIL={run[-1].at:%Y%m%dT%H%M%SZ}"  # in UTC (RFC 5545 3.3.10)
    return line("RRULE", f"FREQ=YEARLY;BYMONTH={onset.month};BYDAY={day}{until}")


def _from_the_beginning(zone: str, begin: datetime) -> bytes:
    """What holds before the first change."""
    since = min(begin, datetime(1970, 1, 1, tzinfo=UTC)).year
    return _observance(_clocks(zone, begin), f"{since:04}0101T000000", _clocks(zone, begin), b"")


def _observance(clocks: _Clocks, onset: str, before: _Clocks, recurrence: bytes) -> bytes:
    name = "DAYLIGHT" if clocks.daylight else "STANDARD"
    return b"".join(
        (
            line("BEGIN", name),
            line("DTSTART", onset),
            line("TZOFFSETFROM", _offset(before.offset)),
            line("TZOFFSETTO", _offset(clocks.offset)),
            line("TZNAME", clocks.name),
            recurrence,
            line("END", name),
        )
    )


def _offset(offset: timedelta) -> str:
    """UTC-OFFSET (RFC 5545 3.3.14)."""
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}{minutes % 60:02}"
