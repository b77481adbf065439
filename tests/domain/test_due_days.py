"""On which days to look for what has fallen due: on few, and on none too few."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from service.domain.card import card_of
from service.domain.due_days import DueDays, Stretch, all_due_days, due_days_between
from service.domain.event import AnyEvent
from service.domain.reminder import Reminder, pending
from service.domain.slot import slot
from service.domain.telling import Ahead, Changed, Overdue, Running
from service.domain.timespan import WholeDays, days_in
from service.domain.wish import Leads, Weekly, Wish
from tests.domain.seasons import events, first_days, moments, utc, wishes
from tests.examples import a_revision, a_wish

ALL = {"running": True, "overdue": True}
THURSDAY = Weekly(3)


def stretch(first: str, last: str) -> Stretch:
    return Stretch(date.fromisoformat(first), date.fromisoformat(last))


def test_all_that_may_be_due_begins_within_the_longest_lead() -> None:
    now = utc("2021-09-16T03:00")
    assert all_due_days(a_wish(), now) == DueDays((stretch("2021-09-16", "2021-09-30"),))
    assert all_due_days(a_wish(cadence=Leads((0,))), now) == DueDays((stretch("2021-09-16", "2021-09-16"),))
    assert all_due_days(a_wish(cadence=THURSDAY), now) == DueDays((stretch("2021-09-16", "2021-09-22"),))


def test_who_wishes_it_is_also_told_what_runs_today_and_what_ended_in_the_last_fortnight() -> None:
    assert all_due_days(a_wish(**ALL), utc("2021-09-16T03:00")) == DueDays(
        (stretch("2021-09-16", "2021-09-30"),), date(2021, 9, 16), stretch("2021-09-02", "2021-09-15")
    )


def test_today_is_the_readers() -> None:
    wish = a_wish(zone="Pacific/Kiritimati", running=True)
    assert all_due_days(wish, utc("2021-09-16T10:00")).running == date(2021, 9, 17)


def test_between_two_slots_nothing_falls_due() -> None:
    wish = a_wish(**ALL)
    first, before_next = utc("2021-09-16T05:00"), utc("2021-09-17T04:59:59")
    assert due_days_between(wish, first, before_next) == DueDays()
    assert due_days_between(wish, first, first) == DueDays()


def test_at_a_slot_only_the_days_at_the_leads_are_looked_at() -> None:
    slots = utc("2021-09-15T05:00"), utc("2021-09-16T05:00")
    one_day_each = tuple(stretch(day, day) for day in ("2021-09-30", "2021-09-23", "2021-09-17"))
    assert due_days_between(a_wish(), *slots) == DueDays(one_day_each)
    assert due_days_between(a_wish(**ALL), *slots) == DueDays(
        one_day_each, date(2021, 9, 16), stretch("2021-09-09", "2021-09-15")
    )


def test_over_several_slots_what_has_begun_meanwhile_is_not_looked_at() -> None:
    wish = a_wish(cadence=Leads((7, 1)), overdue=True)
    assert due_days_between(wish, utc("2021-09-06T05:00"), utc("2021-09-16T05:00")) == DueDays(
        (stretch("2021-09-16", "2021-09-23"), stretch("2021-09-16", "2021-09-17")),
        None,
        stretch("2021-09-02", "2021-09-15"),
    )


def test_a_lead_all_of_whose_days_are_past_is_left_out() -> None:
    wish = a_wish(cadence=Leads((7, 0)))
    assert due_days_between(wish, utc("2021-09-14T05:00"), utc("2021-09-16T03:00")) == DueDays(
        (stretch("2021-09-22", "2021-09-22"),)
    )


@pytest.mark.parametrize(
    ("after", "until", "begins"),
    [
        ("2021-09-15T05:00", "2021-09-16T05:00", (stretch("2021-09-16", "2021-09-22"),)),
        ("2021-09-16T05:00", "2021-09-17T05:00", ()),
        ("2021-09-16T05:00", "2021-09-22T05:00", ()),
        ("2021-09-10T05:00", "2021-09-18T05:00", (stretch("2021-09-18", "2021-09-24"),)),
    ],
)
def test_a_weekly_reader_is_told_on_his_weekday_of_the_week_ahead(
    after: str, until: str, begins: tuple[Stretch, ...]
) -> None:
    assert due_days_between(a_wish(cadence=THURSDAY), utc(after), utc(until)) == DueDays(begins)


class Look(NamedTuple):
    """What a reader wishes, an event, and the instants at which he is looked at and was before."""

    wish: Wish
    event: AnyEvent
    before: datetime
    now: datetime


@st.composite
def looks(draw: DrawFn) -> Look:
    """Often at the very instant at which a mail can be due."""
    first, wish = draw(first_days), draw(wishes())
    moment = moments(first) | moments(first).map(lambda instant: slot(wish, instant.date()))
    event, now = draw(events(first)), draw(moment)
    shortly = st.integers(0, 72).map(lambda hours: now - timedelta(hours=hours))
    return Look(wish, event, min(draw(moment | shortly), now), now)


def is_covered(days: DueDays, span: WholeDays, reminder: Reminder) -> bool:
    match reminder.told.occasion:
        case Ahead():
            return any(each.first <= span.first_day <= each.last for each in days.begins)
        case Running():
            return days.running is not None and span.first_day <= days.running <= span.last_day
        case Overdue():
            return days.ended is not None and days.ended.first <= span.last_day <= days.ended.last
        case Changed():
            return False


@settings(max_examples=300)
@given(looks())
def test_nothing_due_lies_on_other_days(look: Look) -> None:
    found = pending(look.wish, card_of(a_revision(look.event)), look.now)
    since = due_days_between(look.wish, look.before, look.now)
    for reminder in found:
        assert look.event.dated
        span = days_in(look.event.dated, look.wish.zone)
        assert is_covered(all_due_days(look.wish, look.now), span, reminder)
        assert is_covered(since, span, reminder) or reminder.due_at <= look.before
