"""Everybody can see how an event came to be what it is, and what changed last, but nothing that was private."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.event import Status
from service.domain.revision import Revision
from service.domain.selection import Filter
from service.storage.calendars import add_calendar_revision, calendar_named
from service.storage.database import transaction
from service.storage.event_index import index_event
from service.storage.events import add_revision
from service.storage.renames import rename_calendar
from service.storage.revisions import Cursor, cursor_of, history, latest_changes, public_since
from tests.examples import a_calendar, a_meeting, a_revision, an_empty_database

AT = datetime(2021, 8, 1, tzinfo=UTC)
EVERYTHING = Filter()


def on_day(day: int) -> datetime:
    return AT + timedelta(days=day)


def keep(db: Database, *revisions: Revision) -> None:
    for slug in {each.calendar for each in revisions if calendar_named(db, each.calendar) is None}:
        publish(db, slug, private=False, day=0)
    with transaction(db):
        for revision in revisions:
            add_revision(db, revision)
            index_event(db, revision, generation=1)


def publish(db: Database, slug: str, *, private: bool, day: int) -> None:
    with transaction(db):
        add_calendar_revision(db, a_calendar(slug, private=private), at=on_day(day), author=f"{slug}.toml")


def written(name: str, day: int, number: int = 1, calendar: str = "club") -> Revision:
    event = a_meeting(f"{name}@{calendar}", status=Status.CONFIRMED if number % 2 else Status.TENTATIVE)
    return a_revision(event, calendar=calendar, number=number, at=on_day(day), author="anna")


def test_a_history_begins_with_the_first_revision(db: Database) -> None:
    tea = [written("tea", day=day, number=day) for day in (1, 2, 3)]
    keep(db, written("milk", day=1), *tea)
    assert history(db, "tea@club") == tea


def test_what_nobody_wrote_has_no_history(db: Database) -> None:
    keep(db, written("tea", day=1))
    assert history(db, "milk@club") == []


def test_the_newest_change_comes_first_with_what_was_before_it(db: Database) -> None:
    tea, milk, cake = written("tea", day=1), written("milk", day=2), written("cake", day=2)
    more_tea, last_tea = written("tea", day=3, number=2), written("tea", day=4, number=3)
    keep(db, tea, milk, cake, more_tea, last_tea)
    assert latest_changes(db, EVERYTHING, most=9) == [
        (last_tea, more_tea),
        (more_tea, tea),
        (milk, None),
        (cake, None),
        (tea, None),
    ]
    assert latest_changes(db, EVERYTHING, most=1) == [(last_tea, more_tea)]
    assert latest_changes(db, EVERYTHING, most=0) == []


def test_earlier_changes_are_those_before_the_last_one(db: Database) -> None:
    tea, milk, cake = written("tea", day=1), written("milk", day=1), written("cake", day=1)
    more_tea = written("tea", day=2, number=2)
    keep(db, tea, milk, cake, more_tea)
    first = latest_changes(db, EVERYTHING, most=2)
    assert first == [(more_tea, tea), (tea, None)]
    second = latest_changes(db, EVERYTHING, most=2, before=cursor_of(first[-1][0]))
    assert second == [(milk, None), (cake, None)]
    assert latest_changes(db, EVERYTHING, most=2, before=cursor_of(second[-1][0])) == []


def test_a_cursor_needs_no_revision_of_its_own(db: Database) -> None:
    tea, milk = written("tea", day=1), written("milk", day=3)
    keep(db, tea, milk)
    assert latest_changes(db, EVERYTHING, most=9, before=Cursor(on_day(2), "", 0)) == [(tea, None)]
    assert latest_changes(db, EVERYTHING, most=9, before=Cursor(on_day(0), "zzz", 9)) == []


def test_a_private_calendar_tells_nothing(db: Database) -> None:
    publish(db, "board", private=True, day=0)
    tea = written("tea", day=1)
    keep(db, written("plan", day=1, calendar="board"), written("plan", day=2, number=2, calendar="board"), tea)
    assert latest_changes(db, EVERYTHING, most=9) == [(tea, None)]
    assert history(db, "plan@board") == []
    assert public_since(db) == {"club": None}


def test_what_was_written_in_private_stays_private_when_the_calendar_opens(db: Database) -> None:
    publish(db, "board", private=True, day=0)
    publish(db, "board", private=False, day=3)
    publish(db, "board", private=False, day=4)
    opening, later = (written("plan", day=day, number=day, calendar="board") for day in (3, 4))
    keep(db, *(written("plan", day=day, number=day, calendar="board") for day in (1, 2)), opening, later)
    assert latest_changes(db, EVERYTHING, most=9) == [(later, opening), (opening, None)]
    assert history(db, "plan@board") == [opening, later]
    assert public_since(db) == {"board": on_day(3)}


def test_a_calendar_that_closes_takes_back_all_that_it_told(db: Database) -> None:
    plan = written("plan", day=1, calendar="board")
    keep(db, plan)
    assert history(db, "plan@board") == [plan]
    publish(db, "board", private=True, day=2)
    assert (latest_changes(db, EVERYTHING, most=9), history(db, "plan@board")) == ([], [])
    publish(db, "board", private=False, day=3)
    assert (latest_changes(db, EVERYTHING, most=9), history(db, "plan@board")) == ([], [])
    assert public_since(db) == {"board": on_day(3)}


def test_a_calendar_with_another_slug_keeps_its_changes(db: Database) -> None:
    publish(db, "board", private=True, day=0)
    publish(db, "board", private=False, day=1)
    keep(db, written("plan", day=2, calendar="board"))
    with transaction(db):
        rename_calendar(db, "board", "council")
    assert public_since(db) == {"council": on_day(1)}
    assert [each.calendar for each, _ in latest_changes(db, EVERYTHING, most=9)] == ["council"]


@given(days=st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=4), most=st.integers(1, 5))
def test_page_after_page_tells_every_change_once(days: list[list[int]], most: int) -> None:
    db = an_empty_database()
    for name, of_one in zip("abcd", days, strict=False):
        keep(db, *(written(name, day=day, number=number) for number, day in enumerate(sorted(of_one), 1)))
    everything = latest_changes(db, EVERYTHING, most=99)
    assert len(everything) == sum(map(len, days))
    instants = [each.at for each, _ in everything]
    assert instants == sorted(instants, reverse=True)
    pages, cursor = [], None
    while page := latest_changes(db, EVERYTHING, most=most, before=cursor):
        pages += page
        cursor = cursor_of(page[-1][0])
    assert pages == everything


@pytest.mark.parametrize("events", [1, 30])
def test_a_page_takes_three_queries_however_much_is_on_it(db: Database, events: int) -> None:
    keep(db, *(written(f"e{n}", day=day, number=day) for n in range(events) for day in (1, 2)))
    asked: list[str] = []
    db.conn.set_trace_callback(lambda sql: asked.append(sql.split()[0]))
    assert len(latest_changes(db, EVERYTHING, most=60)) == 2 * events
    assert asked.count("SELECT") == 3


@pytest.mark.parametrize("before", [None, Cursor(AT, "tea@club", 1)])
def test_what_is_not_on_the_page_is_not_read(db: Database, before: Cursor | None) -> None:
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    latest_changes(db, EVERYTHING, most=9, before=before)
    history(db, "tea@club")
    db.conn.set_trace_callback(None)
    plans = [db.conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked if "SELECT" in sql]
    steps = [step for plan in plans for *_, step in plan]
    assert {step for step in steps if step.startswith("SCAN")} == {
        "SCAN calendars",
        "SCAN public VIRTUAL TABLE INDEX 1:",
        "SCAN wanted VIRTUAL TABLE INDEX 1:",
    }
    assert [step for step in steps if "TEMP B-TREE" in step] == []
    assert [step for step in steps if "revisions_by_instant" in step] == [
        "SEARCH revisions USING COVERING INDEX revisions_by_instant (at>? AND (at,uid,number)<(?,?,?))"
    ]
