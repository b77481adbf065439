"""When mails can be due: at the reader's hour, whatever his clock does."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from service.domain.slot import last_slot_day, next_regular_slot, next_slot, regular_day, slot, slots
from service.domain.wish import Weekly, Wish
from tests.domain.seasons import first_days, moments, utc, wishes
from tests.examples import a_wish
from tests.operations.naive import day_of_last_slot, slot_after, slot_of

THURSDAY = Weekly(3)
APIA = a_wish(zone="Pacific/Apia")  # went from 29 to 31 December 2011


@st.composite
def looks(draw: DrawFn) -> tuple[Wish, datetime]:
    """A wish and an instant; often just at, before or after the reader's hour."""
    wish, moment = draw(wishes()), draw(first_days.flatmap(moments))
    beside = draw(st.sampled_from((timedelta(0), timedelta(microseconds=1), -timedelta(microseconds=1))))
    return wish, draw(st.sampled_from((moment, slot(wish, moment.date()) + beside)))


@pytest.mark.parametrize(
    ("zone", "hour", "day", "instant"),
    [
        ("Europe/Vienna", 2, "2021-03-28", "2021-03-28T01:00"),  # skipped: 03:00 is the next that the clock shows
        ("Europe/Vienna", 2, "2021-10-31", "2021-10-31T00:00"),  # shown twice: the first
        ("America/Santiago", 0, "2021-09-05", "2021-09-05T04:00"),  # midnight itself is skipped
        ("America/Santiago", 23, "2021-04-03", "2021-04-04T02:00"),  # the last hour comes twice
        ("Australia/Lord_Howe", 2, "2021-10-03", "2021-10-02T15:30"),  # skipped by half an hour
        ("Pacific/Apia", 7, "2011-12-30", "2011-12-30T17:00"),  # the whole day is skipped: 7 on the 31st
        ("Asia/Kathmandu", 7, "2021-09-16", "2021-09-16T01:15"),
        ("Pacific/Kiritimati", 7, "2021-09-16", "2021-09-15T17:00"),
    ],
)
def test_the_slot_of_a_day_is_where_the_readers_clock_shows_his_hour(
    zone: str, hour: int, day: str, instant: str
) -> None:
    assert slot(a_wish(zone=zone, hour=hour), date.fromisoformat(day)) == utc(instant)


def test_the_last_slot_is_todays_from_the_readers_hour_on() -> None:
    wish = a_wish()
    assert last_slot_day(wish, utc("2021-09-16T04:59:59")) == date(2021, 9, 15)
    assert last_slot_day(wish, utc("2021-09-16T05:00:00")) == date(2021, 9, 16)
    assert last_slot_day(wish, utc("2021-09-16T21:59:59")) == date(2021, 9, 16)
    assert last_slot_day(wish, utc("2021-09-16T22:00:00")) == date(2021, 9, 16)


def test_slots_are_one_a_day_across_a_change_of_the_clocks() -> None:
    found = slots(a_wish(), after=utc("2021-10-30T05:00"), until=utc("2021-11-01T06:00"))
    assert list(found) == [utc("2021-10-31T06:00"), utc("2021-11-01T06:00")]


def test_a_day_that_the_clocks_skip_whole_has_no_slot_of_its_own() -> None:
    found = slots(APIA, after=utc("2011-12-28T18:00"), until=utc("2012-01-01T00:00"))
    assert list(found) == [utc("2011-12-29T17:00"), utc("2011-12-30T17:00"), utc("2011-12-31T17:00")]
    assert last_slot_day(APIA, utc("2011-12-30T16:59")) == date(2011, 12, 29)
    assert last_slot_day(APIA, utc("2011-12-30T17:00")) == date(2011, 12, 31)


def test_who_wishes_a_weekly_digest_has_a_slot_on_every_day_too() -> None:
    span = {"after": utc("2021-09-15T05:00"), "until": utc("2021-09-18T05:00")}
    assert list(slots(a_wish(cadence=THURSDAY), **span)) == list(slots(a_wish(), **span))


def test_the_next_slot_comes_tomorrow_and_a_weekly_readers_regular_one_on_his_weekday() -> None:
    daily, weekly = a_wish(), a_wish(cadence=THURSDAY)
    thursday = utc("2021-09-16T05:00")
    assert next_slot(weekly, thursday) == next_regular_slot(daily, thursday) == utc("2021-09-17T05:00")
    assert next_regular_slot(weekly, thursday) == utc("2021-09-23T05:00")
    assert next_regular_slot(weekly, thursday - timedelta(microseconds=1)) == thursday


def test_a_weekly_slot_keeps_its_hour_when_the_clocks_change() -> None:
    sunday = a_wish(cadence=Weekly(6))
    assert next_regular_slot(sunday, utc("2021-10-24T05:00")) == utc("2021-10-31T06:00")
    assert next_regular_slot(sunday, utc("2021-03-21T06:00")) == utc("2021-03-28T05:00")


def test_a_weekday_that_the_clocks_skip_is_made_up_for_at_the_same_hour_of_the_next_day() -> None:
    friday = a_wish(zone="Pacific/Apia", cadence=Weekly(4))
    assert next_regular_slot(friday, utc("2011-12-29T17:00")) == utc("2011-12-30T17:00")
    assert next_regular_slot(friday, utc("2011-12-30T17:00")) == utc("2012-01-05T17:00")


def test_every_day_is_regular_but_to_a_weekly_reader_only_his_own() -> None:
    week = [date(2021, 9, day) for day in range(16, 24)]
    assert [regular_day(a_wish(), day) for day in week] == week
    assert [regular_day(a_wish(cadence=THURSDAY), day) for day in week] == [week[0], *[week[7]] * 7]


@settings(max_examples=100)
@given(looks())
def test_slots_are_found_as_by_somebody_who_watches_the_clock(look: tuple[Wish, datetime]) -> None:
    wish, now = look
    assert last_slot_day(wish, now) == day_of_last_slot(wish, now)
    assert slot(wish, last_slot_day(wish, now)) == slot_of(wish, day_of_last_slot(wish, now)) <= now
    assert next_slot(wish, now) == slot_after(wish, now)
    assert next_regular_slot(wish, now) == slot_after(wish, now, regular=True)


@settings(max_examples=50)
@given(looks(), st.integers(0, 400))
def test_the_slots_of_a_span_are_all_there_are_in_order_and_none_twice(
    look: tuple[Wish, datetime], hours_long: int
) -> None:
    wish, after = look
    until = after + timedelta(hours=hours_long)
    around = {slot_of(wish, after.date() + timedelta(days=n)) for n in range(-2, hours_long // 24 + 4)}
    assert list(slots(wish, after=after, until=until)) == sorted(each for each in around if after < each <= until)
