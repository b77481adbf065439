"""Weeks as rows of days, with events as bars across them: what a wall calendar shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.domain.agenda import Entry

DAYS_IN_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """An event on some days of a week: `column` 0 is Monday. It `begins` or `ends` there, or goes on beyond."""

    entry: Entry
    column: int
    width: int
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A day of a lane on which nothing is."""

    column: int
    entry: None = None


_GAPS = [Gap(column) for column in range(DAYS_IN_A_WEEK)]

Lane = tuple[Bar | Gap, ...]
"""What fills the seven days of a week from left to right."""


@dataclass(frozen=True, slots=True)
class Week:
    """The week that begins on that Monday, with as many lanes as it takes for its events not to overlap."""

    monday: date
    lanes: tuple[Lane, ...] = ()

    @property
    def number(self) -> int:
        """The number of the week (ISO 8601)."""
        return self.monday.isocalendar().week

    @property
    def name(self) -> str:
        """As in "2021-W37"."""
        year, week, _ = self.monday.isocalendar()
        return f"{year:04}-W{week:02}"

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=column) for column in range(DAYS_IN_A_WEEK)]


def weeks(entries: Iterable[Entry], first_day: date, last_day: date) -> list[Week]:
    """The whole weeks that these days (both included) lie in; what is longer comes before what is shorter."""
    first = monday_of(first_day).toordinal()
    bars: list[list[Bar]] = [[] for _ in range(first, last_day.toordinal() + 1, DAYS_IN_A_WEEK)]
    for entry in entries:
        begins, ends = entry.days.first_day.toordinal() - first, entry.days.last_day.toordinal() - first
        for number in range(max(begins // DAYS_IN_A_WEEK, 0), min(ends // DAYS_IN_A_WEEK, len(bars) - 1) + 1):
            bars[number].append(_bar(entry, begins - number * DAYS_IN_A_WEEK, ends - number * DAYS_IN_A_WEEK))
    mondays = (date.fromordinal(first + number * DAYS_IN_A_WEEK) for number in range(len(bars)))
    return [Week(monday, tuple(_lanes(of_week))) for monday, of_week in zip(mondays, bars, strict=True)]


def monday_of(day: date) -> date:
    """The Monday of the week of that day."""
    return day - timedelta(days=day.weekday())


def _bar(entry: Entry, begins: int, ends: int) -> Bar:
    """`begins` and `ends` are days after the Monday of the week, also of weeks before and after."""
    column = max(begins, 0)
    width = min(ends, DAYS_IN_A_WEEK - 1) - column + 1
    return Bar(entry, column, width, begins >= 0, ends < DAYS_IN_A_WEEK)


def _lanes(bars: list[Bar]) -> Iterator[Lane]:
    """Each bar in the first lane that has room for it, so that what is on several days stands above the rest."""
    lanes: list[list[Bar | None]] = []
    taken: list[int] = []  # the days of each lane, a bit for each
    for bar in sorted(bars, key=_longest_first):
        days = ((1 << bar.width) - 1) << bar.column
        place = next((number for number, other in enumerate(taken) if not other & days), len(lanes))
        if place == len(lanes):
            lanes.append([None] * DAYS_IN_A_WEEK)
            taken.append(0)
        taken[place] |= days
        lanes[place][bar.column : bar.column + bar.width] = [bar] * bar.width
    return (_cells(lane) for lane in lanes)


def _longest_first(bar: Bar) -> tuple[int, int]:
    return (-bar.width if bar.width > 1 else 0, bar.column)


def _cells(lane: list[Bar | None]) -> Lane:
    """Each bar once, and a gap for every free day."""
    return tuple(bar or _GAPS[day] for day, bar in enumerate(lane) if bar is None or bar.column == day)
