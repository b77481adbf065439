"""JSON Feed, plain JSON and JSCalendar say what the events say, in one form for the same events."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from syrupy.assertion import SnapshotAssertion

from service.domain.event import AnyEvent, Deadline
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Undated, WholeDays
from service.rendering.collection import Collection
from service.rendering.jscalendar import jscalendar
from service.rendering.json_feed import json_feed
from service.rendering.plain_json import plain_json
from tests.examples import a_calendar, a_meeting
from tests.rendering.collections import a_collection
from tests.rendering.test_feed_texts import HOSTILE, sources_of
from tests.strategies import events

FORMATS = {"json_feed": json_feed, "plain_json": plain_json, "jscalendar": jscalendar}


def read(written: Callable[[Collection], bytes], event: AnyEvent) -> Any:
    return json.loads(written(a_collection(event, calendar=a_calendar(sources=sources_of(event)))))


@pytest.mark.parametrize("code", ["en", "ru"])
@pytest.mark.parametrize("format", FORMATS)
def test_a_small_collection(golden_json: SnapshotAssertion, format: str, code: str) -> None:
    assert FORMATS[format](a_collection(code=code)) == golden_json


@pytest.mark.parametrize("format", FORMATS)
def test_it_is_text_in_utf_8_that_ends_with_a_line(format: str) -> None:
    written = FORMATS[format](a_collection(code="ru"))
    assert written.decode().count("Собрание") > 0
    assert (written[:1], written[-2:]) == (b"{", b"}\n")


@given(event=events())
def test_plain_json_tells_when_it_is(event: AnyEvent) -> None:
    (told,) = read(plain_json, event)["events"]
    assert (told["uid"], told["summary"], told["status"]) == (event.uid, event.summary.original, event.status)
    when = told.get("when")
    match event.span:
        case WholeDays(first_day, last_day):
            days = WholeDays(date.fromisoformat(when["first_day"]), date.fromisoformat(when["last_day"]))
            assert days == WholeDays(first_day, last_day)
        case Hours(start, end, zone):
            instants = [datetime.fromisoformat(when[each]) for each in ("start", "end")]
            assert (*instants, when["zone"]) == (start, end, zone)
        case Approximate(text):
            assert when == {"approximate": text}
        case Undated():
            assert when is None


@given(event=events())
def test_jscalendar_starts_when_the_event_does(event: AnyEvent) -> None:
    entries = read(jscalendar, event)["entries"]
    match event:
        case Deadline(span=WholeDays(last_day=last_day)):
            (task,) = entries
            assert (task["@type"], task["due"]) == ("Task", f"{last_day}T00:00:00")
        case Deadline():
            assert ["due" in each for each in entries] == [False]
        case _ if isinstance(event.span, Undated):
            assert entries == []
        case _ if isinstance(event.span, Hours):
            (entry,) = entries
            assert len(entry["start"]) == len("2021-09-16T10:00:00")
            assert (
                datetime.fromisoformat(entry["start"]).replace(tzinfo=ZoneInfo(entry["timeZone"])) == event.span.start
            )
        case _:
            assert [entry["showWithoutTime"] for entry in entries] == [True]


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_json_feed_holds_what_people_write_as_they_write_it(words: str) -> None:
    (item,) = read(json_feed, a_meeting(summary=Text(words), description=Text(words)))["items"]
    assert (item["title"], item["content_text"].partition("\n\nhttps://dates.example.org/")[0]) == (words, words)
