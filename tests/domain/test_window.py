"""The window of a timeline: its addresses, its neighbours, and where a day lies in it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import InvalidValue
from service.domain.moment import days_meant
from service.domain.timespan import Approximate, Moment
from service.domain.window import LONGEST, Unit, Window, number_of, start_of, window_around, window_of

DAYS = st.dates(date(1000, 1, 1), date(9000, 12, 31))
AUTUMN = window_of("2021-08", "2021-10")


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any, from one day on; many of whole months or years."""
    unit = draw(st.sampled_from((Unit.DAY, Unit.MONTH, Unit.YEAR)))
    most = {Unit.DAY: 400, Unit.MONTH: 40, Unit.YEAR: LONGEST - 1}[unit]
    first = number_of(draw(DAYS), unit)
    last = min(first + draw(st.integers(0, most)), number_of(date(9000, 12, 31), unit))
    return Window(start_of(first, unit), start_of(last + 1, unit) - timedelta(days=1))


def names(*windows: Window | None) -> list[str | None]:
    return [window.name if window else None for window in windows]


@pytest.mark.parametrize(
    ("first", "last", "first_day", "last_day", "name"),
    [
        ("1992", "2021", date(1992, 1, 1), date(2021, 12, 31), "1992/2021"),
        ("2021-08", "2021-10", date(2021, 8, 1), date(2021, 10, 31), "2021-08/2021-10"),
        ("2021-09-06", "2021-09-19", date(2021, 9, 6), date(2021, 9, 19), "2021-09-06/2021-09-19"),
        ("2021-09-16", "2021-09-16", date(2021, 9, 16), date(2021, 9, 16), "2021-09-16/2021-09-16"),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-02/2024-02"),
        ("1992", "2021-09-16", date(1992, 1, 1), date(2021, 9, 16), "1992-01-01/2021-09-16"),
        ("2021-01", "2021", date(2021, 1, 1), date(2021, 12, 31), "2021/2021"),
        ("1000", "1199", date(1000, 1, 1), date(1199, 12, 31), "1000/1199"),
        ("8801", "9000", date(8801, 1, 1), date(9000, 12, 31), "8801/9000"),
    ],
)
def test_an_address_says_both_ends_in_years_months_or_days(
    first: str, last: str, first_day: date, last_day: date, name: str
) -> None:
    window = window_of(first, last)
    assert (window.first_day, window.last_day, window.name) == (first_day, last_day, name)


@pytest.mark.parametrize(
    "text",
    [
        *("", "21", "02021", "2021-13", "2021-00", "2021-8", "2021-02-30", "2021-W05", "2021-W05-1", "20210901"),
        *("0000", "٢٠٢١", "2021-09-01T00", " 2021", "2021\n", "-2021", "now", "2021/2022", "9" * 5000),
    ],
)
def test_what_is_no_year_month_or_day_is_refused(text: str) -> None:
    said = f"{text[:79]}…" if len(text) > 80 else text.replace("\n", "�")
    expected = f'"{said}" is not a year, a month or a day. Write it as 1992, 2021-08 or 2021-09-01.'
    for ends in ((text, "2021"), ("2021", text)):
        with pytest.raises(InvalidValue) as refused:
            window_of(*ends)
        assert str(refused.value) == expected


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2021-10", "2021-08", "A timeline cannot end on 2021-08-31 if it begins on 2021-10-01."),
        ("2021-09-02", "2021-09-01", "A timeline cannot end on 2021-09-01 if it begins on 2021-09-02."),
        ("0999", "1100", "A timeline lies between the years 1000 and 9000."),
        ("0001", "0001", "A timeline lies between the years 1000 and 9000."),
        ("8900", "9001", "A timeline lies between the years 1000 and 9000."),
        ("9999-12", "9999-12-31", "A timeline lies between the years 1000 and 9000."),
        ("1800", "2000", "A timeline shows at most 200 years."),
    ],
)
def test_what_makes_no_window_is_refused(first: str, last: str, sentence: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        window_of(first, last)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        (date(2021, 9, 16), date(2021, 9, 16), date(2021, 9, 16)),
        (Approximate("2024-02"), date(2024, 2, 1), date(2024, 2, 29)),
        (Approximate("2021-12"), date(2021, 12, 1), date(2021, 12, 31)),
        (Approximate("1994"), date(1994, 1, 1), date(1994, 12, 31)),
        (Approximate("9999"), date(9999, 1, 1), date(9999, 12, 31)),
        (Approximate("0001-01"), date(1, 1, 1), date(1, 1, 31)),
    ],
)
def test_a_moment_means_the_days_that_it_may_be(moment: Moment, first: date, last: date) -> None:
    assert days_meant(moment) == (first, last)


def test_unasked_two_months_before_and_four_after_are_shown() -> None:
    assert names(window_around(date(2021, 9, 2)), window_around(date(2021, 12, 31))) == [
        "2021-07/2022-01",
        "2021-10/2022-04",
    ]


def test_a_day_lies_where_it_begins_and_a_point_in_its_middle() -> None:
    week = window_of("2021-09-06", "2021-09-09")
    days = [date(2021, 9, day) for day in (5, 6, 7, 9, 10)]
    assert [week.at(day) for day in days] == [0, 0, 25, 75, 100]
    assert [week.middle_of(day) for day in days[1:4]] == [12.5, 37.5, 87.5]


def test_zooming_goes_through_round_lengths_around_the_middle() -> None:
    inward = [AUTUMN]
    while inner := inward[-1].zoomed_in():
        inward.append(inner)
    assert names(*inward) == [
        "2021-08/2021-10",
        "2021-09/2021-09",
        "2021-09-09/2021-09-22",
        "2021-09-13/2021-09-19",
    ]
    outward = [AUTUMN]
    while outer := outward[-1].zoomed_out():
        outward.append(outer)
    assert names(*outward) == [
        "2021-08/2021-10",
        "2021-07/2021-12",
        "2021-04/2022-03",
        "2020-10/2022-09",
        "2019/2023",
        "2016/2025",
        "2011/2030",
        "1996/2045",
        "1971/2070",
        "1921/2120",
    ]


def test_zooming_in_from_any_days_stays_within_them() -> None:
    assert names(window_of("2021-05-10", "2021-06-24").zoomed_in()) == ["2021-05-18/2021-06-16"]


def test_earlier_and_later_are_as_long_in_the_same_units() -> None:
    assert names(AUTUMN.earlier(), AUTUMN.later()) == ["2021-05/2021-07", "2021-11/2022-01"]
    february = window_of("2021-02", "2021-02")
    assert names(february.earlier(), february.later()) == ["2021-01/2021-01", "2021-03/2021-03"]
    years = window_of("1992", "2021")
    assert names(years.earlier(), years.later()) == ["1962/1991", "2022/2051"]
    week = window_of("2021-09-13", "2021-09-19")
    assert names(week.earlier(), week.later()) == ["2021-09-06/2021-09-12", "2021-09-20/2021-09-26"]


def test_at_the_ends_of_time_and_of_zooming_there_is_nothing_more() -> None:
    first, last = window_of("1000", "1000"), window_of("9000", "9000")
    assert names(first.earlier(), last.later()) == [None, None]
    assert names(first.later(), last.earlier()) == ["1001/1001", "8999/8999"]
    assert names(window_of("2021-09-13", "2021-09-19").zoomed_in(), window_of("1900", "2099").zoomed_out()) == [
        None,
        None,
    ]


@given(windows())
def test_every_name_leads_back_to_the_same_window(window: Window) -> None:
    for each in (window, window.zoomed_in(), window.zoomed_out(), window.earlier(), window.later()):
        if each:
            assert window_of(*each.name.split("/")) == each


@given(windows())
def test_zooming_in_shows_less_and_zooming_out_more_of_the_same_time(window: Window) -> None:
    inner, outer = window.zoomed_in(), window.zoomed_out()
    if inner:
        assert window.contains(inner)
        assert inner.length < window.length
    else:
        assert window.length < 2 * 7
    if outer:
        assert outer.contains(window)
        assert outer.length > window.length


@given(windows())
def test_earlier_and_later_touch_and_lead_back(window: Window) -> None:
    earlier, later = window.earlier(), window.later()
    if earlier and later:
        assert (earlier.last_day, later.first_day) == (
            window.first_day - timedelta(days=1),
            window.last_day + timedelta(days=1),
        )
        assert window.contains(Window(earlier.last_day + timedelta(days=1), later.first_day - timedelta(days=1)))
    if window.unit is Unit.YEAR and earlier and earlier.unit is Unit.YEAR:
        assert earlier.later() == window


@given(windows(), st.lists(DAYS, min_size=2, max_size=9))
def test_places_are_within_the_width_and_in_the_order_of_time(window: Window, days: list[date]) -> None:
    places = [window.at(day) for day in sorted(days)]
    assert places == sorted(places)
    assert [0 <= place <= 100 for place in places] == [True] * len(days)


@given(windows(), st.data())
def test_two_days_never_fall_together(window: Window, data: st.DataObject) -> None:
    day = data.draw(st.dates(window.first_day, window.last_day))
    assert window.at(day) < window.middle_of(day) < window.at(day + timedelta(days=1))
