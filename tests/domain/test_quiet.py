"""Nobody is woken: from when until when it is night on the reader's clock."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.quiet import Night, Quiet
from tests.domain.seasons import first_days, moments, utc
from tests.operations.naive import night_at
from tests.strategies import RESTLESS, ZONES

QUIET = Quiet(22, 7)


def night(text: str, zone: str = "Europe/Vienna", quiet: Quiet = QUIET) -> Night | None:
    return quiet.night(utc(text), zone)


@pytest.mark.parametrize(("first", "last"), [(7, 7), (0, 0), (24, 7), (22, 24), (-1, 7), (22, -1)])
def test_quiet_hours_are_two_different_hours_of_the_day(first: int, last: int) -> None:
    with pytest.raises(ValueError, match=r"^two hours of the day$"):
        Quiet(first, last)


def test_a_night_goes_over_midnight_and_ends_before_its_last_hour() -> None:
    whole = Night(utc("2021-09-16T20:00"), utc("2021-09-17T05:00"))
    assert night("2021-09-16T19:59:59.999999") is None
    for text in ("2021-09-16T20:00", "2021-09-16T21:59", "2021-09-16T22:00", "2021-09-17T04:59:59.999999"):
        assert night(text) == whole
    assert night("2021-09-17T05:00") is None


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = Quiet(12, 14)
    assert night("2021-09-16T09:59:59", quiet=noon) is None
    assert night("2021-09-16T10:00", quiet=noon) == Night(utc("2021-09-16T10:00"), utc("2021-09-16T12:00"))
    assert night("2021-09-16T12:00", quiet=noon) is None


def test_quiet_hours_may_begin_or_end_at_midnight() -> None:
    assert night("2021-09-16T00:30", "UTC", Quiet(0, 6)) == Night(utc("2021-09-16T00:00"), utc("2021-09-16T06:00"))
    assert night("2021-09-16T23:30", "UTC", Quiet(20, 0)) == Night(utc("2021-09-16T20:00"), utc("2021-09-17T00:00"))
    assert night("2021-09-17T00:00", "UTC", Quiet(20, 0)) is None


def test_it_is_night_on_the_readers_clock() -> None:
    assert night("2021-09-16T20:00", "America/New_York") is None
    assert night("2021-09-16T20:00", "Asia/Kathmandu") == Night(utc("2021-09-16T16:15"), utc("2021-09-17T01:15"))


def test_a_night_in_which_the_clocks_change_is_shorter_or_longer() -> None:
    assert night("2021-03-28T01:00") == Night(utc("2021-03-27T21:00"), utc("2021-03-28T05:00"))
    assert night("2021-10-31T01:00") == Night(utc("2021-10-30T20:00"), utc("2021-10-31T06:00"))


def test_an_hour_that_the_clocks_skip_is_not_quiet_and_one_shown_twice_is_quiet_twice() -> None:
    at_two = Quiet(2, 3)
    assert [night(text, quiet=at_two) for text in ("2021-03-28T00:59", "2021-03-28T01:00")] == [None, None]
    twice = Night(utc("2021-10-31T00:00"), utc("2021-10-31T02:00"))
    assert [night(text, quiet=at_two) for text in ("2021-10-31T00:30", "2021-10-31T01:30")] == [twice, twice]


def test_the_night_before_a_skipped_day_begins_as_any_other() -> None:
    begun = Night(utc("2011-12-30T08:00"), utc("2011-12-30T17:00"))
    assert night("2011-12-30T09:59", "Pacific/Apia") == begun  # 23:59 of the 29th


def test_a_night_goes_on_over_a_day_that_the_clocks_skip() -> None:
    begun = Night(utc("2011-12-30T08:00"), utc("2011-12-30T17:00"))
    assert night("2011-12-30T10:00", "Pacific/Apia") == begun  # 00:00 of the 31st


@settings(max_examples=60)
@given(
    st.sampled_from(((22, 7), (21, 6), (9, 22), (13, 15))),
    st.sampled_from(ZONES + RESTLESS),
    first_days.flatmap(moments),
)
def test_a_night_is_found_as_by_somebody_who_watches_the_clock(
    hours: tuple[int, int], zone: str, now: datetime
) -> None:
    assert Quiet(*hours).night(now, zone) == night_at(zone, now.replace(microsecond=0), *hours)
