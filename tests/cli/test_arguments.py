"""What is typed becomes a value, or is refused in a sentence."""

from datetime import UTC, date, datetime
from typing import Any

import click
import pytest

from service.arguments import Day, Instant, Speed
from service.domain.errors import DatelineError

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Day(), "2021-09-16", date(2021, 9, 16)),
        (Day(), "2024-02-29", date(2024, 2, 29)),
        (Day(), date(2021, 9, 16), date(2021, 9, 16)),
        (Instant(), "2021-09-02T05:00:00Z", MORNING),
        (Instant(), "2021-09-02T07:00+02:00", MORNING),
        (Instant(), MORNING, MORNING),
        (Speed(), "1d", 86400.0),
        (Speed(), "6h", 21600.0),
        (Speed(), "30m", 1800.0),
        (Speed(), "0.5s", 0.5),
        (Speed(), "1000d", 86_400_000.0),
        (Speed(), 60.0, 60.0),
    ],
)
def test_what_is_typed_becomes_a_value(kind: click.ParamType[Any], typed: object, value: object) -> None:
    assert kind.convert(typed, None, None) == value


@pytest.mark.parametrize("typed", ["2021-02-30", "16.9.2021", "tomorrow", "", "2021-09-16T10:00", "0999-12-31"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(DatelineError, match="^Expected a (day that exists, as in 2021-09-16, not|year from 1000)"):
        Day().convert(typed, None, None)


@pytest.mark.parametrize("typed", ["2021-09-02", "2021-09-02T05:00:00", "now", "", "9999-12-31T23:59:59-12:00"])
def test_what_is_no_instant_is_refused(typed: str) -> None:
    with pytest.raises(DatelineError, match="^Expected a (day and an hour with an offset, as in 2021-|year from 1000)"):
        Instant().convert(typed, None, None)


@pytest.mark.parametrize("typed", ["0d", "0.0s", "-1d", "1", "d", "1w", "1 d", "1e3d", "1001d", "999999d"])
def test_what_is_no_speed_is_refused(typed: str) -> None:
    with pytest.raises(DatelineError, match="^Expected (how much time passes in a second|at most 1000d to pass)"):
        Speed().convert(typed, None, None)
