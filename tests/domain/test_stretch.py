"""Months, weeks and years, by their names in an address."""

from datetime import date

import pytest
from hypothesis import given

from service.domain.errors import InvalidValue, NotFound
from service.domain.stretch import FIRST_DAY, LAST_DAY, MonthStretch, Stretch, WeekStretch, YearStretch
from tests import strategies

KINDS = (MonthStretch, WeekStretch, YearStretch)


def names(stretch: Stretch) -> tuple[str | None, str, str | None]:
    """Of the one before, of this one, and of the one after."""
    before, after = stretch.before, stretch.after
    return before.name if before else None, stretch.name, after.name if after else None


def test_a_month_has_its_first_and_its_last_day() -> None:
    assert MonthStretch.named("2021-09") == MonthStretch(date(2021, 9, 1), date(2021, 9, 30), "2021-09")
    assert MonthStretch.named("2024-02").last_day == date(2024, 2, 29)
    assert MonthStretch.named("2021-12").last_day == date(2021, 12, 31)
    assert MonthStretch.of(date(2021, 9, 16)) == MonthStretch.named("2021-09")


def test_a_week_is_from_monday_to_sunday() -> None:
    assert WeekStretch.named("2021-W37") == WeekStretch(date(2021, 9, 13), date(2021, 9, 19), "2021-W37")
    assert {WeekStretch.of(date(2021, 9, day)).name for day in range(13, 20)} == {"2021-W37"}


def test_a_year_has_twelve_months() -> None:
    year = YearStretch.named("2021")
    assert year == YearStretch(date(2021, 1, 1), date(2021, 12, 31), "2021")
    assert [month.name for month in year.months] == [f"2021-{month:02}" for month in range(1, 13)]


def test_the_first_days_of_2021_are_in_the_last_week_of_2020() -> None:
    assert WeekStretch.of(date(2021, 1, 1)).name == "2020-W53"
    assert names(WeekStretch.named("2020-W53")) == ("2020-W52", "2020-W53", "2021-W01")
    assert WeekStretch.of(date(2024, 12, 30)).name == "2025-W01"


def test_one_stretch_follows_another_over_the_turn_of_a_year() -> None:
    assert names(MonthStretch.named("2021-01")) == ("2020-12", "2021-01", "2021-02")
    assert names(MonthStretch.named("2021-12")) == ("2021-11", "2021-12", "2022-01")
    assert names(YearStretch.named("2021")) == ("2020", "2021", "2022")


def test_there_is_nothing_before_the_first_and_after_the_last_of_them() -> None:
    assert names(MonthStretch.named("1000-01")) == (None, "1000-01", "1000-02")
    assert names(MonthStretch.named("9000-12")) == ("9000-11", "9000-12", None)
    assert names(WeekStretch.named("1000-W01")) == (None, "1000-W01", "1000-W02")
    assert names(WeekStretch.named("9001-W01")) == ("9000-W52", "9001-W01", None)
    assert names(YearStretch.named("1000")) == (None, "1000", "1001")
    assert names(YearStretch.named("9000")) == ("8999", "9000", None)


@pytest.mark.parametrize("kind", KINDS)
@given(day=strategies.days(FIRST_DAY, LAST_DAY))
def test_the_stretch_of_a_day_holds_it_and_is_found_by_its_name(kind: type[Stretch], day: date) -> None:
    stretch = kind.of(day)
    assert stretch.first_day <= day <= stretch.last_day
    assert kind.named(stretch.name) == stretch
    for beside in (stretch.before, stretch.after):
        assert beside is None or kind.named(beside.name) == beside


@pytest.mark.parametrize("kind", KINDS)
@given(day=strategies.days(FIRST_DAY, LAST_DAY))
def test_what_follows_begins_the_day_after(kind: type[Stretch], day: date) -> None:
    stretch = kind.of(day)
    after = stretch.after
    if after is None:
        assert stretch.last_day >= LAST_DAY
    else:
        assert (after.first_day - stretch.last_day).days == 1
        assert after.before == stretch


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        (MonthStretch, "2021-9", '"2021-9" is no month such as 2021-09.'),
        (MonthStretch, "2021", '"2021" is no month such as 2021-09.'),
        (MonthStretch, "٢٠٢١-09", '"٢٠٢١-09" is no month such as 2021-09.'),
        (MonthStretch, "2021-09\n", '"2021-09�" is no month such as 2021-09.'),
        (WeekStretch, "2021-37", '"2021-37" is no week such as 2021-W37.'),
        (WeekStretch, "2021-w37", '"2021-w37" is no week such as 2021-W37.'),
        (YearStretch, "21", '"21" is no year such as 2021.'),
        (YearStretch, "-2021", '"-2021" is no year such as 2021.'),
        (YearStretch, "x" * 99, f'"{"x" * 79}…" is no year such as 2021.'),
    ],
)
def test_what_is_no_name_is_not_found(kind: type[Stretch], name: str, sentence: str) -> None:
    with pytest.raises(NotFound) as refused:
        kind.named(name)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("name", ["2021-00", "2021-13", "0000-01", "0999-12", "9001-01", "9999-12"])
def test_a_month_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        MonthStretch.named(name)
    assert str(refused.value) == f"There is no month {name}. There are months from 1000-01 to 9000-12."


@pytest.mark.parametrize("name", ["2021-W00", "2021-W53", "2020-W54", "0000-W01", "0999-W52", "9001-W02", "9999-W52"])
def test_a_week_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        WeekStretch.named(name)
    assert str(refused.value) == f"There is no week {name}. There are weeks from 1000-W01 to 9001-W01."


@pytest.mark.parametrize("name", ["0000", "0999", "9001", "9999"])
def test_a_year_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        YearStretch.named(name)
    assert str(refused.value) == f"There is no year {name}. There are years from 1000 to 9000."
