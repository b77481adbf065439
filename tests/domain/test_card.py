"""As much of an event as a list shows."""

from datetime import date

import pytest
from hypothesis import given

from service.domain.card import Card, card_of, state_on
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    InstructionState,
    Kind,
    Open,
    Status,
    Venue,
    instruction_state,
)
from service.domain.event import is_settled as is_event_settled
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from tests import strategies
from tests.examples import a_meeting, a_revision, hours, whole_days


def an_instruction(span: Span | None = None, **other: object) -> Deadline:
    made_up: dict[str, object] = {"summary": Text("Report"), "span": span or whole_days("2021-09-16")}
    return Deadline(**{"uid": "report@club", "slug": "report"} | made_up | other)  # type: ignore[arg-type]


def test_a_card_says_what_a_list_shows() -> None:
    event = a_meeting(
        "tea@club",
        hours("2021-09-16T10:00", "2021-09-16T12:00"),
        summary=Text("Tea", {"ru": "Чай"}),
        status=Status.TENTATIVE,
        place=Venue(name=Text("Vienna"), country="AT"),
        body="council",
        description=Text("With cake"),
    )
    assert card_of(a_revision(event)) == Card(
        uid="tea@club",
        slug="tea",
        calendar="club",
        kind=Kind.MEETING,
        summary=Text("Tea", {"ru": "Чай"}),
        span=event.span,
        status=Status.TENTATIVE,
        place=Venue(name=Text("Vienna"), country="AT"),
        body="council",
    )


def test_the_card_of_an_instruction_says_where_it_stands_and_names_its_meetings() -> None:
    event = an_instruction(given_at="spring@club", due_at="autumn@club", progress=Done(date(2021, 9, 1)))
    card = card_of(a_revision(event))
    assert (card.progress, card.given_at, card.due_at) == (Done(date(2021, 9, 1)), "spring@club", "autumn@club")


@pytest.mark.parametrize(
    ("span", "dated"),
    [(whole_days("2021-09-16"), True), (Approximate("2021"), False), (Undated(), False)],
)
def test_only_known_days_are_days(span: Span, dated: bool) -> None:
    assert card_of(a_revision(a_meeting(span=span))).dated == (span if dated else None)


def test_an_instruction_is_overdue_from_the_day_after_on() -> None:
    card = card_of(a_revision(an_instruction()))
    assert [state_on(date(2021, 9, day), card) for day in (15, 16, 17)] == [
        InstructionState.OPEN,
        InstructionState.OPEN,
        InstructionState.OVERDUE,
    ]


@pytest.mark.parametrize("span", [Approximate("1994"), Undated()])
def test_what_is_due_on_no_known_day_is_never_overdue(span: Span) -> None:
    assert state_on(date(2021, 9, 16), card_of(a_revision(an_instruction(span)))) is InstructionState.OPEN


def test_what_is_no_instruction_stands_nowhere() -> None:
    assert state_on(date(2021, 9, 16), card_of(a_revision(a_meeting()))) is None


@given(event=strategies.events(), today=strategies.days())
def test_a_card_stands_where_its_event_does(event: AnyEvent, today: date) -> None:
    card = card_of(a_revision(event))
    assert state_on(today, card) == (instruction_state(event, today) if isinstance(event, Deadline) else None)
    assert (card.is_settled, card.dated) == (is_event_settled(event), event.dated)


def test_an_open_instruction_is_open_for_all() -> None:
    assert card_of(a_revision(an_instruction())).progress == Open()
