"""The one mail of a day: what it is sent for, until when, and what else it looks ahead to."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.digest import Digest, Item, digest, due_digest, horizon
from service.domain.reminder import Told
from service.domain.revision import Revision
from service.domain.timespan import Undated
from tests.examples import a_meeting, a_revision, a_subscriber, hours, whole_days

READER = a_subscriber()  # 14, 7 and 1 day before, at 7 in Vienna
SESSION = a_revision(a_meeting("session@club", whole_days("2021-09-16")))
SESSION_TOLD = {lead: Told("session@club", date(2021, 9, 16), lead) for lead in (14, 7, 1)}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told_at(text: str, *revisions: Revision, told: Iterable[Told] = (), since: datetime | None = None) -> list[Told]:
    planned = due_digest(a_subscriber(since), revisions or [SESSION], set(told), utc(text))
    return [item.told for item in planned.items] if planned else []


def test_a_digest_is_due_from_the_readers_hour_on() -> None:
    assert told_at("2021-09-02T04:59:59") == []
    assert told_at("2021-09-02T05:00:00") == [SESSION_TOLD[14]]


def test_what_was_missed_is_told_in_one_digest_of_the_last_slot() -> None:
    planned = due_digest(READER, [SESSION], set(), utc("2021-09-12T03:00"))
    assert planned is not None
    assert [item.told for item in planned.items] == [SESSION_TOLD[14], SESSION_TOLD[7]]
    assert (planned.day, planned.due_at) == (date(2021, 9, 11), utc("2021-09-11T05:00"))
    assert planned.dedupe_key == "digest|1|2021-09-11"


def test_what_was_told_is_not_told_again() -> None:
    assert told_at("2021-09-12T12:00", told=[SESSION_TOLD[14]]) == [SESSION_TOLD[7]]
    assert told_at("2021-09-12T12:00", told=[SESSION_TOLD[14], SESSION_TOLD[7]]) == []


def test_an_event_that_moved_is_told_again_with_its_new_day() -> None:
    moved = a_revision(a_meeting("session@club", whole_days("2021-09-17")), number=2)
    assert told_at("2021-09-10T12:00", moved, told=[SESSION_TOLD[14], SESSION_TOLD[7]]) == [
        Told("session@club", date(2021, 9, 17), 14),
        Told("session@club", date(2021, 9, 17), 7),
    ]


def test_what_fell_due_before_the_reader_came_is_not_told() -> None:
    assert told_at("2021-09-12T12:00", since=utc("2021-09-09T05:00")) == []
    assert told_at("2021-09-12T12:00", since=utc("2021-09-09T04:59")) == [SESSION_TOLD[7]]


def test_nothing_is_told_once_it_is_too_late() -> None:
    lunch = a_revision(a_meeting("lunch@club", hours("2021-09-16T12:00", "2021-09-16T13:00")))
    everything = [Told("lunch@club", date(2021, 9, 16), lead) for lead in (14, 7, 1)]
    assert told_at("2021-09-16T09:59:59", lunch) == everything
    assert told_at("2021-09-16T10:00:00", lunch) == []
    assert told_at("2021-09-16T21:59:59") == list(SESSION_TOLD.values())
    assert told_at("2021-09-16T22:00:00") == []


def test_a_digest_may_be_sent_until_its_last_event_is_too_late() -> None:
    early = a_revision(a_meeting("early@club", whole_days("2021-09-03")))
    planned = due_digest(READER, [early, SESSION], set(), utc("2021-09-02T05:00"))
    assert planned is not None
    assert (planned.subscriber, planned.day, planned.due_at) == (READER, date(2021, 9, 2), utc("2021-09-02T05:00"))
    assert planned.not_after == utc("2021-09-16T22:00")
    assert [(item.told.uid, item.told.lead) for item in planned.items] == [
        ("early@club", 14),
        ("early@club", 7),
        ("early@club", 1),
        ("session@club", 14),
    ]


@pytest.mark.parametrize(("days", "is_ahead"), [(-1, False), (0, True), (1, True), (30, True), (31, False)])
def test_ahead_is_from_today_to_thirty_days_on(days: int, is_ahead: bool) -> None:
    today = date(2021, 9, 2)
    first = today + timedelta(days=days)
    other = a_revision(a_meeting("other@club", whole_days(first.isoformat())))
    made = digest(READER, [SESSION], [other], utc("2021-09-02T05:00"))
    assert made.ahead == ((Item(other, first, days),) if is_ahead else ())
    assert (first <= horizon(today)) == (days <= 30)


def test_what_is_due_is_not_ahead_too_and_both_are_in_order() -> None:
    tea, walk, ball = (
        a_revision(a_meeting(f"{name}@club", whole_days(day)))
        for name, day in (("tea", "2021-09-09"), ("walk", "2021-09-09"), ("ball", "2021-09-20"))
    )
    undated = a_revision(a_meeting("someday@club", Undated()))
    made = digest(READER, [SESSION, tea], [ball, undated, walk, tea, SESSION], utc("2021-09-02T05:00"))
    assert made == Digest(
        READER,
        date(2021, 9, 2),
        (Item(tea, date(2021, 9, 9), 7), Item(SESSION, date(2021, 9, 16), 14)),
        (Item(walk, date(2021, 9, 9), 7), Item(ball, date(2021, 9, 20), 18)),
    )


def test_a_digest_reads_as_of_the_readers_day() -> None:
    late = hours("2021-09-03T02:30", "2021-09-03T03:00", "Europe/Moscow")
    made = digest(READER, [a_revision(a_meeting(span=late))], [], utc("2021-09-02T22:30"))
    assert [(made.today, item.first_day, item.days_left) for item in made.due] == [
        (date(2021, 9, 3), date(2021, 9, 3), 0)
    ]


def test_a_digest_leaves_out_what_has_begun_since_it_was_planned() -> None:
    begun, ahead = hours("2021-09-02T10:00", "2021-09-02T12:00"), hours("2021-09-02T11:00", "2021-09-02T12:00")
    told = [a_revision(a_meeting("begun@club", begun)), a_revision(a_meeting("ahead@club", ahead))]
    made = digest(READER, told, [], utc("2021-09-02T08:00"))
    assert [item.revision.event.uid for item in made.due] == ["ahead@club"]
