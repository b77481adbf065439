"""What is no longer as its readers were told: what of it they have to know, and until when."""

from datetime import date, timedelta

import pytest

from service.domain.event import AnyEvent, Done, Status, Venue
from service.domain.notice import (
    Change,
    Notice,
    is_material,
    is_to_be_told,
    last_day_ends,
    next_begins,
    notice,
    tellings_of_change,
    tellings_of_notice,
)
from service.domain.telling import Ahead, Changed, Telling, Told
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from service.domain.wish import Leads, Weekly
from tests.domain.seasons import an_instruction, utc
from tests.examples import a_meeting, a_revision, a_wish, hours, whole_days

WISH = a_wish()  # 14, 7 and 1 day before, at 7 in Vienna
DAY = date(2021, 9, 16)
CALLED_OFF = Status.CANCELLED
NOON, EVENING = hours("2021-09-16T12:00", "2021-09-16T13:00"), hours("2021-09-16T18:00", "2021-09-16T19:00")


def change(before: AnyEvent, after: AnyEvent) -> Change:
    """From the second revision to the fifth."""
    return Change(a_revision(before, number=2), a_revision(after, number=5))


def move(before: Span, after: Span, uid: str = "meeting@club") -> Change:
    return change(a_meeting(uid, before), a_meeting(uid, after))


@pytest.mark.parametrize(
    ("after", "material"),
    [
        (a_meeting(), False),
        (a_meeting(summary=Text("Another name")), False),
        (a_meeting(description=Text("More")), False),
        (a_meeting(url="https://example.org/papers"), False),
        (a_meeting(span=whole_days("2021-09-17")), True),
        (a_meeting(span=whole_days("2021-09-16", "2021-09-17")), True),
        (a_meeting(span=NOON), True),
        (a_meeting(span=Undated()), True),
        (a_meeting(place=Venue(name=Text("Vienna"))), True),
        (a_meeting(status=CALLED_OFF), True),
        (a_meeting(status=Status.TENTATIVE), True),
    ],
)
def test_another_time_place_or_status_is_material(after: AnyEvent, material: bool) -> None:
    assert is_material(change(a_meeting(), after)) is material
    assert is_material(change(after, a_meeting())) is material


def test_what_stays_called_off_may_move_as_it_likes_and_what_takes_place_after_all_is_material() -> None:
    off, moved = a_meeting(status=CALLED_OFF), a_meeting(span=whole_days("2021-09-20"), status=CALLED_OFF)
    assert not is_material(change(off, moved))
    assert is_material(change(moved, a_meeting()))


def test_that_an_instruction_was_carried_out_is_no_change_of_what_was_told() -> None:
    assert not is_material(change(an_instruction(), an_instruction(progress=Done(date(2021, 9, 1)))))


@pytest.mark.parametrize(
    ("before", "after", "until"),
    [
        (whole_days("2021-09-16"), whole_days("2021-09-20", "2021-09-24"), "2021-09-20T22:00"),
        (whole_days("2021-09-20", "2021-09-24"), whole_days("2021-09-16"), "2021-09-20T22:00"),
        (NOON, EVENING, "2021-09-16T16:00"),
        (EVENING, NOON, "2021-09-16T16:00"),
        (NOON, whole_days("2021-09-16"), "2021-09-16T22:00"),
        (NOON, Undated(), "2021-09-16T10:00"),
        (Approximate("2021-10"), NOON, "2021-09-16T10:00"),
    ],
)
def test_a_change_is_told_while_the_old_or_the_new_date_is_ahead(before: Span, after: Span, until: str) -> None:
    moved, end = move(before, after), utc(until)
    assert last_day_ends(WISH, moved) == end
    assert is_to_be_told(WISH, moved, end - timedelta(microseconds=1))
    assert not is_to_be_told(WISH, moved, end)


def test_a_change_is_not_told_where_neither_date_is_known() -> None:
    moved = move(Approximate("2021-10"), Undated())
    assert (is_material(moved), last_day_ends(WISH, moved), next_begins(WISH, moved, utc("2021-09-02T05:00"))) == (
        True,
        None,
        None,
    )
    assert not is_to_be_told(WISH, moved, utc("2021-09-02T05:00"))


def test_whole_days_end_at_the_readers_midnight_and_hours_begin_for_all_at_once() -> None:
    new_york = a_wish(zone="America/New_York")
    days, at_noon = move(whole_days("2021-09-15"), whole_days("2021-09-16")), move(EVENING, NOON)
    assert [last_day_ends(wish, days) for wish in (WISH, new_york)] == [
        utc("2021-09-16T22:00"),
        utc("2021-09-17T04:00"),
    ]
    assert [last_day_ends(wish, at_noon) for wish in (WISH, new_york)] == [utc("2021-09-16T16:00")] * 2


@pytest.mark.parametrize("dates", [(NOON, EVENING), (EVENING, NOON)])
def test_the_next_of_both_dates_is_the_first_that_has_not_begun(dates: tuple[Span, Span]) -> None:
    moved = move(*dates)
    asked = ("2021-09-16T09:59:59", "2021-09-16T10:00", "2021-09-16T15:59:59", "2021-09-16T16:00")
    assert [next_begins(WISH, moved, utc(text)) for text in asked] == [
        utc("2021-09-16T10:00"),
        utc("2021-09-16T16:00"),
        utc("2021-09-16T16:00"),
        None,
    ]


def test_a_notice_tells_the_change_and_what_has_fallen_due_for_the_new_date() -> None:
    moved = move(whole_days("2021-09-30"), whole_days("2021-09-16"))
    assert tellings_of_change(WISH, moved, utc("2021-09-10T12:00")) == [
        Telling(Told("meeting@club", DAY, Changed(2)), 5),
        Telling(Told("meeting@club", DAY, Ahead(14)), 5),
        Telling(Told("meeting@club", DAY, Ahead(7)), 5),
    ]


@pytest.mark.parametrize(
    ("now", "leads"),
    [
        ("2021-09-02T04:59:59", []),
        ("2021-09-02T05:00", [14]),
        ("2021-09-16T09:59:59", [14, 7, 1]),
        ("2021-09-16T10:00", []),
    ],
)
def test_only_leads_that_have_come_and_are_not_too_late_are_told_with_a_change(now: str, leads: list[int]) -> None:
    found = tellings_of_change(WISH, move(whole_days("2021-09-30"), NOON), utc(now))
    assert [each.told.occasion for each in found] == [Changed(2), *map(Ahead, leads)]


def test_with_a_change_only_the_leads_of_the_reader_are_told() -> None:
    moved, now = move(whole_days("2021-09-30"), whole_days("2021-09-16")), utc("2021-09-15T12:00")
    found = {
        cadence: [each.told.occasion for each in tellings_of_change(a_wish(cadence=cadence), moved, now)]
        for cadence in (Leads((3,)), Leads((0,)), Weekly(0), Weekly(3))
    }
    assert found == {
        Leads((3,)): [Changed(2), Ahead(3)],
        Leads((0,)): [Changed(2)],
        Weekly(0): [Changed(2), Ahead(3)],
        Weekly(3): [Changed(2)],
    }


@pytest.mark.parametrize(
    ("after", "first_day"),
    [
        (a_meeting(status=CALLED_OFF), DAY),
        (a_meeting(span=Undated()), None),
        (a_meeting(span=Approximate("2022")), None),
    ],
)
def test_of_what_is_called_off_or_has_no_day_any_more_only_the_change_is_told(
    after: AnyEvent, first_day: date | None
) -> None:
    assert tellings_of_change(WISH, change(a_meeting(), after), utc("2021-09-15T12:00")) == [
        Telling(Told("meeting@club", first_day, Changed(2)), 5)
    ]


def test_a_notice_is_in_the_order_of_the_days_that_hold_now_and_of_names() -> None:
    undated = move(whole_days("2021-09-18"), Undated(), "undated@club")  # in the place of its old day
    tea = move(whole_days("2021-09-30"), whole_days("2021-09-17"), "tea@club")
    ball = move(whole_days("2021-09-03"), whole_days("2021-09-17"), "ball@club")
    late = move(whole_days("2021-09-04"), whole_days("2021-09-20"), "late@club")
    made = notice(WISH, [late, undated, tea, ball], utc("2021-09-02T05:00"))
    assert made == Notice(WISH, date(2021, 9, 2), (ball, tea, undated, late))


def test_a_notice_leaves_out_what_nobody_has_to_know_any_more() -> None:
    back_as_it_was = change(a_meeting("same@club"), a_meeting("same@club", summary=Text("Another name")))
    begun = move(whole_days("2021-09-17"), NOON, "begun@club")
    over = move(NOON, EVENING, "over@club")
    made = notice(WISH, [back_as_it_was, begun, over], utc("2021-09-16T16:00"))
    assert made.changes == (begun,)


def test_a_notice_reads_as_of_the_readers_day() -> None:
    at = utc("2021-09-15T22:30")
    assert [notice(wish, [], at).today for wish in (WISH, a_wish(zone="UTC"))] == [DAY, date(2021, 9, 15)]


def planned(*, uid: str = "meeting@club") -> list[Telling]:
    """What was planned when its fourth revision held, in which it was on the 16th."""
    return [Telling(Told(uid, DAY, occasion), 4) for occasion in (Changed(2), Ahead(14), Ahead(7))]


def tellings(*changes: Change, of: list[Telling]) -> tuple[Telling, ...]:
    return tellings_of_notice(notice(WISH, changes, utc("2021-09-10T12:00")), of)


def test_a_notice_tells_what_was_planned_in_the_revision_that_it_is_written_from() -> None:
    moved = move(whole_days("2021-09-30"), whole_days("2021-09-16"))
    assert tellings(moved, of=planned()) == tuple(Telling(each.told, 5) for each in planned())


def test_of_what_moved_on_since_it_was_planned_the_leads_are_not_told() -> None:
    moved_on = move(whole_days("2021-09-30"), whole_days("2021-09-17"))
    assert tellings(moved_on, of=planned()) == (Telling(Told("meeting@club", date(2021, 9, 17), Changed(2)), 5),)
    no_day = move(whole_days("2021-09-30"), Undated())
    assert tellings(no_day, of=planned()) == (Telling(Told("meeting@club", None, Changed(2)), 5),)


def test_of_what_is_left_out_of_a_notice_nothing_is_told() -> None:
    moved = move(whole_days("2021-09-30"), whole_days("2021-09-16"))
    back = change(a_meeting("back@club"), a_meeting("back@club"))
    assert tellings(moved, back, of=[*planned(uid="back@club"), *planned()]) == tellings(moved, of=planned())
    assert tellings(back, of=planned(uid="back@club")) == ()
