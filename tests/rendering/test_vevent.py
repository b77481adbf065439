"""One event as a VEVENT: when it is on whose clock, what it has to do with others, and whom it keeps busy."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.calendar import Calendar, Series
from service.domain.event import (
    AnyEvent,
    Deadline,
    Exercise,
    Kind,
    Meeting,
    Milestone,
    Status,
    Telephone,
    VideoConference,
)
from service.domain.relations import relations
from service.domain.site import Site
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, Undated
from service.operations.importing import load
from service.rendering.language import language
from service.rendering.vevent import times, venue_times, vevent
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, a_revision, hours, whole_days
from tests.rendering.feeds import SITE, asked_feed
from tests.rendering.lint import Property, check_feed, components, properties
from tests.rendering.test_feed_texts import sources_of
from tests.strategies import events
from tests.strategies import hours as any_hours

EN = language("en")
AT_TEN = hours("2021-09-16T10:00", "2021-09-16T12:00")
ORDER = Deadline(uid="order@club", slug="order", summary=Text("Order"), span=whole_days("2021-09-30"))
EVERY = {
    "UID",
    "DTSTAMP",
    "SUMMARY",
    "DESCRIPTION",
    "CATEGORIES",
    "STATUS",
    "URL",
    "COLOR",
    "LAST-MODIFIED",
    "SEQUENCE",
}


def written(event: AnyEvent, *others: AnyEvent, calendar: Calendar | None = None) -> list[Property]:
    around = relations(event, others)
    body = vevent(a_revision(event), calendar or a_calendar(), around, SITE, EN, stamp=NOW)
    assert body
    (found,) = components(body, "VEVENT")
    return found


def named(name: str, found: list[Property]) -> list[tuple[str, str]]:
    return [(parameters, value) for each, parameters, value in found if each == name]


def values(body: bytes | None) -> list[Property]:
    return properties(body) if body else []


def test_an_event_at_an_hour_says_just_this() -> None:
    assert [each for each in written(a_meeting(span=AT_TEN)) if each[0] not in EVERY] == [
        ("DTSTART", "", "20210916T080000Z"),
        ("DTEND", "", "20210916T100000Z"),
        ("TRANSP", "", "OPAQUE"),
        ("X-MICROSOFT-CDO-BUSYSTATUS", "", "BUSY"),
    ]


def test_an_event_of_whole_days_ends_when_the_next_day_begins() -> None:
    assert [
        each for each in written(a_meeting(span=whole_days("2021-12-30", "2021-12-31"))) if each[0] not in EVERY
    ] == [
        ("DTSTART", ";VALUE=DATE", "20211230"),
        ("DTEND", ";VALUE=DATE", "20220101"),
        ("X-MICROSOFT-CDO-ALLDAYEVENT", "", "TRUE"),
        ("TRANSP", "", "TRANSPARENT"),
        ("X-MICROSOFT-CDO-BUSYSTATUS", "", "FREE"),
    ]


@pytest.mark.parametrize(
    ("span", "first_day", "next_day", "title"),
    [
        (Approximate("2002-10"), "20021001", "20021002", "Founded (some time in October 2002)"),
        (Approximate("1994"), "19940101", "19940102", "Founded (some time in 1994)"),
        (Approximate("0900"), "09000101", "09000102", "Founded (some time in 900)"),
        (Approximate("9999-12"), "99991201", "99991202", "Founded (some time in December 9999)"),
    ],
)
def test_what_is_known_roughly_stands_on_its_first_day_and_says_so(
    span: Span, first_day: str, next_day: str, title: str
) -> None:
    found = written(Milestone(uid="founding@club", slug="founding", summary=Text("Founded"), span=span))
    assert [named(name, found) for name in ("DTSTART", "DTEND", "SUMMARY")] == [
        [(";VALUE=DATE", first_day)],
        [(";VALUE=DATE", next_day)],
        [("", title)],
    ]


def test_what_has_no_date_is_no_event() -> None:
    event = a_meeting(span=Undated())
    assert vevent(a_revision(event), a_calendar(), relations(event, []), SITE, EN, stamp=NOW) is None
    assert (times(Undated()), venue_times(Undated())) == (b"", None)


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        (a_meeting(span=AT_TEN), True),
        (a_meeting(span=AT_TEN, status=Status.TENTATIVE), True),
        (a_meeting(span=AT_TEN, status=Status.CANCELLED), False),
        (a_meeting(), False),
        (Exercise(uid="e@club", slug="e", summary=Text("Drill"), span=AT_TEN), False),
        (ORDER, False),
    ],
)
def test_only_a_meeting_at_an_hour_that_takes_place_keeps_anybody_busy(event: AnyEvent, busy: bool) -> None:
    found = written(event)
    assert named("TRANSP", found) == [("", "OPAQUE" if busy else "TRANSPARENT")]
    assert named("X-MICROSOFT-CDO-BUSYSTATUS", found) == [("", "BUSY" if busy else "FREE")]


def test_an_instruction_is_the_child_of_one_meeting_and_has_to_be_done_before_another() -> None:
    order = Deadline(**vars(ORDER) | {"given_at": "august@club", "due_at": "september@club"})
    assert named("RELATED-TO", written(order)) == [
        (";RELTYPE=PARENT", "august@club"),
        (";RELTYPE=FINISHTOSTART", "september@club"),
    ]


def test_a_meeting_has_the_instructions_that_it_gave_and_depends_on_those_due_at_it() -> None:
    orders = [
        Deadline(**vars(ORDER) | {"uid": uid, "given_at": given_at, "due_at": due_at})
        for uid, given_at, due_at in (
            ("a@club", "meeting@club", None),
            ("b@club", None, "meeting@club"),
            ("c@club", "meeting@club", "meeting@club"),
            ("d@club", "other@club", None),
        )
    ]
    assert named("RELATED-TO", written(a_meeting(), *orders)) == [
        (";RELTYPE=CHILD", "a@club"),
        (";RELTYPE=CHILD", "c@club"),
        (";RELTYPE=DEPENDS-ON", "b@club"),
        (";RELTYPE=DEPENDS-ON", "c@club"),
    ]


def test_the_events_of_a_series_bear_one_name_and_refer_to_it() -> None:
    calendar = a_calendar(series=(Series(id="autumn; 2021", name=Text("Autumn")),))
    found = [written(a_meeting(uid, series="autumn; 2021"), calendar=calendar) for uid in ("a@club", "b@club")]
    assert [named("REFID", each) for each in found] == [[("", "autumn\\; 2021@club")]] * 2
    assert [named("RELATED-TO", each) for each in found] == [[(";RELTYPE=REFID", "autumn\\; 2021@club")]] * 2


@pytest.mark.parametrize(
    ("place", "conference"),
    [
        (
            VideoConference(link="https://example.org/a,b;c"),
            [(";VALUE=URI;FEATURE=VIDEO;LABEL=Meeting", "https://example.org/a,b;c")],
        ),
        (VideoConference(), []),
        (Telephone(), []),
    ],
)
def test_one_joins_a_video_conference_by_its_link(place: Any, conference: list[tuple[str, str]]) -> None:
    assert named("CONFERENCE", written(a_meeting(place=place))) == conference


def test_every_kind_has_a_colour_of_its_own() -> None:
    name: Any = {"uid": "x@club", "slug": "x", "summary": Text("X"), "span": whole_days("2021-09-16")}
    made: list[AnyEvent] = [Meeting(**name), Deadline(**name), Exercise(**name), Milestone(**name)]
    assert len({colour for event in made for _, colour in named("COLOR", written(event))}) == len(Kind)


def test_on_the_venues_clock_it_is_the_time_there() -> None:
    assert values(venue_times(AT_TEN)) == [
        ("DTSTART", ";TZID=Europe/Vienna", "20210916T100000"),
        ("DTEND", ";TZID=Europe/Vienna", "20210916T120000"),
    ]
    assert venue_times(whole_days("2021-09-16")) is None


@given(span=any_hours())
@example(Hours(datetime(2021, 10, 31, 0, 30, tzinfo=UTC), datetime(2021, 10, 31, 1, 10, tzinfo=UTC), "Europe/Vienna"))
@example(Hours(datetime(1000, 1, 1, tzinfo=UTC), datetime(1000, 1, 2, tzinfo=UTC), "America/New_York"))
def test_the_venues_clock_shows_the_same_instants_or_none(span: Hours) -> None:
    """The second of an hour that it shows twice has no name (RFC 5545 3.3.5): such an event stays in UTC."""
    zone = ZoneInfo(span.zone)
    read = [datetime.fromisoformat(value) for _, _, value in values(venue_times(span))]
    is_second = [span.local_start.fold, span.local_end.fold]
    instants = [each.replace(tzinfo=zone).astimezone(UTC) for each in read]
    assert instants == ([] if any(is_second) else [span.start, span.end])


def test_a_feed_on_the_venues_clock_leaves_the_doubled_hour_in_utc(db: Database, site: Site) -> None:
    night = Hours(datetime(2021, 10, 31, 0, 30, tzinfo=UTC), datetime(2021, 10, 31, 1, 10, tzinfo=UTC), "Europe/Vienna")
    load(db, [a_file(a_meeting("night@club", night), a_meeting("tea@club", AT_TEN))], site, NOW)
    body = asked_feed(db, "club?tz=venue")
    check_feed(body)
    assert [named("DTEND", each) for each in components(body, "VEVENT")] == [
        [("", "20211031T011000Z")],
        [(";TZID=Europe/Vienna", "20210916T120000")],
    ]


@given(event=events(), sequence=st.integers(0, 99))
def test_the_same_revision_gives_the_same_bytes_at_any_time(event: AnyEvent, sequence: int) -> None:
    revision, calendar = a_revision(event, sequence=sequence), a_calendar(sources=sources_of(event))
    around = relations(event, [])
    once, again = (vevent(revision, calendar, around, SITE, language("en"), stamp=NOW) for _ in range(2))
    assert once == again
    assert (once is None) == isinstance(event.span, Undated)
