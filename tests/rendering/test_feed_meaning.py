"""What a client reads in a feed: the days, the hours and the titles that the calendar says, in any zone."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar as VCalendar
from sqlite_utils import Database

from service.domain.event import Kind
from service.domain.site import Site
from service.domain.timespan import Approximate, Hours, Undated, WholeDays
from service.operations.importing import load
from service.storage.events import current_events
from tests.conftest import NOW
from tests.examples import a_file, a_meeting
from tests.rendering.feeds import asked_feed
from tests.rendering.lint import check_feed, components, names


def events_of(db: Database, calendar: str) -> dict[str, Any]:
    return {str(event["UID"]): event for event in VCalendar.from_ical(asked_feed(db, calendar)).walk("VEVENT")}


@pytest.mark.parametrize("calendar", ["csto", "lakes"])
def test_a_client_reads_what_the_calendar_says(shipped: Database, calendar: str) -> None:
    events = events_of(shipped, calendar)
    dated = [each for each in current_events(shipped, calendar=calendar) if each.event.dated]
    assert set(events) == {revision.event.uid for revision in dated}
    for revision in dated:
        read = events[revision.event.uid]
        start, end = read["DTSTART"].dt, read["DTEND"].dt
        match revision.event.dated:
            case WholeDays(first_day, last_day):
                assert (start, end) == (first_day, last_day + timedelta(days=1))
            case Hours(begins, ends):
                assert (start, end) == (begins, ends)
        assert end > start
        assert read["SEQUENCE"] == revision.sequence
        assert read["LAST-MODIFIED"].dt == read["DTSTAMP"].dt == revision.at


def test_the_exercises_of_october_show_from_the_18th_to_the_23rd(shipped: Database) -> None:
    feed = asked_feed(shipped, "csto/exercises")
    calendar = recurring_ical_events.of(VCalendar.from_ical(feed))
    shown = {day: len(calendar.at(date(2021, 10, day))) for day in range(16, 26)}
    assert shown == {16: 0, 17: 0, 18: 3, 19: 3, 20: 3, 21: 3, 22: 3, 23: 3, 24: 0, 25: 0}


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Europe/Vienna", "2021-10-30T20:00:00+02:00", "2021-10-31T06:00:00+01:00"),
        ("Asia/Dushanbe", "2021-10-30T23:00:00+05:00", "2021-10-31T10:00:00+05:00"),
        ("America/New_York", "2021-10-30T14:00:00-04:00", "2021-10-31T01:00:00-04:00"),
    ],
)
def test_a_night_in_which_the_clocks_change_is_right_in_every_zone(
    shipped: Database, zone: str, start: str, end: str
) -> None:
    read = events_of(shipped, "lakes")["night-watch-2021@lakes"]
    shown = [read[name].dt.astimezone(ZoneInfo(zone)).isoformat() for name in ("DTSTART", "DTEND")]
    assert shown == [start, end]


def test_a_client_that_expands_finds_every_event_once(shipped: Database) -> None:
    feed = asked_feed(shipped, "lakes")
    zone = ZoneInfo("Asia/Tokyo")
    span = (datetime(2021, 9, 1, tzinfo=zone), datetime(2021, 12, 1, tzinfo=zone))
    found = [str(event["UID"]) for event in recurring_ical_events.of(VCalendar.from_ical(feed)).between(*span)]
    assert sorted(found) == sorted(events_of(shipped, "lakes"))


def test_what_is_not_certain_says_so_in_its_title(shipped: Database) -> None:
    events = events_of(shipped, "lakes")
    said = {uid: (str(event["SUMMARY"]), str(event["STATUS"])) for uid, event in events.items()}
    assert said["reeds-workshop-2021@lakes"] == ("Cancelled: Workshop on reeds", "CANCELLED")
    assert said["anglers-consultation-2021@lakes"] == ("Tentative: Consultation with the anglers", "TENTATIVE")
    assert said["video-buoys-2021@lakes"] == ("Video conference on buoys", "CONFIRMED")


def test_only_meetings_at_an_hour_take_up_time(shipped: Database) -> None:
    busy = {uid for uid, event in events_of(shipped, "lakes").items() if event["TRANSP"] == "OPAQUE"}
    at_an_hour = {
        each.event.uid
        for each in current_events(shipped, calendar="lakes")
        if isinstance(each.event.span, Hours) and each.event.kind is Kind.MEETING
    }
    assert busy == at_an_hour - {"reeds-workshop-2021@lakes"}


@pytest.mark.parametrize("spans", [[], [Undated()], [Approximate("2021-10"), Approximate("1994")]])
def test_a_feed_without_days_has_a_component_and_no_event(
    db: Database, site: Site, spans: list[Undated | Approximate]
) -> None:
    events = [a_meeting(f"{number}@club", span) for number, span in enumerate(spans)]
    load(db, [a_file(*events)], site, NOW)
    body = asked_feed(db, "club")
    check_feed(body)
    assert components(body, "VEVENT") == []
    assert [names(zone) for zone in components(body, "VTIMEZONE")] == [["TZID"]]
    assert recurring_ical_events.of(VCalendar.from_ical(body)).between(date(2021, 1, 1), date(2022, 1, 1)) == []


def test_the_feed_of_a_kind_is_named_after_it(shipped: Database) -> None:
    feed = asked_feed(shipped, "csto/exercises")
    (calendar,) = components(feed, "VCALENDAR")
    assert [value for name, _, value in calendar if name in ("NAME", "X-WR-CALNAME")] == [
        "CSTO calendar: Exercises"
    ] * 2
