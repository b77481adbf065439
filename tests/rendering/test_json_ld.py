"""An event as schema.org describes one: with all that is known of it, and nothing that is not."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.calendar import Series
from service.domain.event import (
    AnyEvent,
    Deadline,
    Milestone,
    Participant,
    Place,
    Role,
    Status,
    Telephone,
    Unplaced,
    Venue,
    VideoConference,
)
from service.domain.organisation import Body, Organisation
from service.domain.source import Certainty
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays
from service.rendering.json_ld import in_script, json_ld
from service.rendering.language import language
from tests.examples import a_calendar, a_meeting, a_revision, hours, whole_days
from tests.rendering.collections import ASSEMBLY, DRILL, REPORT
from tests.rendering.feeds import SITE
from tests.rendering.test_feed_texts import HOSTILE
from tests.strategies import calendars, events, spans

CLUB = a_calendar(
    organisation=Organisation(
        name=Text("The Club", {"ru": "Клуб"}),
        bodies=(Body(slug="council", name=Text("Council", {"ru": "Совет"})),),
    ),
    series=(Series(id="autumn", name=Text("Autumn", {"ru": "Осень"}), description=Text("Every year")),),
)
# The properties that schema.org gives each type, of those that are used here; of "@…" JSON-LD 1.1 says what they mean.
PUBLISHED = {
    "Event": {
        *("@context", "@id", "@type", "identifier", "name", "description", "url", "sameAs", "startDate", "endDate"),
        *("eventStatus", "previousStartDate", "inLanguage", "location", "eventAttendanceMode", "organizer"),
        *("performer", "attendee", "superEvent"),
    },
    "PlanAction": {
        *("@context", "@id", "@type", "identifier", "name", "description", "url", "sameAs"),
        *("agent", "scheduledTime", "object"),
    },
    "Action": {"@type", "name", "actionStatus"},
    "EventSeries": {"@type", "name", "description"},
    "Organization": {"@type", "name", "parentOrganization"},
    "Person": {"@type", "name", "jobTitle"},
    "Thing": {"name"},
    "Place": {"@type", "name", "address"},
    "PostalAddress": {"@type", "addressCountry"},
    "VirtualLocation": {"@type", "name", "url"},
}
PUBLISHED["CancelAction"] = PUBLISHED["PlanAction"]
ISO_8601 = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?)?)?")


def described(event: AnyEvent, *former: Span, code: str = "en") -> dict[str, Any]:
    """The event, after revisions in which it had these other spans."""
    history = [a_revision(replace(event, span=span), number=number) for number, span in enumerate(former, 1)]
    return json_ld(event, [*history, a_revision(event, number=len(former) + 1)], CLUB, SITE, language(code))


def when(event: AnyEvent, *former: Span) -> tuple[Any, ...]:
    """The start, the status and the former starts."""
    found = described(event, *former)
    status = found.get("eventStatus")
    return found.get("startDate"), status and status.rpartition("/")[2], found.get("previousStartDate")


def a_meeting_on(span: Span, **other: Any) -> AnyEvent:
    return a_meeting("tea@club", span, **other)


def test_a_meeting_is_an_event() -> None:
    meeting = replace(ASSEMBLY, body="council", series="autumn", url="https://example.org/", description=Text("Tea"))
    assert described(meeting, code="ru") == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": "https://dates.example.org/events/assembly",
        "identifier": "assembly@club",
        "name": "Собрание",
        "description": "Tea",
        "url": "https://dates.example.org/events/assembly",
        "sameAs": "https://example.org/",
        "startDate": "2021-09-16T10:00:00+02:00",
        "endDate": "2021-09-16T12:30:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "inLanguage": "ru",
        "location": {
            "@type": "Place",
            "name": "Town <Hall>, Австрия",
            "address": {"@type": "PostalAddress", "addressCountry": "AT"},
        },
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "organizer": {
            "@type": "Organization",
            "name": "Совет",
            "parentOrganization": {"@type": "Organization", "name": "Клуб"},
        },
        "performer": [{"@type": "Person", "name": "Ada", "jobTitle": "Mayor"}],
        "superEvent": {"@type": "EventSeries", "name": "Осень", "description": "Every year"},
    }


def test_an_instruction_is_a_plan_and_no_event() -> None:
    report = replace(REPORT, body="council", span=whole_days("2021-09-29", "2021-09-30"))
    assert described(report) == {
        "@context": "https://schema.org",
        "@type": "PlanAction",
        "@id": "https://dates.example.org/events/report",
        "identifier": "report@club",
        "name": "Report",
        "url": "https://dates.example.org/events/report",
        "agent": {
            "@type": "Organization",
            "name": "Council",
            "parentOrganization": {"@type": "Organization", "name": "The Club"},
        },
        "scheduledTime": "2021-09-30",
        "object": {
            "@type": "Action",
            "name": "Report",
            "actionStatus": "https://schema.org/CompletedActionStatus",
        },
    }


def test_an_instruction_that_is_taken_back_cancels_its_plan() -> None:
    report = Deadline(uid="r@club", slug="r", summary=Text("R"), span=Approximate("2021-11"), status=Status.CANCELLED)
    found = described(report)
    assert (found["@type"], found["scheduledTime"]) == ("CancelAction", "2021-11")
    assert found["object"]["actionStatus"] == "https://schema.org/PotentialActionStatus"


def test_a_milestone_is_an_event() -> None:
    founded = Milestone(uid="founded@club", slug="founded", summary=Text("Founded"), span=Approximate("1992"))
    found = described(founded)
    assert (found["@type"], found["startDate"], "endDate" in found) == ("Event", "1992", False)


def test_several_days_have_their_last_day_as_the_end() -> None:
    found = described(DRILL)
    assert (found["startDate"], found["endDate"]) == ("2021-10-18", "2021-10-23")


def test_an_offset_with_seconds_gives_way_to_utc() -> None:
    night = hours("1880-01-01T00:00", "1880-01-01T01:00", "Europe/Vienna")
    found = described(a_meeting_on(night))
    assert (found["startDate"], found["endDate"]) == ("1879-12-31T22:54:39+00:00", "1879-12-31T23:54:39+00:00")


SIXTEENTH, SEVENTEENTH, OCTOBER = whole_days("2021-09-16"), whole_days("2021-09-17"), Approximate("2021-10")
AT_TEN = hours("2021-09-16T10:00", "2021-09-16T12:00")


@pytest.mark.parametrize(
    ("now", "former", "expected"),
    [
        (SIXTEENTH, [], ("2021-09-16", "EventScheduled", None)),
        (SIXTEENTH, [SIXTEENTH], ("2021-09-16", "EventScheduled", None)),
        (SIXTEENTH, [SEVENTEENTH], ("2021-09-16", "EventRescheduled", ["2021-09-17"])),
        (
            SIXTEENTH,
            [SEVENTEENTH, OCTOBER, Undated(), SEVENTEENTH, SIXTEENTH],
            ("2021-09-16", "EventRescheduled", ["2021-09-17", "2021-10"]),
        ),
        (AT_TEN, [SIXTEENTH, Approximate("2021-09")], ("2021-09-16T10:00:00+02:00", "EventScheduled", None)),
        (SIXTEENTH, [AT_TEN], ("2021-09-16", "EventScheduled", None)),
        (Approximate("2021"), [OCTOBER], ("2021", "EventScheduled", None)),
        (
            AT_TEN,
            [hours("2021-09-16T09:00", "2021-09-16T12:00")],
            ("2021-09-16T10:00:00+02:00", "EventRescheduled", ["2021-09-16T09:00:00+02:00"]),
        ),
        (
            AT_TEN,
            [hours("2021-09-16T11:00", "2021-09-16T13:00", "Europe/Moscow")],
            ("2021-09-16T10:00:00+02:00", "EventScheduled", None),
        ),
        (whole_days("2021-09-16", "2021-09-18"), [SIXTEENTH], ("2021-09-16", "EventScheduled", None)),
        (
            Undated(),
            [SIXTEENTH, AT_TEN],
            ("2021-09-16T10:00:00+02:00", "EventPostponed", ["2021-09-16", "2021-09-16T10:00:00+02:00"]),
        ),
        (Undated(), [], (None, None, None)),
        (SIXTEENTH, [Undated()], ("2021-09-16", "EventScheduled", None)),
    ],
)
def test_what_was_moved_says_from_when(now: Span, former: list[Span], expected: tuple[Any, ...]) -> None:
    assert when(a_meeting_on(now), *former) == expected


def test_what_is_cancelled_keeps_its_start_and_names_no_other() -> None:
    cancelled = a_meeting_on(SIXTEENTH, status=Status.CANCELLED)
    assert when(cancelled, SEVENTEENTH) == ("2021-09-16", "EventCancelled", None)
    assert when(replace(cancelled, span=Undated()), SEVENTEENTH) == ("2021-09-17", "EventCancelled", None)
    assert when(replace(cancelled, span=Undated())) == (None, "EventCancelled", None)


def test_nothing_tentative_is_said_to_take_place() -> None:
    tentative = a_meeting_on(SIXTEENTH, status=Status.TENTATIVE)
    assert when(tentative) == ("2021-09-16", None, None)
    assert when(tentative, SEVENTEENTH) == ("2021-09-16", "EventRescheduled", ["2021-09-17"])


@pytest.mark.parametrize(
    ("place", "location", "mode"),
    [
        (Venue(name=Text("Hall")), {"@type": "Place", "name": "Hall"}, "OfflineEventAttendanceMode"),
        (
            VideoConference(link="https://example.org/call"),
            {"@type": "VirtualLocation", "name": "Video conference", "url": "https://example.org/call"},
            "OnlineEventAttendanceMode",
        ),
        (VideoConference(), {"@type": "VirtualLocation", "name": "Video conference"}, "OnlineEventAttendanceMode"),
        (Telephone(), {"@type": "VirtualLocation", "name": "By telephone"}, None),
        (Unplaced(), None, None),
    ],
)
def test_a_place_can_be_travelled_to_or_not(place: Place, location: dict[str, str] | None, mode: str | None) -> None:
    found = described(a_meeting_on(SIXTEENTH, place=place))
    assert found.get("location") == location
    assert found.get("eventAttendanceMode") == (mode and f"https://schema.org/{mode}")


def test_only_who_certainly_takes_part_is_named() -> None:
    people = [
        Participant(name=Text("Ada"), role=Role.CHAIR, country="AT"),
        Participant(name=Text("Bea"), role=Role.MEMBER, office=Text("Mayor")),
        Participant(name=Text("The mayors"), role=Role.GUEST),
        Participant(name=Text("Dan"), certainty=Certainty.REPORTED),
        Participant(name=Text("Eve"), role=Role.CHAIR, certainty=Certainty.INFERRED),
    ]
    found = described(a_meeting_on(SIXTEENTH, participants=tuple(people)))
    assert found["performer"] == [{"@type": "Person", "name": "Ada"}]
    assert found["attendee"] == [
        {"@type": "Person", "name": "Bea", "jobTitle": "Mayor"},
        {"name": "The mayors"},
    ]


def test_a_text_that_is_not_translated_is_in_the_language_of_its_calendar() -> None:
    assert described(a_meeting_on(SIXTEENTH), code="ru")["inLanguage"] == "en"


def test_what_the_calendar_does_not_know_is_not_said() -> None:
    found = described(a_meeting_on(SIXTEENTH, body="board", series="spring"))
    assert {"organizer", "superEvent"} & set(found) == set()


@pytest.mark.parametrize("words", [*HOSTILE.values(), "</script><script>alert(1)</script>", "<!--<script>", "&lt;"])
def test_nothing_that_people_write_ends_the_script(words: str) -> None:
    written = in_script(described(a_meeting_on(SIXTEENTH, summary=Text(words), description=Text(words))))
    assert re.findall("[<>&\u2028\u2029]", written) == []
    assert json.loads(written)["name"] == words


@given(value=st.text())
def test_what_is_in_a_script_reads_as_it_was(value: str) -> None:
    written = in_script({"name": value})
    assert re.findall("[<>&\u2028\u2029]", written) == []
    assert json.loads(written) == {"name": value}


@given(event=events(), history=st.lists(spans(), max_size=3), calendar=calendars())
def test_every_event_is_described_in_published_words(event: AnyEvent, history: list[Span], calendar: Any) -> None:
    former = [a_revision(replace(event, span=span)) for span in history if not isinstance(event, Deadline)]
    found = json_ld(event, former, calendar, SITE, language("ru"))
    assert json.loads(in_script(found)) == found
    for each in objects(found):
        assert set(each) - PUBLISHED[each.get("@type", "Thing")] == set()
        assert [value for value in each.values() if value in (None, "", [], {})] == []
    moments = [found.get(name) for name in ("startDate", "endDate", "scheduledTime")]
    for moment in [*filter(None, moments), *found.get("previousStartDate", [])]:
        assert ISO_8601.fullmatch(moment)
    if found.get("eventStatus") in ("https://schema.org/EventRescheduled", "https://schema.org/EventPostponed"):
        assert found["previousStartDate"] != []
    else:
        assert "previousStartDate" not in found


@given(event=events())
def test_it_starts_and_ends_when_the_event_does(event: AnyEvent) -> None:
    found = described(event)
    start, end = found.get("startDate"), found.get("endDate", found.get("scheduledTime"))
    match event.span:
        case WholeDays(first_day, last_day):
            assert (start, end) == (None if isinstance(event, Deadline) else str(first_day), str(last_day))
        case Hours():
            assert (start and datetime.fromisoformat(start), end and datetime.fromisoformat(end)) == (
                event.span.start,
                event.span.end,
            )
        case Approximate(text):
            assert (start, end) == ((None, text) if isinstance(event, Deadline) else (text, None))
        case Undated():
            assert (start, end) == (None, None)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, however deep."""
    match value:
        case dict():
            yield value
            for each in value.values():
                yield from objects(each)
        case list():
            for each in value:
                yield from objects(each)
