"""What the other formats must not get wrong: text that XML cannot hold, nights of two offsets, and days."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given

from service.domain.event import AnyEvent, Deadline, Exercise, Role, Status, Telephone
from service.domain.text import Text
from service.domain.timespan import Hours
from service.rendering.atom import NAMESPACE, atom
from service.rendering.jscalendar import jscalendar
from tests import strategies
from tests.examples import a_calendar, a_meeting, a_revision, hours, whole_days
from tests.rendering.collections import ASSEMBLY, a_collection, changes
from tests.rendering.test_feed_texts import sources_of
from tests.strategies import events


def entry(event: AnyEvent, *others: AnyEvent) -> Any:
    written = jscalendar(a_collection(event, *others, calendar=a_calendar(sources=sources_of(event))))
    return json.loads(written)["entries"][0]


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff"])
def test_a_sign_that_xml_cannot_hold_is_replaced(sign: str) -> None:
    feed = ET.fromstring(atom(a_collection(), changes(a_revision(replace(ASSEMBLY, summary=Text(f"a{sign}b"))))))
    assert feed.findtext(f"{{{NAMESPACE}}}entry/{{{NAMESPACE}}}title") == "Added: a\ufffdb"


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b"])
def test_a_reason_breaks_no_feed(sign: str) -> None:
    feed = ET.fromstring(atom(a_collection(), changes(a_revision(ASSEMBLY, reason=f"c{sign}d"))))
    assert str(feed.findtext(f"{{{NAMESPACE}}}entry/{{{NAMESPACE}}}content")).splitlines()[-1] == "c\ufffdd"


@given(event=events(when=strategies.hours()).filter(lambda event: not isinstance(event, Deadline)))
@example(event=a_meeting(span=hours("2021-10-30T20:00", "2021-10-31T20:00")))  # 25 hours
@example(event=a_meeting(span=hours("2021-03-27T20:00", "2021-03-28T20:00")))  # 23 hours
@example(
    event=a_meeting(
        span=Hours(datetime(2021, 10, 31, 1, 30, tzinfo=UTC), datetime(2021, 10, 31, 3, tzinfo=UTC), "Europe/Vienna")
    )
)
def test_hours_are_read_back_to_the_second(event: AnyEvent) -> None:
    """The first of two like times (RFC 8984 1.4.4); days are nominal, hours are exact (RFC 5545 3.3.6)."""
    told = entry(event)
    zone = ZoneInfo(told["timeZone"])
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", told["duration"])
    assert found
    days, h, m, s = (int(each or 0) for each in found.groups())
    local = datetime.fromisoformat(told["start"])
    start = local.replace(tzinfo=zone).astimezone(UTC)
    end = (local + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC) + timedelta(hours=h, minutes=m, seconds=s)
    assert isinstance(event.span, Hours)
    assert (start, end) == (event.span.start, event.span.end)


def test_a_task_is_due_on_its_last_day() -> None:
    """As the VTODO says it with DUE;VALUE=DATE; showWithoutTime shows the day of `due` and nothing else."""
    task = entry(Deadline(uid="d@c", slug="d", summary=Text("R"), span=whole_days("2021-09-15", "2021-09-16")))
    assert (task["title"], task["start"], task["due"], task["showWithoutTime"], task.get("timeZone")) == (
        "R",
        "2021-09-15T00:00:00",
        "2021-09-16T00:00:00",
        True,
        None,
    )


SPAN = hours("2021-09-16T10:00", "2021-09-16T12:00")


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (a_meeting(span=SPAN), "busy"),
        (a_meeting(span=SPAN, status=Status.CANCELLED), "free"),
        (Exercise(uid="e@c", slug="e", summary=Text("E"), span=SPAN), "free"),
        (a_meeting(), "free"),
    ],
)
def test_the_same_events_are_busy_as_in_icalendar(event: AnyEvent, told: str) -> None:
    assert entry(event)["freeBusyStatus"] == told


def test_a_conversation_by_telephone_has_a_place() -> None:
    assert entry(a_meeting(place=Telephone()))["locations"]["1"]["name"] == "By telephone"


def test_a_guest_attends_and_a_chair_does_too() -> None:
    people = tuple(replace(ASSEMBLY.participants[0], role=role) for role in (Role.GUEST, Role.CHAIR))
    told = entry(replace(ASSEMBLY, participants=people))["participants"]
    assert [each["roles"] for each in told.values()] == [{"attendee": True}, {"attendee": True, "chair": True}]


def test_meeting_and_instruction_name_each_other() -> None:
    meeting = a_meeting("m@c")
    task = Deadline(uid="d@c", slug="d", summary=Text("R"), span=whole_days("2021-09-16"), due_at="m@c")
    assert entry(task, meeting)["relatedTo"] == {"m@c": {"@type": "Relation"}}
    assert entry(meeting, task)["relatedTo"] == {"d@c": {"@type": "Relation"}}
