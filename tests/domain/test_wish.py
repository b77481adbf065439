"""Wishes: which can be granted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.wish import DEFAULT_LEADS, LONGEST_LEAD, OFFERED_LEADS, Leads, Weekly, Wish
from tests.examples import a_wish


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Leads(()), "at least one lead, each of 0 to 365 days"),
        (lambda: Leads((7, -1)), "at least one lead, each of 0 to 365 days"),
        (lambda: Leads((366,)), "at least one lead, each of 0 to 365 days"),
        (lambda: Leads((1, 7)), "leads are kept once each, the longest first"),
        (lambda: Leads((7, 7)), "leads are kept once each, the longest first"),
        (lambda: Weekly(-1), "a day of the week from 0 to 6, not -1"),
        (lambda: Weekly(7), "a day of the week from 0 to 6, not 7"),
        (lambda: a_wish(hour=-1), "an hour of the day from 0 to 23, not -1"),
        (lambda: a_wish(hour=24), "an hour of the day from 0 to 23, not 24"),
        (lambda: a_wish(zone="Mars"), 'a zone of the IANA database such as "Europe/Moscow", not "Mars"'),
        (
            lambda: a_wish(zone="../etc/passwd"),
            'a zone of the IANA database such as "Europe/Moscow", not "../etc/passwd"',
        ),
    ],
)
def test_a_wish_that_cannot_be_granted_is_refused(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared below
        make()
    assert str(refused.value) == sentence


def test_the_longest_and_the_shortest_lead_and_every_hour_and_day_are_granted() -> None:
    assert Leads((LONGEST_LEAD, 0)).days == (365, 0)
    assert [a_wish(hour=hour).hour for hour in (0, 23)] == [0, 23]
    assert [Weekly(weekday).weekday for weekday in (0, 6)] == [0, 6]


def test_what_a_form_offers_can_be_granted() -> None:
    assert Leads(OFFERED_LEADS).days == OFFERED_LEADS
    assert set(DEFAULT_LEADS.days) <= set(OFFERED_LEADS)


def test_weeks_begin_on_monday() -> None:
    monday = date(2021, 9, 6)
    week = [monday + timedelta(days=days) for days in range(7)]
    assert [Weekly(0).is_on(day) for day in week] == [True, *[False] * 6]
    assert [Weekly(6).is_on(day) for day in week] == [*[False] * 6, True]


def test_who_says_nothing_is_told_of_everything_in_the_morning_and_of_changes() -> None:
    wish = Wish(zone="Europe/Vienna", language="en")
    assert (wish.cadence, wish.hour, wish.changes, wish.running, wish.overdue) == (DEFAULT_LEADS, 7, True, False, False)


def test_equal_wishes_are_one() -> None:
    assert len({a_wish(), a_wish(), a_wish(hour=8)}) == 2


def test_an_instant_is_shown_on_the_readers_clock() -> None:
    instant = datetime(2021, 9, 16, 22, 30, tzinfo=UTC)
    assert a_wish(zone="Asia/Kathmandu").local(instant).isoformat() == "2021-09-17T04:15:00+05:45"
