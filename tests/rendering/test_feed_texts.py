"""Whatever people write, it comes back as they wrote it, and nothing that they write starts a property."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as VCalendar

from service.domain.errors import InvalidValue
from service.domain.event import AnyEvent, Venue
from service.domain.relations import relations
from service.domain.source import Source
from service.domain.text import Text
from service.domain.timespan import DatedSpan, Hours, WholeDays
from service.rendering.description import description, title
from service.rendering.formatting import place_in_words
from service.rendering.language import language
from tests.examples import a_calendar, a_meeting, a_revision
from tests.rendering.feeds import SITE, joined_feed
from tests.rendering.lint import check_feed, components, names, properties
from tests.strategies import dated_spans, events

EN = language("en")
HOSTILE = {
    "commas, semicolons, backslashes": "a,b;c\\d\\,e\\;f\\\\",
    "written escapes": "no\\nline",
    "line break": "first\nsecond\n\nfourth",
    "a property": "innocent\nATTENDEE:mailto:eve@example.org",
    "the end": "innocent\nEND:VEVENT\nBEGIN:VALARM\nEND:VALARM\nBEGIN:VEVENT",
    "quotes and carets": '"quoted" ^n ^\' :colon',
    "emoji": "👨‍👩‍👧‍👦" * 20,
    "right to left": "اجتماع المجلس \u202eevil\u202c " * 6,
    "combining": "e\u0301" * 60,
    "long Russian word": "заседание" * 30,
    "blanks around": "  a  b  ",
    "blank after each fold": "a " * 200,
    "markup": "<script>alert(1)</script>&amp;",
}


def to_the_second(span: DatedSpan) -> DatedSpan:
    """iCalendar knows no parts of a second (RFC 5545 3.3.12)."""
    if isinstance(span, WholeDays):
        return span
    start = span.start.replace(microsecond=0)
    return Hours(start, max(span.end.replace(microsecond=0), start + timedelta(seconds=1)), span.zone)


def read(body: bytes) -> Any:
    check_feed(body)
    (event,) = VCalendar.from_ical(body).walk("VEVENT")
    assert event.subcomponents == []
    assert event.errors == []
    return event


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_survives_and_starts_nothing(words: str) -> None:
    text = Text(words)
    event = a_meeting(
        summary=text, description=text, place=Venue(name=text), categories=(text, Text("other")), topics=(text,)
    )
    body = joined_feed(a_calendar(), [a_revision(event)])
    component = read(body)
    assert str(component["SUMMARY"]) == words
    assert str(component["LOCATION"]) == words
    assert [str(each) for each in component["CATEGORIES"].cats] == ["MEETING", words, "other"]
    assert str(component["DESCRIPTION"]) == (
        f"{words}\n\nTopics:\n• {words}\n\nhttps://dates.example.org/events/meeting"
    )
    plain = a_meeting(place=Venue(name=Text("x")), categories=(Text("x"),))
    (harmless,) = components(joined_feed(a_calendar(), [a_revision(plain)]), "VEVENT")
    (hostile,) = components(body, "VEVENT")
    assert names(hostile) == names(harmless)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_calendar_may_be_called_anything(words: str) -> None:
    body = joined_feed(a_calendar(name=Text(words), description=Text(words)), [])
    check_feed(body)
    escaped = words.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
    said = {name: value for name, _, value in properties(body)}
    assert [said[name] for name in ("NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC")] == [escaped] * 4


@pytest.mark.parametrize("sign", ["\r", "\x00", "\x0b", "\x85", "\u2028", "\ud800"])
def test_a_text_with_control_characters_never_gets_here(sign: str) -> None:
    with pytest.raises(InvalidValue):
        Text(f"a{sign}b")


@settings(max_examples=60)
@given(event=events(when=dated_spans()), sequence=st.integers(0, 99))
def test_any_event_comes_back_with_its_values(event: AnyEvent, sequence: int) -> None:
    calendar, revision = a_calendar(sources=sources_of(event)), a_revision(event, sequence=sequence)
    body = joined_feed(calendar, [revision])
    component = read(body)
    place = place_in_words(event.place, EN)
    assert {name: str(component[name]) for name in ("UID", "STATUS", "URL", "SUMMARY", "DESCRIPTION")} == {
        "UID": event.uid,
        "STATUS": event.status.upper(),
        "URL": f"https://dates.example.org/events/{event.slug}",
        "SUMMARY": title(event, EN),
        "DESCRIPTION": description(event, calendar, relations(event, []), SITE, EN),
    }
    assert str(component.get("LOCATION", "")) == place
    assert component["SEQUENCE"] == sequence
    assert [str(each) for each in component["CATEGORIES"].cats] == [
        event.kind.upper(),
        *(category.original for category in event.categories),
    ]
    assert joined_feed(calendar, [revision]) == body


@settings(max_examples=60)
@given(event=events(when=dated_spans().map(to_the_second)))
def test_any_event_is_read_at_its_time_and_ends_after_it_begins(event: AnyEvent) -> None:
    component = read(joined_feed(a_calendar(sources=sources_of(event)), [a_revision(event)]))
    start, end = component["DTSTART"].dt, component["DTEND"].dt
    assert start < end
    match event.dated:
        case WholeDays(first_day, last_day):
            assert (start, (end - last_day).days) == (first_day, 1)
        case Hours():
            assert (start, end) == (event.dated.start, event.dated.end)


def sources_of(event: AnyEvent) -> tuple[Source, ...]:
    ids = sorted({citation.source for citation in event.citations})
    return tuple(Source(id=id, publication=Text("The Gazette"), date=date(2021, 8, 24)) for id in ids)
