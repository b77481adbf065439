"""The stretch of time that a timeline shows: its address, the ones around it, and where a day lies in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import floor

from service.domain.errors import InvalidValue, translatable
from service.domain.moment import days_meant
from service.domain.text import shown
from service.domain.timespan import YEARS, Approximate, Moment, WholeDays

LONGEST = 200  # years
_A_DAY = timedelta(days=1)
DIGITS = 4  # of a percentage: half a day in 200 years is 0.0007 %


class Unit(StrEnum):
    """What time is counted in; each unit has a number, so that the next one is the next number."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Window:
    """From one day to another, both included."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.first_day.year not in YEARS or self.last_day.year not in YEARS:
            beyond = translatable("A timeline lies between the years %(first)s and %(last)s.")
            raise InvalidValue(beyond, first=YEARS.start, last=YEARS.stop - 1)
        if self.last_day < self.first_day:
            backward = translatable("A timeline cannot end on %(last)s if it begins on %(first)s.")
            raise InvalidValue(backward, first=self.first_day, last=self.last_day)
        if self.last_day.year - self.first_day.year >= LONGEST:
            raise InvalidValue(translatable("A timeline shows at most %(years)s years."), years=LONGEST)

    @property
    def unit(self) -> Unit:
        """The largest one that it is made of: whole years, whole months, or days."""
        before, after = self.first_day, self.last_day + _A_DAY
        if (before.month, before.day) == (after.month, after.day) == (1, 1):
            return Unit.YEAR
        return Unit.MONTH if before.day == after.day == 1 else Unit.DAY

    @property
    def name(self) -> str:
        """As in an address: "1992/2021", "2021-08/2021-10" or "2021-09-06/2021-09-19"."""
        length = {Unit.YEAR: len("1992"), Unit.MONTH: len("2021-08")}.get(self.unit)
        return f"{self.first_day.isoformat()[:length]}/{self.last_day.isoformat()[:length]}"

    @property
    def days(self) -> WholeDays:
        return WholeDays(self.first_day, self.last_day)

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def contains(self, other: "Window") -> bool:
        return self.holds(other.first_day) and self.holds(other.last_day)

    def at(self, day: date) -> float:
        """Where the day begins, in percent of the width; 0 or 100 for days before or after."""
        days = (min(max(day, self.first_day), self.last_day) - self.first_day).days + (day > self.last_day)
        return round(100 * days / self.length, DIGITS)

    def middle_of(self, day: date) -> float:
        """Where the middle of a day within it is, in percent of the width."""
        return round(100 * ((day - self.first_day).days + 0.5) / self.length, DIGITS)

    def zoomed_in(self) -> "Window | None":
        """A round one around the same middle, at most 7/10 as long; None where there is none shorter."""
        inner = (each for each in self._round_ones() if self.contains(each) and 10 * each.length <= 7 * self.length)
        return max(inner, key=lambda each: each.length, default=None)

    def zoomed_out(self) -> "Window | None":
        """A round one around the same middle, at least 5/4 as long, in which all of this is."""
        outer = (each for each in self._round_ones() if each.contains(self) and 4 * each.length >= 5 * self.length)
        return next(outer, None)

    def earlier(self) -> "Window | None":
        """One as long that ends where this begins."""
        return self._moved(-1)

    def later(self) -> "Window | None":
        """One as long that begins where this ends."""
        return self._moved(1)

    def _moved(self, times: int) -> "Window | None":
        first, last = number_of(self.first_day, self.unit), number_of(self.last_day, self.unit)
        step = times * (last - first + 1)
        return _window(self.unit, first + step, last + step)

    def _round_ones(self) -> Iterator["Window"]:
        """Round lengths from the shortest to the longest, each as close around the middle as whole units allow."""
        for unit, count in _ROUND:
            first = floor(self._middle(unit) - count / 2 + 0.5)
            if window := _window(unit, first, first + count - 1):
                yield window

    def _middle(self, unit: Unit) -> float:
        """The number of the unit that the middle lies in, and how far in it."""
        whole, half = divmod(self.length, 2)
        day = self.first_day + timedelta(days=whole)
        number = number_of(day, unit)
        begin, end = start_of(number, unit), start_of(number + 1, unit)
        return number + ((day - begin).days + half / 2) / (end - begin).days


def window_of(first: str, last: str) -> Window:
    """The one between two ends as an address says them: a year, a month or a day each, both included.

    Raises InvalidValue, in a sentence, for what is no such thing or makes no window.
    """
    return Window(days_meant(_moment(first))[0], days_meant(_moment(last))[1])


def window_around(today: date) -> Window:
    """What is shown unasked: from two months before to four months after, whole months."""
    month = number_of(today, Unit.MONTH)
    return Window(start_of(month - 2, Unit.MONTH), start_of(month + 5, Unit.MONTH) - _A_DAY)


def number_of(day: date, unit: Unit) -> int:
    match unit:
        case Unit.DAY:
            return day.toordinal()
        case Unit.WEEK:
            return (day.toordinal() - 1) // 7  # the first day of all, 0001-01-01, is a Monday
        case Unit.MONTH:
            return day.year * 12 + day.month - 1
        case Unit.YEAR:
            return day.year


def start_of(number: int, unit: Unit) -> date:
    """The first day of the unit with that number."""
    match unit:
        case Unit.DAY:
            return date.fromordinal(number)
        case Unit.WEEK:
            return date.fromordinal(number * 7 + 1)
        case Unit.MONTH:
            return date(number // 12, number % 12 + 1, 1)
        case Unit.YEAR:
            return date(number, 1, 1)


_ROUND = (
    *((Unit.DAY, count) for count in (7, 14)),
    (Unit.MONTH, 1),
    (Unit.DAY, 30),  # where no whole month fits
    *((Unit.MONTH, count) for count in (3, 6, 12, 24)),
    *((Unit.YEAR, count) for count in (5, 10, 20, 50, 100, LONGEST)),
)


def _window(unit: Unit, first: int, last: int) -> Window | None:
    """The one from one unit to another; None where it would leave the years that there are."""
    if start_of(first, unit).year not in YEARS or start_of(last, unit).year not in YEARS:
        return None
    return Window(start_of(first, unit), start_of(last + 1, unit) - _A_DAY)


def _moment(text: str) -> Moment:
    try:
        day = date.fromisoformat(text) if len(text) == len("2021-09-01") else None
        moment = day or Approximate(text)
    except ValueError:
        moment = None
    if moment is None or (day and day.isoformat() != text):  # fromisoformat also reads weeks
        unreadable = translatable("%(text)s is not a year, a month or a day. Write it as 1992, 2021-08 or 2021-09-01.")
        raise InvalidValue(unreadable, text=shown(text))
    return moment
