"""Days, hours, months and years: what they allow, and which days a reader sees them on."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.errors import InvalidValue
from service.domain.timespan import (
    Approximate,
    Hours,
    Moment,
    WholeDays,
    begins,
    days_in,
    local_to_utc,
    sort_key,
    zone_named,
)
from tests.examples import hours, whole_days
from tests.strategies import days, zones
from tests.strategies import hours as any_hours
from tests.strategies import whole_days as any_whole_days


def test_the_last_day_may_be_the_first() -> None:
    assert whole_days("2021-09-16").last_day == date(2021, 9, 16)


def test_a_last_day_before_the_first_is_refused() -> None:
    with pytest.raises(InvalidValue, match="^a last day on or after the first day, 2021-09-16$"):
        whole_days("2021-09-16", "2021-09-15")


@pytest.mark.parametrize("day", ["0999-12-31", "9001-01-01", "9999-12-31", "0001-01-01"])
def test_days_at_the_ends_of_the_calendar_are_refused(day: str) -> None:
    with pytest.raises(InvalidValue, match="^a year from 1000 to 9000$"):
        whole_days(day)
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    with pytest.raises(InvalidValue, match="^a year from 1000 to 9000$"):
        Hours(start, start + timedelta(hours=1), "UTC")


def test_the_first_and_the_last_year_are_allowed() -> None:
    assert whole_days("1000-01-01", "9000-12-31").last_day.year == 9000


def test_an_end_at_the_start_is_refused() -> None:
    with pytest.raises(InvalidValue, match="^an end after the start$"):
        hours("2021-09-16T10:00", "2021-09-16T10:00")


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=2)), zone_named("UTC")])
def test_hours_that_are_not_in_utc_are_a_programming_mistake(zone: tzinfo | None) -> None:
    start, end = datetime(2021, 9, 16, 10, tzinfo=UTC), datetime(2021, 9, 16, 14, tzinfo=zone)
    with pytest.raises(ValueError, match="^Hours are kept in UTC$"):
        Hours(start, end, "UTC")


def test_hours_in_an_unknown_zone_are_refused() -> None:
    with pytest.raises(InvalidValue, match='^a zone of the IANA database such as "Europe/Moscow", not "Mars/Base"$'):
        Hours(datetime(2021, 9, 16, 10, tzinfo=UTC), datetime(2021, 9, 16, 12, tzinfo=UTC), "Mars/Base")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", '""'),
        ("Europe", '"Europe"'),
        ("europe/vienna", '"europe/vienna"'),
        ("../etc/passwd", '"../etc/passwd"'),
        ("/etc/localtime", '"/etc/localtime"'),
        ("localtime", '"localtime"'),
        ("posixrules", '"posixrules"'),
        ("right/Europe/Vienna", '"right/Europe/Vienna"'),
        ("UTC\0", '"UTC�"'),
        ("a\r\nb\x1b[31m", '"a��b�[31m"'),
        ("\ud800", '"�"'),
        ("x" * 5000, '"' + "x" * 79 + '…"'),
    ],
)
def test_what_is_no_zone_is_refused_in_one_harmless_line(name: str, shown: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        zone_named(name)
    assert str(refused.value) == f'a zone of the IANA database such as "Europe/Moscow", not {shown}'


def test_the_hours_of_a_night_in_which_the_clocks_go_back_are_one_more() -> None:
    night = hours("2021-10-30T20:00", "2021-10-31T06:00")
    assert night.end - night.start == timedelta(hours=11)
    assert (night.local_start.isoformat(), night.local_end.isoformat()) == (
        "2021-10-30T20:00:00+02:00",
        "2021-10-31T06:00:00+01:00",
    )


def test_an_hour_that_the_clocks_skip_is_moved_on_by_the_gap() -> None:
    assert local_to_utc(datetime.fromisoformat("2021-03-28T02:30"), "Europe/Vienna") == datetime(
        2021, 3, 28, 1, 30, tzinfo=UTC
    )


def test_an_hour_that_the_clocks_show_twice_is_the_first() -> None:
    twice = datetime.fromisoformat("2021-10-31T02:30")
    assert local_to_utc(twice, "Europe/Vienna") == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    assert local_to_utc(twice.replace(fold=1), "Europe/Vienna") == datetime(2021, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_whole_days_are_the_same_everywhere(zone: str) -> None:
    assert days_in(whole_days("2021-10-18", "2021-10-23"), zone) == whole_days("2021-10-18", "2021-10-23")


def test_an_end_at_midnight_is_not_yet_the_next_day() -> None:
    evening = hours("2021-09-16T20:00", "2021-09-17T00:00")
    assert days_in(evening, "Europe/Vienna") == whole_days("2021-09-16")
    assert days_in(evening, "Europe/Moscow") == whole_days("2021-09-16", "2021-09-17")


def test_a_reader_elsewhere_sees_hours_on_his_own_days() -> None:
    morning = hours("2021-09-16T05:00", "2021-09-16T06:00", "Europe/Vienna")
    assert days_in(morning, "America/New_York") == whole_days("2021-09-15")


def test_whole_days_begin_at_the_readers_midnight_and_hours_at_their_start() -> None:
    assert begins(whole_days("2021-09-16"), "Europe/Moscow") == datetime(2021, 9, 15, 21, tzinfo=UTC)
    span = hours("2021-09-16T05:00", "2021-09-16T06:00")
    assert begins(span, "Europe/Moscow") == span.start


@pytest.mark.parametrize(("text", "year", "month"), [("1994", 1994, None), ("2002-10", 2002, 10), ("1999-04", 1999, 4)])
def test_an_approximate_date_has_a_year_and_perhaps_a_month(text: str, year: int, month: int | None) -> None:
    assert (Approximate(text).year, Approximate(text).month) == (year, month)


@pytest.mark.parametrize(
    "text", ["", "94", "0000", "2002-13", "2002-00", "2002-1", "2002-10-01", "2002-10\n", " 2002", "２００２", "12002"]
)
def test_what_is_no_month_or_year_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match='^a year as in "1994" or a month as in "2002-10"$'):
        Approximate(text)


def test_a_year_comes_before_its_months_and_a_month_before_its_days() -> None:
    moments: list[Moment] = [date(1999, 4, 1), Approximate("1999-04"), Approximate("2000"), Approximate("1999")]
    in_order = [Approximate("1999"), Approximate("1999-04"), date(1999, 4, 1), Approximate("2000")]
    assert sorted(moments, key=sort_key) == in_order


@settings(deadline=None, max_examples=105)
@given(any_whole_days(), zones)
def test_from_midnight_to_midnight_is_exactly_those_days(whole: WholeDays, zone: str) -> None:
    midnight = datetime.min.time()
    start = local_to_utc(datetime.combine(whole.first_day, midnight), zone)
    end = local_to_utc(datetime.combine(whole.last_day + timedelta(days=1), midnight), zone)
    assert days_in(Hours(start, end, zone), zone) == whole
    assert begins(whole, zone) == start


@settings(deadline=None, max_examples=105)
@given(any_hours(), zones)
def test_a_start_shown_on_a_clock_comes_back_from_it(span: Hours, zone: str) -> None:
    shown = span.start.astimezone(zone_named(zone))
    assert local_to_utc(shown.replace(tzinfo=None), zone) == span.start
    assert days_in(span, zone).first_day == shown.date()


@settings(deadline=None, max_examples=105)
@given(days(), st.times(), zones)
def test_a_wall_clock_is_read_as_it_is_or_moved_on_by_a_gap(day: date, at: time, zone: str) -> None:
    wall_clock = datetime.combine(day, at)
    back = local_to_utc(wall_clock, zone).astimezone(zone_named(zone)).replace(tzinfo=None)
    assert timedelta(0) <= back - wall_clock <= timedelta(hours=1)
