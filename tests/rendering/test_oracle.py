"""A feed is byte for byte what the library icalendar makes of it: the same escapes, folds and order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as VCalendar
from sqlite_utils import Database

from service.domain.event import AnyEvent
from tests.examples import a_calendar, a_revision
from tests.rendering.feeds import asked_feed, joined_feed
from tests.rendering.lint import check_feed
from tests.rendering.test_feed_golden import FEEDS
from tests.rendering.test_feed_texts import sources_of
from tests.strategies import dated_spans, events


def by_the_library(body: bytes) -> bytes:
    calendar: Any = VCalendar.from_ical(body)
    assert [each.errors for each in calendar.walk()] == [[] for _ in calendar.walk()]
    return bytes(calendar.to_ical(sorted=False))


@pytest.mark.parametrize("address", [each for each in FEEDS.values() if "tz=" not in each])
def test_a_feed_is_what_the_library_writes(shipped: Database, address: str) -> None:
    body = asked_feed(shipped, address)
    assert by_the_library(body) == body


@given(event=events(when=dated_spans()), sequence=st.integers(0, 99))
def test_any_event_is_what_the_library_writes(event: AnyEvent, sequence: int) -> None:
    body = joined_feed(a_calendar(sources=sources_of(event)), [a_revision(event, sequence=sequence)])
    check_feed(body)
    assert by_the_library(body) == body
