"""What is stored as JSON comes back as it was, and says the same thing in the same bytes."""

from hypothesis import given, settings

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent
from service.storage.documents import calendar_document, calendar_of, event_document, event_of
from tests.examples import a_calendar, a_meeting, hours
from tests.strategies import calendars, events


@settings(deadline=None, max_examples=105)
@given(events())
def test_any_event_survives_its_document(event: AnyEvent) -> None:
    assert event_of(event_document(event)) == event


@settings(deadline=None, max_examples=55)
@given(calendars())
def test_any_calendar_survives_its_document(calendar: Calendar) -> None:
    assert calendar_of(calendar_document(calendar)) == calendar


@settings(deadline=None, max_examples=55)
@given(events(), events())
def test_documents_are_equal_exactly_when_the_events_are(one: AnyEvent, other: AnyEvent) -> None:
    assert event_document(event_of(event_document(one))) == event_document(one)
    assert (event_document(one) == event_document(other)) == (one == other)


def test_a_document_says_only_what_is_not_left_out() -> None:
    meeting = a_meeting("tea@club", hours("2021-10-30T20:00", "2021-10-31T06:00"))
    assert event_document(meeting) == (
        '{"is":"meeting","slug":"tea","span":{"end":"2021-10-31T05:00:00+00:00","is":"hours",'
        '"start":"2021-10-30T18:00:00+00:00","zone":"Europe/Vienna"},"summary":"About tea@club","uid":"tea@club"}'
    )


def test_a_calendar_document_has_its_texts_as_plain_strings() -> None:
    assert calendar_document(a_calendar()) == (
        '{"language":"en","name":"The Club","slug":"club","zone":"Europe/Vienna"}'
    )
