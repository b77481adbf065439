"""When a reminder is due: on the reader's clock, whatever the clocks do, and never for what nobody waits for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.domain.event import AnyEvent, Deadline, Done, Status
from service.domain.reminder import Reminder, Told, last_slot_day, reminders, slot, slots, too_late_after
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated
from tests.examples import a_meeting, a_revision, a_subscriber, a_wish, hours, whole_days

YEAR = {"after": datetime(2021, 1, 1, tzinfo=UTC), "until": datetime(2022, 1, 1, tzinfo=UTC)}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due_of(event: AnyEvent, **wish: Any) -> list[tuple[int, datetime]]:
    """The leads of the event with the instants at which they are due in 2021."""
    return [(each.told.lead, each.due_at) for each in reminders(a_subscriber(**wish), [a_revision(event)], **YEAR)]


def test_a_reminder_says_which_event_on_which_day_so_many_days_before() -> None:
    revision = a_revision(a_meeting("tea@club", whole_days("2021-09-16", "2021-09-18")))
    assert reminders(a_subscriber(leads=(7,)), [revision], **YEAR) == [
        Reminder(Told("tea@club", date(2021, 9, 16), 7), utc("2021-09-09T05:00"), revision)
    ]


def test_leads_count_the_days_of_the_calendar_when_the_clocks_change() -> None:
    assert due_of(a_meeting(span=whole_days("2021-11-01")), leads=(2, 1, 0)) == [
        (2, utc("2021-10-30T05:00")),
        (1, utc("2021-10-31T06:00")),
        (0, utc("2021-11-01T06:00")),
    ]
    assert due_of(a_meeting(span=whole_days("2021-03-29")), leads=(2, 1, 0)) == [
        (2, utc("2021-03-27T06:00")),
        (1, utc("2021-03-28T05:00")),
        (0, utc("2021-03-29T05:00")),
    ]


def test_the_day_of_hours_is_the_readers() -> None:
    event = a_meeting(span=hours("2021-09-16T05:00", "2021-09-16T06:00", "Europe/Vienna"))
    there = reminders(a_subscriber(zone="America/New_York", leads=(1,)), [a_revision(event)], **YEAR)
    assert [(each.told.first_day, each.due_at) for each in there] == [(date(2021, 9, 15), utc("2021-09-14T11:00"))]


@pytest.mark.parametrize(
    ("zone", "hour", "day", "instant"),
    [
        ("Europe/Vienna", 2, "2021-03-28", "2021-03-28T01:00"),  # skipped: 03:00 is the next that the clock shows
        ("Europe/Vienna", 2, "2021-10-31", "2021-10-31T00:00"),  # shown twice: the first
        ("America/Santiago", 0, "2021-09-05", "2021-09-05T04:00"),  # midnight itself is skipped
        ("America/Santiago", 23, "2021-04-03", "2021-04-04T02:00"),  # the last hour comes twice
        ("Australia/Lord_Howe", 2, "2021-10-03", "2021-10-02T15:30"),  # skipped by half an hour
        ("Asia/Kathmandu", 7, "2021-09-16", "2021-09-16T01:15"),
        ("Pacific/Kiritimati", 7, "2021-09-16", "2021-09-15T17:00"),
    ],
)
def test_the_slot_of_a_day_is_where_the_readers_clock_shows_his_hour(
    zone: str, hour: int, day: str, instant: str
) -> None:
    assert slot(a_wish(zone=zone, hour=hour), date.fromisoformat(day)) == utc(instant)


@pytest.mark.parametrize(
    "event",
    [
        a_meeting(status=Status.CANCELLED),
        a_meeting(span=Undated()),
        a_meeting(span=Approximate("2021-09")),
        Deadline(
            uid="a@b", slug="a", summary=Text("A"), span=whole_days("2021-09-16"), progress=Done(date(2021, 9, 1))
        ),
    ],
)
def test_nobody_is_reminded_of_what_is_settled_or_has_no_day(event: AnyEvent) -> None:
    assert due_of(event) == []


def test_a_tentative_event_and_an_open_instruction_are_reminded_of() -> None:
    instruction = Deadline(uid="a@b", slug="a", summary=Text("A"), span=whole_days("2021-09-16"))
    for event in (a_meeting(status=Status.TENTATIVE), instruction):
        assert due_of(event, leads=(1,)) == [(1, utc("2021-09-15T05:00"))]


def test_a_window_includes_its_end_and_not_its_beginning() -> None:
    subscriber, of, due = a_subscriber(leads=(1,)), [a_revision(a_meeting())], utc("2021-09-15T05:00")
    moment, told = timedelta(microseconds=1), [Told("meeting@club", date(2021, 9, 16), 1)]
    assert [each.told for each in reminders(subscriber, of, after=due - moment, until=due)] == told
    assert reminders(subscriber, of, after=due, until=due + moment) == []
    assert reminders(subscriber, of, after=due - 2 * moment, until=due - moment) == []


def test_a_reminder_is_too_late_from_the_start_or_from_the_end_of_the_first_day() -> None:
    evening = a_meeting(span=hours("2021-09-16T20:00", "2021-09-17T02:00"))
    days = a_meeting(span=whole_days("2021-09-16", "2021-09-18"))
    assert too_late_after(evening, "Asia/Kathmandu") == utc("2021-09-16T18:00")
    assert too_late_after(days, "Europe/Vienna") == utc("2021-09-16T22:00")
    assert too_late_after(days, "America/New_York") == utc("2021-09-17T04:00")
    assert [too_late_after(a_meeting(span=span), "UTC") for span in (Undated(), Approximate("2021"))] == [None, None]


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
    apia = a_wish(zone="Pacific/Apia")  # went from 29 to 31 December 2011
    found = slots(apia, after=utc("2011-12-28T18:00"), until=utc("2012-01-01T00:00"))
    assert list(found) == [utc("2011-12-29T17:00"), utc("2011-12-30T17:00"), utc("2011-12-31T17:00")]
    assert last_slot_day(apia, utc("2011-12-30T16:00")) == date(2011, 12, 29)
