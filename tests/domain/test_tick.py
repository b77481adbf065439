"""The ticks of a timeline: few enough to be read, at round days, and with a year to each."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given

from service.domain.tick import MOST, MOST_ON_PHONE, Tick, ticks
from service.domain.window import Unit, Window, window_of
from tests.domain.test_window import windows


def labels(window: Window, *, on_phone: bool = False) -> list[str]:
    """The days of the labels that are seen, with an asterisk where the year is named."""
    seen = [tick for tick in ticks(window) if (tick.on_phone if on_phone else tick.is_labelled)]
    named = [tick.names_year_on_phone if on_phone else tick.names_year for tick in seen]
    return [tick.day.isoformat() + "*" * is_named for tick, is_named in zip(seen, named, strict=True)]


def units(*windows: Window) -> list[set[Unit]]:
    return [{tick.unit for tick in ticks(window)} for window in windows]


def test_days_weeks_months_and_years_are_marked_as_fits_the_length() -> None:
    week, weeks, months = (
        window_of("2021-09-13", "2021-09-19"),
        window_of("2021-09", "2021-10"),
        window_of("2021", "2021"),
    )
    assert units(week, weeks, months, window_of("1992", "2021")) == [{Unit.DAY}, {Unit.WEEK}, {Unit.MONTH}, {Unit.YEAR}]


def test_the_year_is_named_first_and_where_it_changes() -> None:
    assert labels(window_of("2021-11", "2022-02")) == ["2021-11-01*", "2021-12-01", "2022-01-01*", "2022-02-01"]


def test_weeks_begin_on_mondays() -> None:
    assert labels(window_of("2021-12-25", "2022-01-24")) == [
        "2021-12-27*",
        "2022-01-03*",
        "2022-01-10",
        "2022-01-17",
    ]


def test_years_are_round_and_fewer_on_a_phone() -> None:
    window = window_of("1992", "2021")
    assert labels(window) == ["1995-01-01*", "2000-01-01*", "2005-01-01*", "2010-01-01*", "2015-01-01*", "2020-01-01*"]
    assert labels(window, on_phone=True) == ["2000-01-01*", "2010-01-01*"]


def test_a_phone_names_the_year_at_the_first_tick_that_it_shows() -> None:
    window = window_of("2021-08", "2022-07")
    assert labels(window)[:3] == ["2021-08-01*", "2021-09-01", "2021-10-01"]
    assert labels(window, on_phone=True) == ["2021-10-01*", "2022-01-01*", "2022-04-01"]


def test_a_tick_without_room_for_its_label_has_none() -> None:
    assert [(tick.at, tick.is_labelled) for tick in ticks(window_of("2021-09-06", "2021-10-04"))] == [
        (0, True),
        (24.1379, True),
        (48.2759, True),
        (72.4138, True),
        (96.5517, False),
    ]


@pytest.mark.parametrize("window", [window_of("2021-09-16", "2021-09-16"), window_of("1801", "2000")])
def test_the_shortest_and_the_longest_have_ticks(window: Window) -> None:
    assert labels(window, on_phone=True)[0] == ("2021-09-16*" if window.length == 1 else "1840-01-01*")


@given(windows())
def test_labels_are_few_in_order_and_never_without_a_year(window: Window) -> None:
    made = ticks(window)
    wide, phone = [tick for tick in made if tick.is_labelled], [tick for tick in made if tick.on_phone]
    assert (1 <= len(made) <= MOST, 1 <= len(phone) <= MOST_ON_PHONE) == (True, True)
    assert [tick.at for tick in made] == sorted({window.at(tick.day) for tick in made})
    assert [window.holds(tick.day) for tick in made] == [True] * len(made)
    assert [(tick.is_labelled, phone.count(tick)) for tick in phone] == [(True, 1)] * len(phone)
    assert [tick.names_year for tick in wide] == _is_new(wide)
    assert [tick.names_year_on_phone for tick in phone] == _is_new(phone)


def _is_new(seen: list[Tick]) -> list[bool]:
    years = [date.min.year, *(tick.day.year for tick in seen)]
    return [year != before for before, year in pairwise(years)]
