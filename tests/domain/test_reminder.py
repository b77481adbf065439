"""What there is to tell of an event, on the reader's clock, whatever the clocks do, and never what nobody waits for."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from service.domain.card import Card, card_of
from service.domain.event import AnyEvent, Done, Status
from service.domain.reminder import (
    Reminder,
    ahead_until,
    is_wished,
    leads_to,
    longest_lead,
    pending,
    reminder,
)
from service.domain.slot import slot, slots
from service.domain.telling import Ahead, Changed, Occasion, Overdue, Running, Told
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays
from service.domain.wish import Leads, Weekly, Wish
from tests.domain.seasons import SEASON, an_instruction, events, first_days, midnight, moments, utc, wishes
from tests.examples import a_meeting, a_revision, a_wish, hours, whole_days
from tests.operations.naive import Window, all_windows

THURSDAY = Weekly(3)  # as is 16 September 2021
MOMENT = timedelta(microseconds=1)
DAY = date(2021, 9, 16)


def card(event: AnyEvent | None = None) -> Card:
    return card_of(a_revision(event))


def window(event: AnyEvent, occasion: Occasion, **wish: Any) -> tuple[datetime, datetime] | None:
    """From when and until when the event is told on that occasion."""
    found = reminder(a_wish(**wish), card(event), occasion)
    return (found.due_at, found.too_late_at) if found else None


def told_at(text: str, event: AnyEvent, **wish: Any) -> list[Occasion]:
    return [each.told.occasion for each in pending(a_wish(**wish), card(event), utc(text))]


def test_a_reminder_says_which_event_on_which_day_so_many_days_before() -> None:
    tea = a_meeting("tea@club", whole_days("2021-09-16", "2021-09-18"))
    assert reminder(a_wish(), card(tea), Ahead(7)) == Reminder(
        Told("tea@club", DAY, Ahead(7)), utc("2021-09-09T05:00"), utc("2021-09-16T22:00")
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2021-11-01", ["2021-10-30T05:00", "2021-10-31T06:00", "2021-11-01T06:00"]),
        ("2021-03-29", ["2021-03-27T06:00", "2021-03-28T05:00", "2021-03-29T05:00"]),
    ],
)
def test_leads_count_the_days_of_the_calendar_when_the_clocks_change(day: str, due: list[str]) -> None:
    found = [reminder(a_wish(), card(a_meeting(span=whole_days(day))), Ahead(lead)) for lead in (2, 1, 0)]
    assert [each.due_at for each in found if each] == [utc(text) for text in due]


def test_the_day_of_hours_is_the_readers_and_that_of_whole_days_is_the_same_everywhere() -> None:
    there = a_wish(zone="America/New_York")
    early = a_meeting(span=hours("2021-09-16T05:00", "2021-09-16T06:00", "Europe/Vienna"))
    assert reminder(there, card(early), Ahead(1)) == Reminder(
        Told("meeting@club", date(2021, 9, 15), Ahead(1)), utc("2021-09-14T11:00"), utc("2021-09-16T03:00")
    )
    assert reminder(there, card(), Ahead(1)) == Reminder(
        Told("meeting@club", DAY, Ahead(1)), utc("2021-09-15T11:00"), utc("2021-09-17T04:00")
    )


@pytest.mark.parametrize(
    ("span", "zone", "until"),
    [
        (hours("2021-09-16T20:00", "2021-09-17T02:00"), "Asia/Kathmandu", "2021-09-16T18:00"),
        (whole_days("2021-09-16", "2021-09-18"), "Europe/Vienna", "2021-09-16T22:00"),
        (whole_days("2021-09-16", "2021-09-18"), "America/New_York", "2021-09-17T04:00"),
        (whole_days("2021-10-31"), "Europe/Vienna", "2021-10-31T23:00"),
        (whole_days("2021-09-04"), "America/Santiago", "2021-09-05T04:00"),  # that midnight is skipped
    ],
)
def test_an_event_is_ahead_until_its_start_or_the_end_of_its_first_day(span: Span, zone: str, until: str) -> None:
    assert ahead_until(span, zone) == utc(until)
    found = window(a_meeting(span=span), Ahead(1), zone=zone)
    assert found is not None
    assert found[1] == utc(until)


def test_what_has_no_day_is_never_ahead() -> None:
    assert [ahead_until(span, "UTC") for span in (Undated(), Approximate("2021-09"))] == [None, None]


@pytest.mark.parametrize(
    "event",
    [
        a_meeting(status=Status.CANCELLED),
        a_meeting(span=Undated()),
        a_meeting(span=Approximate("2021-09")),
        an_instruction(status=Status.CANCELLED),
        an_instruction(progress=Done(date(2021, 9, 1))),
        an_instruction(span=Approximate("2021-09")),
    ],
)
def test_nobody_is_reminded_of_what_is_settled_or_has_no_day(event: AnyEvent) -> None:
    for occasion in (Ahead(1), Running(2), Overdue()):
        assert window(event, occasion) is None
    for day in range(1, 31):
        assert told_at(f"2021-09-{day:02}T12:00", event, running=True, overdue=True) == []


def test_a_tentative_event_and_an_open_instruction_are_reminded_of() -> None:
    for event in (a_meeting(status=Status.TENTATIVE), an_instruction()):
        assert window(event, Ahead(1)) == (utc("2021-09-15T05:00"), utc("2021-09-16T22:00"))


def test_a_change_is_never_a_reminder() -> None:
    assert window(a_meeting(), Changed(1)) is None


def test_a_reminder_is_pending_from_its_instant_until_it_is_too_late() -> None:
    lunch = a_meeting(span=hours("2021-09-16T12:00", "2021-09-16T13:00"))
    due, start = utc("2021-09-15T05:00"), utc("2021-09-16T10:00")
    wish = a_wish(cadence=Leads((1,)))
    found = [pending(wish, card(lunch), at) for at in (due - MOMENT, due, start - MOMENT, start)]
    assert found == [[], [(one := Reminder(Told(lunch.uid, DAY, Ahead(1)), due, start))], [one], []]


def test_all_leads_that_have_come_are_pending_until_the_end_of_the_first_day() -> None:
    event = a_meeting(span=whole_days("2021-09-16", "2021-09-18"))
    assert told_at("2021-09-02T04:59:59", event) == []
    assert told_at("2021-09-02T05:00", event) == [Ahead(14)]
    assert told_at("2021-09-12T12:00", event) == [Ahead(14), Ahead(7)]
    assert told_at("2021-09-16T21:59:59", event) == [Ahead(14), Ahead(7), Ahead(1)]
    assert told_at("2021-09-16T22:00", event) == []


def test_hours_that_begin_before_the_readers_hour_are_too_late_for_the_day_itself() -> None:
    early = a_meeting(span=hours("2021-09-16T06:00", "2021-09-16T08:00"))
    assert told_at("2021-09-16T05:00", early, cadence=Leads((0,))) == []


def test_a_weekly_reader_is_told_once_on_his_last_weekday_until_the_first_day() -> None:
    days = [date(2021, 9, day) for day in range(16, 24)]
    wish = a_wish(cadence=THURSDAY)
    assert [leads_to(wish, day) for day in days] == [(0,), (1,), (2,), (3,), (4,), (5,), (6,), (0,)]
    wednesday = a_meeting(span=whole_days("2021-09-22"))
    assert told_at("2021-09-16T04:59:59", wednesday, cadence=THURSDAY) == []
    assert told_at("2021-09-16T05:00", wednesday, cadence=THURSDAY) == [Ahead(6)]
    assert told_at("2021-09-22T12:00", wednesday, cadence=THURSDAY) == [Ahead(6)]


def test_the_longest_lead_of_a_weekly_reader_is_six_days() -> None:
    assert [longest_lead(a_wish(cadence=cadence)) for cadence in (Leads((30, 1)), Leads((0,)), THURSDAY)] == [30, 0, 6]


def test_a_further_day_is_told_on_that_day_only() -> None:
    event = a_meeting(span=whole_days("2021-09-16", "2021-09-18"))
    assert window(event, Running(2)) == (utc("2021-09-17T05:00"), utc("2021-09-17T22:00"))
    assert window(event, Running(3)) == (utc("2021-09-18T05:00"), utc("2021-09-18T22:00"))
    assert window(event, Running(4)) is None
    asked = ("2021-09-17T04:59", "2021-09-17T05:00", "2021-09-17T21:59", "2021-09-17T22:00", "2021-09-18T12:00")
    found = [told_at(text, event, running=True) for text in asked]
    assert found == [[], [Running(2)], [Running(2)], [], [Running(3)]]
    assert told_at("2021-09-17T12:00", event, running=False) == []


def test_a_further_day_of_hours_is_told_until_they_are_over() -> None:
    event = a_meeting(span=hours("2021-09-16T20:00", "2021-09-17T10:00"))
    assert window(event, Running(2)) == (utc("2021-09-17T05:00"), utc("2021-09-17T08:00"))
    assert told_at("2021-09-17T07:59:59", event, running=True) == [Running(2)]
    assert told_at("2021-09-17T08:00", event, running=True) == []


def test_hours_go_over_midnight_on_the_readers_clock_only() -> None:
    event = a_meeting(span=hours("2021-09-16T20:00", "2021-09-17T10:00"))
    assert window(event, Running(2), zone="Pacific/Honolulu") is None
    until_midnight = a_meeting(span=hours("2021-09-16T20:00", "2021-09-17T00:00"))
    assert window(until_midnight, Running(2)) is None
    assert window(until_midnight, Running(2), zone="Asia/Kathmandu", hour=1) == (
        utc("2021-09-16T19:15"),
        utc("2021-09-16T22:00"),
    )


def test_a_weekly_reader_is_told_of_further_days_on_his_weekday_only() -> None:
    event = a_meeting(span=whole_days("2021-09-14", "2021-09-25"))
    found = {day: told_at(f"2021-09-{day}T12:00", event, running=True, cadence=THURSDAY) for day in range(15, 25)}
    assert {day: told for day, told in found.items() if told} == {16: [Running(3)], 23: [Running(10)]}


def test_an_instruction_is_overdue_from_the_day_after_for_a_fortnight() -> None:
    event = an_instruction(span=whole_days("2021-09-15", "2021-09-16"))
    assert window(event, Overdue()) == (utc("2021-09-17T05:00"), utc("2021-09-30T22:00"))
    asked = ("2021-09-17T04:59", "2021-09-17T05:00", "2021-09-30T21:59", "2021-09-30T22:00")
    assert [told_at(text, event, overdue=True) for text in asked] == [[], [Overdue()], [Overdue()], []]
    assert told_at("2021-09-17T12:00", event, overdue=False) == []


def test_a_weekly_reader_is_told_what_is_overdue_on_his_next_weekday() -> None:
    until = utc("2021-09-30T22:00")
    assert window(an_instruction(), Overdue(), cadence=THURSDAY) == (utc("2021-09-23T05:00"), until)
    assert window(an_instruction(), Overdue(), cadence=Weekly(4)) == (utc("2021-09-17T05:00"), until)


def test_only_instructions_are_overdue() -> None:
    assert window(a_meeting(), Overdue()) is None
    assert told_at("2021-09-17T12:00", a_meeting(), overdue=True) == []


@pytest.mark.parametrize(
    ("told", "wish", "wished"),
    [
        (Told("a@b", DAY, Ahead(7)), a_wish(), True),
        (Told("a@b", DAY, Ahead(8)), a_wish(), False),
        (Told("a@b", None, Ahead(7)), a_wish(), False),
        (Told("a@b", DAY, Ahead(0)), a_wish(cadence=THURSDAY), True),
        (Told("a@b", DAY, Ahead(1)), a_wish(cadence=THURSDAY), False),
        (Told("a@b", DAY, Running(2)), a_wish(running=True), True),
        (Told("a@b", DAY, Running(2)), a_wish(running=False), False),
        (Told("a@b", DAY, Overdue()), a_wish(overdue=True), True),
        (Told("a@b", DAY, Overdue()), a_wish(overdue=False), False),
        (Told("a@b", None, Changed(1)), a_wish(changes=True), True),
        (Told("a@b", DAY, Changed(1)), a_wish(changes=False), False),
    ],
)
def test_a_reader_is_told_on_the_occasions_that_he_chose(told: Told, wish: Wish, wished: bool) -> None:
    assert is_wished(wish, told) is wished


class Season(NamedTuple):
    """A reader, an event, and from when until when he is looked at."""

    wish: Wish
    event: AnyEvent
    begin: datetime
    end: datetime


@st.composite
def seasons(draw: DrawFn) -> Season:
    first = draw(first_days)
    return Season(draw(wishes()), draw(events(first)), midnight(first), midnight(first + SEASON))


def windows(season: Season) -> list[Window]:
    """What somebody would tell in all who looks at every day of the event."""
    return list(all_windows(season.wish, season.event))


def in_order(told: Iterable[Told]) -> list[Told]:
    return sorted(told, key=repr)


@settings(max_examples=200)
@given(seasons(), st.data())
def test_at_any_instant_that_is_pending_which_a_model_tells(season: Season, data: st.DataObject) -> None:
    edges = [at for each in windows(season) for at in (each.due, each.too_late)]
    beside = st.sampled_from((timedelta(0), MOMENT, -MOMENT))
    exactly = st.builds(lambda at, odd: at + odd, st.sampled_from(edges), beside) if edges else st.nothing()
    now = data.draw(moments(season.begin.date()) | exactly)
    found = [Window(each.told, each.due_at, each.too_late_at) for each in pending(season.wish, _card(season), now)]
    expected = [each for each in windows(season) if each.due <= now < each.too_late]
    assert sorted(found, key=repr) == sorted(expected, key=repr)
    assert all(is_wished(season.wish, each.told) for each in found)


@settings(max_examples=100)
@given(seasons(), st.data())
def test_a_window_cut_anywhere_gives_the_same_reminders_and_none_is_lost_or_told_twice(
    season: Season, data: st.DataObject
) -> None:
    """Looked at from slot to slot, and also in between."""
    begin, end = season.begin, season.end
    anywhere = data.draw(st.lists(moments(begin.date()).filter(lambda at: begin < at < end), max_size=8))
    uncut = [*slots(season.wish, after=begin, until=end)]
    due_in_season = [each for each in windows(season) if begin < each.due <= end and each.due < each.too_late]
    expected = in_order(each.told for each in due_in_season)
    for visits in (sorted({begin, *uncut}), sorted({begin, *uncut, *anywhere})):
        found = [
            each.told
            for after, until in pairwise(visits)
            for each in pending(season.wish, _card(season), until)
            if after < each.due_at
        ]
        assert in_order(found) == expected


@settings(max_examples=100)
@given(seasons())
def test_every_reminder_falls_due_at_a_slot_and_is_pending_from_then_on(season: Season) -> None:
    for each in windows(season):
        found = reminder(season.wish, _card(season), each.told.occasion)
        assert found == Reminder(each.told, each.due, each.too_late)
        at_slots = slots(season.wish, after=found.due_at - timedelta(days=1), until=found.due_at)
        assert found.due_at in at_slots
        assert (found in pending(season.wish, _card(season), found.due_at)) is (found.due_at < found.too_late_at)


@settings(max_examples=50)
@given(wishes(), first_days.flatmap(events))
def test_whatever_is_ahead_is_told_at_the_readers_hour_of_a_day_of_his(wish: Wish, event: AnyEvent) -> None:
    for lead in range(8):
        found = reminder(wish, card(event), Ahead(lead))
        if found:
            assert isinstance(event.span, WholeDays | Hours)
            assert found.told.first_day
            assert found.due_at == slot(wish, found.told.first_day - timedelta(days=lead))
            assert found.too_late_at == ahead_until(event.span, wish.zone)


def _card(season: Season) -> Card:
    return card(season.event)
