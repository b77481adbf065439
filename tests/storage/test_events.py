"""An event is the list of its revisions; the last one is what it is now."""

import sqlite3
from datetime import UTC, date, datetime

import pytest
from sqlite_utils import Database

from service.domain.event import Kind
from service.domain.revision import Revision
from service.domain.timespan import Approximate, Undated
from service.storage.calendars import add_calendar_revision, all_calendars, calendar_named
from service.storage.database import transaction
from service.storage.events import (
    add_revision,
    current_events,
    current_events_among,
    event_called,
    event_with_uid,
    events_between,
    last_revision_by,
    latest_revisions,
    release_slugs,
    revisions_numbered,
    uid_with_slug,
)
from tests.examples import a_calendar, a_meeting, a_revision, hours, whole_days

AT = datetime(2021, 8, 1, tzinfo=UTC)


def keep(db: Database, *revisions: Revision) -> None:
    with transaction(db):
        for slug in {revision.calendar for revision in revisions}:
            if calendar_named(db, slug) is None:
                add_calendar_revision(db, a_calendar(slug), at=AT, author=f"{slug}.toml")
        for revision in revisions:
            add_revision(db, revision)


def uids(revisions: list[Revision]) -> list[str]:
    return [revision.event.uid for revision in revisions]


def test_what_is_kept_comes_back_as_it_was(db: Database) -> None:
    revision = a_revision(reason="the hall was taken", sequence=3, author="anna")
    keep(db, revision)
    assert event_with_uid(db, "meeting@club") == revision


def test_the_last_revision_is_what_an_event_is_now(db: Database) -> None:
    first, second = a_revision(), a_revision(a_meeting(span=whole_days("2021-09-17")), number=2, author="anna")
    keep(db, first, second)
    assert current_events(db) == [second]
    assert event_called(db, "meeting") == second


def test_no_revision_is_ever_lost(db: Database) -> None:
    revisions = [a_revision(number=1), a_revision(number=2, author="anna"), a_revision(number=3)]
    keep(db, *revisions)
    wanted = [("meeting@club", number) for number in (1, 2, 3)]
    assert revisions_numbered(db, wanted) == dict(zip(wanted, revisions, strict=True))
    assert last_revision_by(db, "meeting@club", "club.toml") == revisions[2]
    assert last_revision_by(db, "meeting@club", "anna") == revisions[1]
    assert last_revision_by(db, "meeting@club", "boris") is None


def test_a_revision_that_was_never_written_is_not_found(db: Database) -> None:
    keep(db, a_revision())
    assert revisions_numbered(db, [("meeting@club", 2), ("tea@club", 1)]) == {}


def test_the_latest_revisions_come_first(db: Database) -> None:
    old, new = datetime(2021, 8, 1, tzinfo=UTC), datetime(2021, 8, 2, tzinfo=UTC)
    first, second = a_revision(at=old), a_revision(at=new, number=2)
    tea, other = a_revision(a_meeting("tea@club"), at=new), a_revision(a_meeting("other@club"), at=new)
    keep(db, first, second, tea, other)
    uids = ["meeting@club", "tea@club"]
    assert latest_revisions(db, uids, most=9) == [second, tea, first]
    assert latest_revisions(db, uids, most=2) == [second, tea]
    assert current_events_among(db, ["tea@club", "none@club", "meeting@club"]) == [second, tea]


def test_a_revision_cannot_be_written_twice(db: Database) -> None:
    keep(db, a_revision())
    with pytest.raises(sqlite3.IntegrityError):
        keep(db, a_revision(author="anna"))
    assert event_with_uid(db, "meeting@club") == a_revision()


def test_an_event_of_no_calendar_cannot_be_kept(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(db):
        add_revision(db, a_revision())
    assert current_events(db) == []


def test_events_come_by_day_then_uid_and_those_without_a_day_last(db: Database) -> None:
    keep(
        db,
        a_revision(a_meeting("a@club", Undated())),
        a_revision(a_meeting("b@club", Approximate("2001"))),
        a_revision(a_meeting("c@club", whole_days("2021-09-17"))),
        a_revision(a_meeting("e@club", whole_days("2021-09-16"))),
        a_revision(a_meeting("d@club", whole_days("2021-09-16", "2021-09-20"))),
    )
    assert uids(current_events(db)) == ["d@club", "e@club", "c@club", "a@club", "b@club"]


def test_events_are_chosen_by_calendar_and_kind(db: Database) -> None:
    keep(db, a_revision(), a_revision(a_meeting("other@lakes"), calendar="lakes"))
    assert uids(current_events(db, calendar="lakes")) == ["other@lakes"]
    assert uids(current_events(db, kind=Kind.MEETING)) == ["meeting@club", "other@lakes"]
    assert current_events(db, calendar="club", kind=Kind.DEADLINE) == []


def test_an_event_is_found_on_the_day_of_its_venue_and_one_around_it(db: Database) -> None:
    # In Vienna it begins on the 17th at 01:00, in UTC on the 16th.
    keep(db, a_revision(a_meeting(span=hours("2021-09-17T01:00", "2021-09-17T02:00"))))
    found = {day: len(events_between(db, date(2021, 9, day), date(2021, 9, day))) for day in range(15, 20)}
    assert found == {15: 0, 16: 1, 17: 1, 18: 1, 19: 0}


def test_two_events_swap_their_slugs_once_these_are_released(db: Database) -> None:
    keep(db, a_revision(a_meeting("a@club", slug="one")), a_revision(a_meeting("b@club", slug="two")))
    with transaction(db):
        release_slugs(db, ["a@club", "b@club"])
        add_revision(db, a_revision(a_meeting("a@club", slug="two"), number=2))
        add_revision(db, a_revision(a_meeting("b@club", slug="one"), number=2))
    assert (uid_with_slug(db, "one"), uid_with_slug(db, "two")) == ("b@club", "a@club")


def test_two_events_cannot_bear_one_slug(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        keep(db, a_revision(a_meeting("a@club", slug="one")), a_revision(a_meeting("b@club", slug="one")))
    assert uid_with_slug(db, "one") is None


def test_a_calendar_is_its_last_revision(db: Database) -> None:
    with transaction(db):
        add_calendar_revision(db, a_calendar("lakes"), at=AT, author="lakes.toml")
        add_calendar_revision(db, a_calendar("club", color="red"), at=AT, author="club.toml")
        add_calendar_revision(db, a_calendar("club", color="blue"), at=AT, author="club.toml")
    assert all_calendars(db) == [a_calendar("club", color="blue"), a_calendar("lakes")]
    assert calendar_named(db, "none") is None
    numbers = db.execute("SELECT number FROM calendar_revisions WHERE calendar = 'club' ORDER BY number").fetchall()
    assert numbers == [(1,), (2,)]
