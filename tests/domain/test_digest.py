"""The one mail of a day: what it tells as of the instant at which it is written, and what else it looks ahead to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.domain.digest import Digest, Item, digest, is_still_to_tell, told_in_order
from service.domain.event import AnyEvent, Done, Status
from service.domain.revision import Revision
from service.domain.telling import Ahead, Changed, Occasion, Overdue, Running, Telling, Told
from service.domain.timespan import Approximate, Span, Undated
from service.domain.wish import Leads, Wish
from tests.domain.seasons import an_instruction, utc
from tests.examples import a_meeting, a_revision, a_wish, hours, whole_days

WISH = a_wish(running=True, overdue=True)  # and 14, 7 and 1 day before, at 7 in Vienna
DAY = date(2021, 9, 16)
SESSION = a_revision(a_meeting("session@club"), number=3)  # on that day
NOW = utc("2021-09-02T05:00")


def named(name: str, span: Span | None = None) -> Revision:
    return a_revision(a_meeting(f"{name}@club", span))


def on(day: str, name: str) -> Revision:
    return named(name, whole_days(day))


def told(revision: Revision, first_day: date, occasion: Occasion) -> tuple[Told, Revision]:
    return Told(revision.event.uid, first_day, occasion), revision


def due_in(made: Digest) -> list[tuple[str, tuple[Occasion, ...]]]:
    return [(item.revision.event.uid, item.occasions) for item in made.due]


def occasions_at(text: str, *due: tuple[Told, Revision], wish: Wish = WISH) -> list[Occasion]:
    """All that a digest written then tells of one event."""
    return [occasion for item in digest(wish, due, [], utc(text)).due for occasion in item.occasions]


def test_a_digest_says_what_it_tells_and_how_many_days_are_left() -> None:
    assert digest(WISH, [told(SESSION, DAY, Ahead(14))], [], NOW) == Digest(
        WISH, date(2021, 9, 2), (Item(SESSION, (Ahead(14),), DAY, 14),), ()
    )


def test_an_event_is_told_once_with_all_its_occasions_the_longest_lead_first() -> None:
    report = a_revision(an_instruction())
    made = digest(
        WISH,
        [told(report, DAY, Ahead(1)), told(SESSION, DAY, Ahead(7)), told(report, DAY, Ahead(14))],
        [],
        utc("2021-09-15T12:00"),
    )
    assert due_in(made) == [("report@club", (Ahead(14), Ahead(1))), ("session@club", (Ahead(7),))]


def test_what_is_due_is_in_the_order_of_days_then_of_names() -> None:
    tea, walk, ball = on("2021-09-09", "tea"), on("2021-09-09", "walk"), on("2021-09-03", "ball")
    due = [(each, date(2021, 9, day)) for each, day in ((walk, 9), (ball, 3), (tea, 9))]
    made = digest(WISH, [told(each, day, Ahead(7)) for each, day in due], [], NOW)
    assert [item.revision for item in made.due] == [ball, tea, walk]


def test_what_runs_or_is_overdue_began_so_many_days_ago() -> None:
    camp, report = named("camp", whole_days("2021-09-01", "2021-09-05")), a_revision(an_instruction())
    running = digest(WISH, [told(camp, date(2021, 9, 1), Running(3))], [], utc("2021-09-03T05:00"))
    assert running.due == (Item(camp, (Running(3),), date(2021, 9, 1), -2),)
    overdue = digest(WISH, [told(report, DAY, Overdue())], [], utc("2021-09-20T05:00"))
    assert overdue.due == (Item(report, (Overdue(),), DAY, -4),)


def test_a_digest_reads_as_of_the_readers_day() -> None:
    night = named("night", hours("2021-09-03T02:30", "2021-09-03T03:00", "Europe/Moscow"))
    made = digest(WISH, [told(night, date(2021, 9, 3), Ahead(1))], [], utc("2021-09-02T22:30"))
    assert [(made.today, item.first_day, item.days_left) for item in made.due] == [
        (date(2021, 9, 3), date(2021, 9, 3), 0)
    ]
    there = replace(WISH, zone="America/New_York")
    made = digest(there, [told(night, date(2021, 9, 2), Ahead(1))], [], utc("2021-09-02T03:30"))
    assert [(made.today, item.first_day, item.days_left) for item in made.due] == [
        (date(2021, 9, 1), date(2021, 9, 2), 1)
    ]


def test_a_digest_leaves_out_what_has_begun_since_it_was_planned() -> None:
    lunch = named("lunch", hours("2021-09-16T12:00", "2021-09-16T13:00"))
    due = told(lunch, DAY, Ahead(1))
    assert occasions_at("2021-09-16T09:59:59", due) == [Ahead(1)]
    assert occasions_at("2021-09-16T10:00:00", due) == []
    whole_day = told(SESSION, DAY, Ahead(1))
    assert occasions_at("2021-09-16T21:59:59", whole_day) == [Ahead(1)]
    assert occasions_at("2021-09-16T22:00:00", whole_day) == []


def test_a_further_day_is_left_out_when_it_is_over() -> None:
    due = told(named("camp", whole_days("2021-09-16", "2021-09-20")), DAY, Running(2))
    assert occasions_at("2021-09-17T21:59:59", due) == [Running(2)]
    assert occasions_at("2021-09-17T22:00:00", due) == []


@pytest.mark.parametrize(
    "now_is",
    [
        a_meeting(status=Status.CANCELLED),
        a_meeting(span=whole_days("2021-09-17")),
        a_meeting(span=Approximate("2021-09")),
        a_meeting(span=Undated()),
        an_instruction(uid="meeting@club", progress=Done(date(2021, 9, 1))),
    ],
)
def test_a_digest_leaves_out_what_is_settled_or_on_another_day_by_now(now_is: AnyEvent) -> None:
    planned = Told("meeting@club", DAY, Ahead(14))
    assert occasions_at("2021-09-02T05:00", (planned, a_revision())) == [Ahead(14)]
    assert occasions_at("2021-09-02T05:00", (planned, a_revision(now_is, number=2))) == []


def test_a_digest_leaves_out_what_its_reader_does_not_wish_any_more() -> None:
    camp = named("camp", whole_days("2021-09-16", "2021-09-20"))
    at = "2021-09-17T05:00"
    assert occasions_at(at, told(camp, DAY, Running(2)), wish=a_wish(running=True)) == [Running(2)]
    assert occasions_at(at, told(camp, DAY, Running(2)), wish=a_wish(running=False)) == []
    due = told(SESSION, DAY, Ahead(14)), told(SESSION, DAY, Ahead(7))
    assert occasions_at("2021-09-10T05:00", *due, wish=a_wish(cadence=Leads((7,)))) == [Ahead(7)]


def test_what_is_still_to_tell_may_not_have_fallen_due_yet() -> None:
    assert is_still_to_tell(WISH, Told("session@club", DAY, Ahead(1)), SESSION, NOW)
    assert not is_still_to_tell(WISH, Told("session@club", date(2021, 9, 17), Ahead(1)), SESSION, NOW)
    assert not is_still_to_tell(WISH, Told("session@club", DAY, Ahead(2)), SESSION, NOW)
    assert not is_still_to_tell(WISH, Told("session@club", DAY, Changed(1)), SESSION, NOW)


@pytest.mark.parametrize(("days", "is_ahead"), [(-1, False), (0, True), (1, True), (30, True), (31, False)])
def test_ahead_is_from_today_to_thirty_days_on(days: int, is_ahead: bool) -> None:
    first = date(2021, 9, 2) + timedelta(days=days)
    other = on(first.isoformat(), "other")
    made = digest(WISH, [told(SESSION, DAY, Ahead(14))], [other], NOW)
    assert made.ahead == ((Item(other, (), first, days),) if is_ahead else ())


def test_hours_that_have_begun_are_not_ahead() -> None:
    lunch = named("lunch", hours("2021-09-02T12:00", "2021-09-02T13:00"))
    assert [len(digest(WISH, [], [lunch], utc(f"2021-09-02T{at}")).ahead) for at in ("09:59:59", "10:00")] == [1, 0]


def test_what_is_due_is_not_ahead_too_and_both_are_in_order() -> None:
    tea, walk, ball = on("2021-09-09", "tea"), on("2021-09-09", "walk"), on("2021-09-20", "ball")
    due = [told(SESSION, DAY, Ahead(14)), told(tea, date(2021, 9, 9), Ahead(7))]
    made = digest(WISH, due, [ball, named("someday", Undated()), walk, tea, SESSION], NOW)
    assert made == Digest(
        WISH,
        date(2021, 9, 2),
        (Item(tea, (Ahead(7),), date(2021, 9, 9), 7), Item(SESSION, (Ahead(14),), DAY, 14)),
        (Item(walk, (), date(2021, 9, 9), 7), Item(ball, (), date(2021, 9, 20), 18)),
    )


def test_a_digest_tells_what_is_due_in_the_revision_that_it_is_written_from_and_not_what_is_ahead() -> None:
    tea, moved = on("2021-09-09", "tea"), on("2021-09-17", "moved")
    due = [
        told(SESSION, DAY, Ahead(7)),
        told(SESSION, DAY, Ahead(14)),
        told(moved, date(2021, 9, 18), Ahead(7)),
    ]
    assert digest(WISH, due, [tea], utc("2021-09-09T05:00")).tellings == (
        Telling(Told("session@club", DAY, Ahead(14)), 3),
        Telling(Told("session@club", DAY, Ahead(7)), 3),
    )


def test_tellings_are_in_the_order_of_days_names_and_occasions() -> None:
    in_order = [
        Told("z@club", date(2021, 9, 15), Overdue()),
        Told("a@club", DAY, Changed(1)),
        Told("a@club", DAY, Changed(2)),
        Told("a@club", DAY, Ahead(14)),
        Told("a@club", DAY, Ahead(7)),
        Told("a@club", DAY, Ahead(0)),
        Told("a@club", DAY, Running(2)),
        Told("a@club", DAY, Running(10)),
        Told("a@club", DAY, Overdue()),
        Told("b@club", DAY, Ahead(30)),
        Told("a@club", None, Changed(1)),
    ]
    assert sorted(sorted(in_order, key=repr), key=told_in_order) == in_order
