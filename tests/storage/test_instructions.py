"""Instructions by where they stand, each part of the board in its order."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlite_utils import Database

from service.domain.card import Card
from service.domain.event import AnyEvent, Deadline, Done, Kind, Status
from service.domain.selection import Filter
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated
from service.storage.calendars import add_calendar_revision, calendar_named
from service.storage.database import transaction
from service.storage.event_index import index_event
from service.storage.events import add_revision
from service.storage.instructions import (
    done_instructions,
    open_instructions,
    overdue_instructions,
    withdrawn_instructions,
)
from service.storage.mentions import mention
from tests.conftest import NOW
from tests.examples import a_calendar, a_meeting, a_revision, whole_days

TODAY = date(2021, 9, 16)
EVERYTHING = Filter()
MOST = 99


def keep(db: Database, *events: AnyEvent, calendar: str = "club") -> None:
    with transaction(db):
        if calendar_named(db, calendar) is None:
            add_calendar_revision(db, a_calendar(calendar), at=NOW, author=f"{calendar}.toml")
        for event in events:
            revision = a_revision(event, calendar=calendar)
            add_revision(db, revision)
            index_event(db, revision, generation=1)
            if isinstance(event, Deadline):
                mention(db, event.uid, {uid for uid in (event.given_at, event.due_at) if uid}, at=NOW)


def an_instruction(name: str, day: str | None = "2021-09-16", **other: Any) -> Deadline:
    span = whole_days(day) if day else Undated()
    made_up: dict[str, Any] = {"uid": f"{name}@club", "slug": name, "summary": Text(f"About {name}"), "span": span}
    return Deadline(**made_up | other)


def names(cards: list[Card]) -> list[str]:
    return [card.slug for card in cards]


def board(db: Database, wanted: Filter = EVERYTHING) -> dict[str, list[str]]:
    """The names in each part that has any."""
    parts = {
        "overdue": overdue_instructions(db, wanted, TODAY, most=MOST),
        "open": open_instructions(db, wanted, TODAY, most=MOST),
        "done": done_instructions(db, wanted, most=MOST),
        "withdrawn": withdrawn_instructions(db, wanted, most=MOST),
    }
    return {part: names(cards) for part, cards in parts.items() if cards}


def test_the_oldest_of_what_is_overdue_comes_first(db: Database) -> None:
    keep(db, an_instruction("b", "2021-09-15"), an_instruction("a", "2020-01-01"), an_instruction("c", "2021-09-15"))
    assert board(db) == {"overdue": ["a", "b", "c"]}


def test_what_is_due_next_comes_first_and_what_has_no_known_day_last(db: Database) -> None:
    keep(
        db,
        an_instruction("never", None),
        an_instruction("vague", span=Approximate("2021")),
        an_instruction("later", "2021-10-01"),
        an_instruction("today", "2021-09-16"),
    )
    assert board(db) == {"open": ["today", "later", "never", "vague"]}


def test_what_is_due_in_a_year_that_is_over_is_open_and_not_overdue_as_no_day_is_known(db: Database) -> None:
    keep(db, an_instruction("vague", span=Approximate("1994")))
    assert board(db) == {"open": ["vague"]}


def test_an_instruction_of_several_days_is_overdue_after_the_last_of_them(db: Database) -> None:
    keep(
        db,
        an_instruction("over", span=whole_days("2021-09-01", "2021-09-15")),
        an_instruction("on", span=whole_days("2021-09-01", "2021-09-16")),
    )
    assert board(db) == {"overdue": ["over"], "open": ["on"]}


def test_of_what_is_done_and_of_what_was_called_off_the_latest_comes_first(db: Database) -> None:
    done, called_off = Done(date(2021, 9, 1)), Status.CANCELLED
    keep(
        db,
        an_instruction("a", "2021-09-01", progress=done),
        an_instruction("b", "2021-10-01", progress=done),
        an_instruction("c", "2021-09-01", status=called_off),
        an_instruction("d", "2021-10-01", status=called_off, progress=done),
        an_instruction("e", None, status=called_off),
    )
    assert board(db) == {"done": ["b", "a"], "withdrawn": ["d", "c", "e"]}


def test_what_is_no_instruction_is_on_no_board(db: Database) -> None:
    keep(db, a_meeting(), a_meeting("tea@club", status=Status.CANCELLED))
    assert board(db) == {}


def test_each_part_holds_no_more_than_is_asked_for(db: Database) -> None:
    keep(db, an_instruction("a", "2021-09-17"), an_instruction("b", "2021-09-18"))
    assert names(open_instructions(db, EVERYTHING, TODAY, most=1)) == ["a"]


@pytest.fixture
def council(db: Database) -> Database:
    """An instruction that the council gave, one that it takes, one that is its own, and one of none of these."""
    keep(
        db,
        a_meeting("spring@club", whole_days("2021-03-01"), body="council"),
        a_meeting("autumn@club", whole_days("2021-10-01"), body="council"),
        a_meeting("party@club", whole_days("2021-10-01"), body="committee"),
        an_instruction("given", given_at="spring@club"),
        an_instruction("taken", due_at="autumn@club"),
        an_instruction("own", body="council"),
        an_instruction("others", given_at="party@club"),
        an_instruction("nobodys"),
    )
    return db


def test_an_instruction_is_a_bodys_by_itself_or_by_a_meeting_that_gave_or_takes_it(council: Database) -> None:
    assert board(council, Filter(bodies=frozenset({"council"}))) == {"open": ["given", "taken", "own"]}
    assert board(council, Filter(bodies=frozenset({"committee"}))) == {"open": ["others"]}
    both = Filter(bodies=frozenset({"council", "committee"}))
    assert board(council, both) == {"open": ["given", "taken", "own", "others"]}


def test_a_meeting_that_an_instruction_names_no_more_counts_no_more(council: Database) -> None:
    with transaction(council):
        mention(council, "given@club", set(), at=NOW)
    assert board(council, Filter(bodies=frozenset({"council"}))) == {"open": ["taken", "own"]}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(words=frozenset({"gi"})), {"open": ["given"]}),
        (Filter(kinds=frozenset({Kind.DEADLINE})), {"open": ["given", "taken", "own", "others", "nobodys"]}),
        (Filter(kinds=frozenset({Kind.MEETING})), {}),
        (Filter(statuses=frozenset({"done"})), {}),
        (Filter(since=date(2021, 9, 17)), {}),
        (Filter(calendars=frozenset({"other"})), {}),
        (Filter(calendars=frozenset()), {}),
        (Filter(words=frozenset({"about"}), bodies=frozenset({"committee"})), {"open": ["others"]}),
    ],
)
def test_a_filter_narrows_the_board(council: Database, wanted: Filter, found: dict[str, list[str]]) -> None:
    assert board(council, wanted) == found


PARTS: list[Callable[[Database], object]] = [
    lambda db: overdue_instructions(db, EVERYTHING, TODAY, most=MOST),
    lambda db: open_instructions(db, EVERYTHING, TODAY, most=MOST),
    lambda db: done_instructions(db, EVERYTHING, most=MOST),
    lambda db: withdrawn_instructions(db, EVERYTHING, most=MOST),
]


@pytest.mark.parametrize("read", PARTS)
def test_only_instructions_or_what_was_called_off_are_looked_at(
    council: Database, read: Callable[[Database], object]
) -> None:
    asked: list[str] = []
    council.conn.set_trace_callback(asked.append)
    read(council)
    council.conn.set_trace_callback(None)
    (sql,) = asked
    steps = [step for *_, step in council.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert [step for step in steps if step.startswith("SCAN") and not step.endswith(" event_index_cancelled")] == []
