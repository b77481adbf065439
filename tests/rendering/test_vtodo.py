"""An instruction as a task says when it is due and where it stands (RFC 5545 3.6.2)."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as VCalendar
from sqlite_utils import Database

from service.domain.event import AnyEvent, Deadline, Done, Event, Status
from service.domain.relations import relations
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated, WholeDays
from service.operations.importing import load
from service.rendering import ical
from service.rendering.description import description
from service.rendering.language import language
from service.rendering.vtodo import vtodo
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, a_revision, whole_days
from tests.rendering.feeds import SITE, asked_feed
from tests.rendering.lint import Property, check_feed, components
from tests.rendering.test_feed_texts import sources_of
from tests.strategies import approximate, events
from tests.strategies import whole_days as any_days

STAMP = datetime(2021, 8, 24, tzinfo=UTC)
REPORT = Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days("2021-09-30"))
EVERY = ("UID", "DTSTAMP", "SUMMARY", "DESCRIPTION", "CATEGORIES", "URL", "LAST-MODIFIED", "SEQUENCE")


def task(event: Any, **calendar: Any) -> list[Property]:
    revision, around = a_revision(event), relations(event, [])
    written = vtodo(revision, a_calendar(**calendar), around, SITE, language("en"), stamp=STAMP)
    assert written
    ((*found,),) = components(written, "VTODO")
    return found


def said(event: Any, **calendar: Any) -> list[Property]:
    """What is not in every task."""
    return [each for each in task(event, **calendar) if each[0] not in EVERY]


def test_an_open_instruction_needs_action_by_its_day() -> None:
    assert said(REPORT) == [
        ("DUE", ";VALUE=DATE", "20210930"),
        ("PERCENT-COMPLETE", "", "0"),
        ("STATUS", "", "NEEDS-ACTION"),
    ]


def test_one_that_is_done_was_completed_at_the_beginning_of_that_day_in_the_zone_of_the_calendar() -> None:
    done = replace(REPORT, progress=Done(date(2021, 9, 20)))
    assert said(done, zone="Asia/Dushanbe")[1:] == [
        ("COMPLETED", "", "20210919T190000Z"),
        ("PERCENT-COMPLETE", "", "100"),
        ("STATUS", "", "COMPLETED"),
    ]


def test_one_that_was_called_off_says_so() -> None:
    assert said(replace(REPORT, status=Status.CANCELLED))[1:] == [("STATUS", "", "CANCELLED")]


def test_one_of_several_days_starts_before_it_is_due() -> None:
    assert said(replace(REPORT, span=whole_days("2021-09-28", "2021-09-30")))[:2] == [
        ("DTSTART", ";VALUE=DATE", "20210928"),
        ("DUE", ";VALUE=DATE", "20210930"),
    ]


@pytest.mark.parametrize("span", [Undated(), Approximate("2021-10")])
def test_one_without_a_known_day_is_not_due(span: Any) -> None:
    assert [name for name, _, _ in said(replace(REPORT, span=span))] == ["PERCENT-COMPLETE", "STATUS"]


def test_it_is_another_thing_than_the_event_of_that_day() -> None:
    assert ("UID", "", "task-report@club") in task(REPORT)


def test_it_is_the_child_of_one_meeting_and_comes_before_another() -> None:
    ordered = replace(REPORT, given_at="august@club", due_at="september@club")
    assert [each for each in said(ordered) if each[0] == "RELATED-TO"] == [
        ("RELATED-TO", ";RELTYPE=PARENT", "august@club"),
        ("RELATED-TO", ";RELTYPE=FINISHTOSTART", "september@club"),
    ]


def test_what_is_no_instruction_is_no_task() -> None:
    meeting = a_meeting()
    around = relations(meeting, [])
    assert vtodo(a_revision(meeting), a_calendar(), around, SITE, language("en"), stamp=STAMP) is None


def test_an_alarm_rings_before_the_end_of_what_is_still_to_be_done(db: Database) -> None:
    orders = [
        replace(REPORT, uid="a-open@club", slug="a"),
        replace(REPORT, uid="b-done@club", slug="b", progress=Done(date(2021, 9, 20))),
        replace(REPORT, uid="c-cancelled@club", slug="c", status=Status.CANCELLED),
        replace(REPORT, uid="d-undated@club", slug="d", span=Undated()),
    ]
    load(db, [a_file(*orders)], SITE, NOW)
    body = asked_feed(db, "club/tasks?alarm=P1D&people=1&approximate=include")
    check_feed(body)
    tasks: Any = VCalendar.from_ical(body)
    alarms = {str(task["UID"]): [each.to_ical() for each in task.subcomponents] for task in tasks.walk("VTODO")}
    assert alarms == {
        "task-a-open@club": [
            b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nTRIGGER;RELATED=END:-P1D\r\nEND:VALARM\r\n"
        ],
        "task-b-done@club": [],
        "task-c-cancelled@club": [],
        "task-d-undated@club": [],
    }


def as_an_instruction(event: AnyEvent) -> Deadline:
    common = {field.name: getattr(event, field.name) for field in fields(Event)}
    return event if isinstance(event, Deadline) else Deadline(**common)


of_days = st.one_of(any_days(), approximate, st.just(Undated()))


@given(event=events(when=of_days).map(as_an_instruction), sequence=st.integers(0, 99))
def test_any_instruction_comes_back_with_its_values(event: Deadline, sequence: int) -> None:
    calendar, around = a_calendar(sources=sources_of(event)), relations(event, [])
    revision, words = a_revision(event, sequence=sequence), language("en")
    body = vtodo(revision, calendar, around, SITE, words, stamp=STAMP)
    assert body
    check_feed(in_a_calendar(body))
    parsed: Any = VCalendar.from_ical(in_a_calendar(body))
    (read,) = parsed.walk("VTODO")
    assert (read.errors, read.subcomponents, read["SEQUENCE"]) == ([], [], sequence)
    assert {name: str(read[name]) for name in ("UID", "SUMMARY", "DESCRIPTION", "URL")} == {
        "UID": f"task-{event.uid}",
        "SUMMARY": event.summary.original,
        "DESCRIPTION": description(event, calendar, around, SITE, words),
        "URL": f"https://dates.example.org/events/{event.slug}",
    }
    assert read["DTSTAMP"].dt == read["LAST-MODIFIED"].dt == STAMP
    due = event.span.last_day if isinstance(event.span, WholeDays) else None
    assert (read["DUE"].dt if "DUE" in read else None) == due


def in_a_calendar(body: bytes) -> bytes:
    head = ical.Head(name="Tasks", description=None, color=None, address=None, page=None)
    return ical.header(head) + body + ical.TRAILER
