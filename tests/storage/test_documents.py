"""What is kept as a document comes back as the same value, and equal values are equal documents."""

import json

import pytest
from hypothesis import given

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent
from service.storage.documents import calendar_document, calendar_of, event_document, event_of
from tests.examples import a_meeting, whole_days
from tests.strategies import calendars, events


@given(event=events())
def test_any_event_comes_back(event: AnyEvent) -> None:
    again = event_of(event_document(event))
    assert again == event
    assert type(again) is type(event)
    assert event_document(again) == event_document(event)


@given(calendar=calendars())
def test_any_calendar_comes_back(calendar: Calendar) -> None:
    assert calendar_of(calendar_document(calendar)) == calendar


def test_a_document_says_only_what_is_not_usual() -> None:
    assert json.loads(event_document(a_meeting(span=whole_days("2021-09-16", "2021-09-18")))) == {
        "is": "meeting",
        "uid": "meeting@club",
        "slug": "meeting",
        "summary": "About meeting@club",
        "span": {"is": "wholedays", "first_day": "2021-09-16", "last_day": "2021-09-18"},
    }


@pytest.mark.parametrize("change", ['"uid":', '"is":"meeting",'], ids=["unknown field", "no kind"])
def test_a_document_of_another_form_is_refused(change: str) -> None:
    document = event_document(a_meeting())
    broken = document.replace(change, '"nobody_knows":1,"uid":' if change == '"uid":' else "")
    with pytest.raises(Exception, match=r"nobody_knows|is|structuring"):
        event_of(broken)
