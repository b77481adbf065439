"""jCal says what the iCalendar feed says, as the library icalendar translates it (RFC 7265)."""

import json
from typing import Any

import pytest
from hypothesis import given
from icalendar import Calendar as VCalendar
from sqlite_utils import Database

from service.domain.event import AnyEvent
from service.rendering.jcal import jcal
from tests.examples import a_calendar, a_revision
from tests.rendering.feeds import asked_feed, joined_feed
from tests.rendering.test_feed_golden import FEEDS
from tests.rendering.test_feed_texts import sources_of
from tests.strategies import dated_spans, events

# TEXT, which the library does not know of them (RFC 7986 5.1 and 5.9, RFC 9073 6.2).
TEXTS = ("name", "color", "participant-type")


def expected(body: bytes) -> Any:
    return comparable(VCalendar.from_ical(body).to_jcal())


def comparable(component: Any) -> Any:
    name, properties, inside = component
    return name, sorted(repr(_comparable(each)) for each in properties), [comparable(each) for each in inside]


def _comparable(each: Any) -> Any:
    name, parameters, kind, *values = each
    if name in TEXTS:
        return name, parameters, "text", [value.replace("\\,", ",") for value in values]
    if name == "rrule":
        return name, parameters, kind, sorted((part, _alone(said)) for part, said in values[0].items())
    return name, parameters, kind, values


def _alone(said: Any) -> str:
    """A list of one is as good as its element (RFC 7265 3.6.10)."""
    return str(said[0] if isinstance(said, list) and len(said) == 1 else said)


@pytest.mark.parametrize("address", FEEDS.values(), ids=FEEDS.keys())
def test_a_feed_is_translated_as_the_library_does_it(shipped: Database, address: str) -> None:
    body = asked_feed(shipped, address)
    assert comparable(json.loads(jcal(body))) == expected(body)


@given(event=events(when=dated_spans()))
def test_any_event_is_translated_as_the_library_does_it(event: AnyEvent) -> None:
    body = joined_feed(a_calendar(sources=sources_of(event)), [a_revision(event)])
    assert comparable(json.loads(jcal(body))) == expected(body)


def test_it_can_be_read_back(shipped: Database) -> None:
    body = asked_feed(shipped, "lakes")
    assert VCalendar.from_jcal(jcal(body).decode()).walk("VEVENT") == VCalendar.from_ical(body).walk("VEVENT")
