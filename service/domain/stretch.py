"""The stretches of time that a page shows: a month, a week or a year, each with its name in an address."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from service.domain.errors import InvalidValue, NotFound, translatable
from service.domain.grid import DAYS_IN_A_WEEK, Week, monday_of
from service.domain.text import shown
from service.domain.timespan import YEARS

MONTHS_IN_A_YEAR = 12
FIRST_DAY, LAST_DAY = date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)


@dataclass(frozen=True)
class Stretch:
    """Days in a row, both included, and what this stretch is called in an address."""

    first_day: date
    last_day: date
    name: str

    @classmethod
    def of(cls, day: date) -> Self:
        """The one that the day lies in."""
        raise NotImplementedError

    @classmethod
    def named(cls, name: str) -> Self:
        """The one of that name. Raises NotFound for what is no name, InvalidValue for one that there is not."""
        raise NotImplementedError

    @property
    def before(self) -> Self | None:
        """The one before, where there is one in the years that Dateline knows."""
        day = self.first_day - timedelta(days=1)
        return type(self).of(day) if day >= FIRST_DAY else None

    @property
    def after(self) -> Self | None:
        day = self.last_day + timedelta(days=1)
        return type(self).of(day) if day <= LAST_DAY else None


class MonthStretch(Stretch):
    """A month, as in "2021-09"."""

    @classmethod
    def of(cls, day: date) -> Self:
        first = day.replace(day=1)
        next_month = (first + timedelta(days=31)).replace(day=1)
        return cls(first, next_month - timedelta(days=1), f"{day:%Y-%m}")

    @classmethod
    def named(cls, name: str) -> Self:
        year, month = _numbers(name, "([0-9]{4})-([0-9]{2})", translatable("%(name)s is no month such as 2021-09."))
        if year not in YEARS or not 1 <= month <= MONTHS_IN_A_YEAR:
            raise _beyond(translatable("There is no month %(name)s. There are months from 1000-01 to 9000-12."), name)
        return cls.of(date(year, month, 1))


class WeekStretch(Stretch):
    """A week from Monday to Sunday, as in "2021-W37" (ISO 8601); the first and the last one are not whole."""

    @classmethod
    def of(cls, day: date) -> Self:
        monday = monday_of(day)
        return cls(monday, monday + timedelta(days=DAYS_IN_A_WEEK - 1), Week(monday).name)

    @classmethod
    def named(cls, name: str) -> Self:
        year, week = _numbers(name, "([0-9]{4})-W([0-9]{2})", translatable("%(name)s is no week such as 2021-W37."))
        try:
            found = cls.of(date.fromisocalendar(year, week, 1))
        except (ValueError, OverflowError):
            found = None
        if found is None or found.last_day < FIRST_DAY or found.first_day > LAST_DAY:
            raise _beyond(translatable("There is no week %(name)s. There are weeks from 1000-W01 to 9001-W01."), name)
        return found


class YearStretch(Stretch):
    """A year, as in "2021"."""

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(date(day.year, 1, 1), date(day.year, 12, 31), f"{day:%Y}")

    @classmethod
    def named(cls, name: str) -> Self:
        (year,) = _numbers(name, "([0-9]{4})", translatable("%(name)s is no year such as 2021."))
        if year not in YEARS:
            raise _beyond(translatable("There is no year %(name)s. There are years from 1000 to 9000."), name)
        return cls.of(date(year, 1, 1))

    @property
    def months(self) -> list[MonthStretch]:
        return [MonthStretch.of(date(self.first_day.year, month, 1)) for month in range(1, MONTHS_IN_A_YEAR + 1)]


def _numbers(name: str, pattern: str, otherwise: str) -> list[int]:
    found = re.fullmatch(pattern, name, re.ASCII)
    if found is None:
        raise NotFound(otherwise, name=shown(name))
    return [int(number) for number in found.groups()]


def _beyond(sentence: str, name: str) -> InvalidValue:
    return InvalidValue(sentence, name=name)
