"""What people type on a command line, as values; what makes no sense is refused in a sentence."""

import re
from datetime import UTC, date, datetime

import click

from service.domain.errors import DatelineError
from service.domain.timespan import YEARS

FASTEST = 1000 * 86400.0  # seconds that pass in one: beyond, a lease of half an hour ends after the year 9999
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Day(click.ParamType[date]):
    """A day as in 2021-09-16."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise DatelineError(f'Expected a day that exists, as in 2021-09-16, not "{value}".') from None
        _check_year(day)
        return day


class Instant(click.ParamType[datetime]):
    """A day and an hour with an offset, as in 2021-09-02T05:00:00Z."""

    name = "instant"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            raise DatelineError(
                f'Expected a day and an hour with an offset, as in 2021-09-02T05:00:00Z, not "{value}".'
            )
        _check_year(instant)
        return instant.astimezone(UTC)


class Speed(click.ParamType[float]):
    """How much time passes in a second, as in 1d, 6h, 30m or 60s; in seconds."""

    name = "speed"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        typed = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)([smhd])", value)
        if not typed or float(typed[1]) == 0:
            raise DatelineError(f'Expected how much time passes in a second, as in 1d, 6h or 30m, not "{value}".')
        speed = float(typed[1]) * _SECONDS[typed[2]]
        if speed > FASTEST:
            raise DatelineError(f'Expected at most 1000d to pass in a second, not "{value}".')
        return speed


def _check_year(day: date) -> None:
    """Python's calendar ends in 9999; so near to either end, a day more or another zone falls off it."""
    if day.year not in YEARS:
        raise DatelineError(f"Expected a year from {YEARS.start} to {YEARS.stop - 1}, not {day.year}.")
