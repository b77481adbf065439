"""A meeting with its instructions, and a series with its events."""

from typing import Any

from sqlite_utils import Database

from service.domain.card import Card, card_of
from service.domain.event import AnyEvent, Deadline
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.event_index import index_event
from service.storage.events import add_revision
from service.storage.mentions import mention
from service.storage.related import cards_of_series, instructions_of
from tests.conftest import NOW
from tests.examples import a_calendar, a_meeting, a_revision, whole_days

MEETING = a_meeting("spring@club")


def keep(db: Database, *events: AnyEvent, calendar: str = "club", private: bool = False) -> None:
    with transaction(db):
        add_calendar_revision(db, a_calendar(calendar, private=private), at=NOW, author=f"{calendar}.toml")
        for event in events:
            revision = a_revision(event, calendar=calendar)
            add_revision(db, revision)
            index_event(db, revision, generation=1)
            if isinstance(event, Deadline):
                mention(db, event.uid, {uid for uid in (event.given_at, event.due_at) if uid}, at=NOW)


def an_instruction(name: str, day: str = "2021-09-16", **other: Any) -> Deadline:
    made_up: dict[str, Any] = {"uid": f"{name}@club", "slug": name, "summary": Text(name), "span": whole_days(day)}
    return Deadline(**made_up | other)


def names(cards: list[Card]) -> list[str]:
    return [card.slug for card in cards]


def test_the_instructions_of_a_meeting_are_those_that_it_gave_or_takes(db: Database) -> None:
    given, taken = an_instruction("given", given_at=MEETING.uid), an_instruction("taken", due_at=MEETING.uid)
    keep(db, MEETING, given, taken, an_instruction("other", given_at="autumn@club"), a_meeting("autumn@club"))
    assert instructions_of(db, MEETING.uid) == [card_of(a_revision(given)), card_of(a_revision(taken))]


def test_an_instruction_that_is_given_and_due_at_one_meeting_is_there_once(db: Database) -> None:
    keep(db, MEETING, an_instruction("a", given_at=MEETING.uid, due_at=MEETING.uid))
    assert names(instructions_of(db, MEETING.uid)) == ["a"]


def test_instructions_stand_by_their_days_and_what_has_none_comes_last(db: Database) -> None:
    keep(
        db,
        an_instruction("never", span=Undated(), given_at=MEETING.uid),
        an_instruction("late", "2021-12-01", given_at=MEETING.uid),
        an_instruction("vague", span=Approximate("2021-10"), given_at=MEETING.uid),
        an_instruction("soon", "2021-09-17", given_at=MEETING.uid),
    )
    assert names(instructions_of(db, MEETING.uid)) == ["soon", "vague", "late", "never"]


def test_an_instruction_that_names_a_meeting_no_more_is_not_its_own(db: Database) -> None:
    keep(db, MEETING, an_instruction("a", given_at=MEETING.uid))
    with transaction(db):
        mention(db, "a@club", set(), at=NOW)
    assert instructions_of(db, MEETING.uid) == []


def test_an_instruction_of_a_private_calendar_is_not_shown(db: Database) -> None:
    keep(db, MEETING)
    keep(db, an_instruction("secret", given_at=MEETING.uid), calendar="board", private=True)
    assert instructions_of(db, MEETING.uid) == []


def test_a_series_has_its_events_of_one_calendar_by_their_days(db: Database) -> None:
    keep(
        db,
        a_meeting("undated@club", Undated(), series="talks"),
        a_meeting("b@club", whole_days("2021-10-01"), series="talks"),
        a_meeting("a@club", whole_days("2021-09-01"), series="talks"),
        a_meeting("c@club", whole_days("2021-09-01"), series="tests"),
        a_meeting("d@club", whole_days("2021-09-01")),
    )
    keep(db, a_meeting("e@lakes", whole_days("2021-09-01"), series="talks"), calendar="lakes")
    assert names(cards_of_series(db, "club", "talks", most=9)) == ["a", "b", "undated"]
    assert names(cards_of_series(db, "club", "talks", most=2)) == ["a", "b"]
    assert cards_of_series(db, "club", "nothing", most=9) == []
