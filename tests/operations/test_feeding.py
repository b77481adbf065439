"""Feeds that are composed again after a change are those that a new process would compose."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.errors import NotFound
from service.domain.event import AnyEvent, Deadline, Kind, Participant, Status
from service.domain.feed_format import Format
from service.domain.selection import Cancelled, Clock, Contents, Filter, Selection, Style
from service.domain.site import Site
from service.domain.text import Text
from service.operations.composing import Limits, Order, first_year_kept
from service.operations.editing import Edit, edit
from service.operations.feeding import Feed, Shelf
from service.operations.importing import load
from service.operations.publishing import publish
from service.storage.database import transaction
from service.storage.selecting import YearSize
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, an_empty_database, hours, whole_days
from tests.rendering.lint import check_feed, components

SITE = Site("https://dates.example.org", "dateline@example.org")
CLUB = Order(selection=Selection(filter=Filter(calendars=frozenset({"club"}))))


def a_shelf(site: Site = SITE, **limits: int) -> Shelf:
    return Shelf(site, Limits(**limits))


def uids(feed: Feed) -> list[str]:
    events = components(feed.content.body, "VEVENT")
    return [value for event in events for name, _, value in event if name == "UID"]


def of_club(**other: Any) -> Order:
    return replace(CLUB, selection=replace(CLUB.selection, **other))


def in_years(*years: int) -> list[Any]:
    return [a_meeting(f"in-{year}@club", whole_days(f"{year}-05-01")) for year in years]


def test_a_feed_is_composed_once_as_long_as_nothing_changes(club: Database, site: Site) -> None:
    shelf = a_shelf(site)
    first = shelf.feed(club, CLUB, NOW)
    assert shelf.feed(club, CLUB, NOW) is first


def test_the_same_bytes_are_compressed_once_though_something_else_changed(club: Database, site: Site) -> None:
    shelf = a_shelf(site)
    first = shelf.feed(club, of_club(filter=Filter(kinds=frozenset({Kind.EXERCISE}))), NOW)
    edit(club, "meeting", Edit(status=Status.TENTATIVE), site, NOW, by="anna", reason=None)
    again = shelf.feed(club, of_club(filter=Filter(kinds=frozenset({Kind.EXERCISE}))), NOW)
    assert (again.content is first.content, again.changed_at > first.changed_at) == (True, True)


def test_the_feeds_of_longest_ago_make_room(club: Database, site: Site) -> None:
    shelf = Shelf(site, Limits(), octets=1)
    first = shelf.feed(club, CLUB, NOW)
    shelf.feed(club, of_club(approximate=True), NOW)
    again = shelf.feed(club, CLUB, NOW)
    assert (again is first, again.content.body) == (False, first.content.body)


def test_entity_tag_and_compression_follow_from_the_bytes(club: Database, site: Site) -> None:
    one, same = (a_shelf(site).feed(club, CLUB, NOW).content for _ in range(2))
    assert (one.tag, one.gzip, one.zstd) == (same.tag, same.gzip, same.zstd)
    edit(club, "meeting", Edit(status=Status.TENTATIVE), site, NOW, by="anna", reason=None)
    assert a_shelf(site).feed(club, CLUB, NOW).content.tag != one.tag
    assert one.octets > len(one.body) + len(one.gzip) + len(one.zstd)


def test_years_that_do_not_fit_are_in_feeds_of_their_own(db: Database, site: Site) -> None:
    load(db, [a_file(*in_years(2018, 2019, 2020, 2021, 2022))], site, NOW)
    shelf = a_shelf(site, events=3)
    feed = shelf.feed(db, CLUB, NOW)
    assert uids(feed) == ["in-2020@club", "in-2021@club", "in-2022@club"]
    archived = [shelf.feed(db, of_club(filter=replace(CLUB.selection.filter, year=year)), NOW) for year in (2018, 2019)]
    assert [uids(each) for each in archived] == [["in-2018@club"], ["in-2019@club"]]
    said = b"Dates of earlier years: https://dates.example.org/feeds/club/YYYY.ics"
    assert [each.content.body.replace(b"\r\n ", b"").count(said) for each in (feed, *archived)] == [2, 0, 0]


def test_a_private_feed_names_its_archives_without_an_address(db: Database, site: Site) -> None:
    load(db, [a_file(*in_years(2019, 2020, 2021), calendar=a_calendar(private=True))], site, NOW)
    body = a_shelf(site, events=1).feed(db, of_club(private=True), NOW).content.body
    (calendar,) = components(body, "VCALENDAR")
    said = {name: value for name, _, value in calendar}
    assert (said["X-WR-CALDESC"], "SOURCE" in said, "URL" in said) == (
        "Dates of earlier years: …/YYYY.ics",
        False,
        False,
    )


def test_octets_count_as_events_do(db: Database, site: Site) -> None:
    load(db, [a_file(*in_years(2018, 2019, 2020, 2021))], site, NOW)
    assert uids(a_shelf(site, octets=900).feed(db, CLUB, NOW)) == ["in-2020@club", "in-2021@club"]


def test_the_header_stays_the_same_while_more_years_go_to_the_archives(db: Database, site: Site) -> None:
    load(db, [a_file(*in_years(2018, 2019, 2020, 2021))], site, NOW)
    shelf = a_shelf(site, events=2)
    before = shelf.feed(db, CLUB, NOW).content.body.partition(b"BEGIN:VEVENT")[0]
    load(db, [a_file(*in_years(2018, 2019, 2020, 2021, 2022))], site, NOW)
    after = shelf.feed(db, CLUB, NOW)
    assert uids(after) == ["in-2021@club", "in-2022@club"]
    assert after.content.body.partition(b"BEGIN:VEVENT")[0] == before


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ([], None),
        ([(2019, 2), (2020, 1)], None),
        ([(2019, 2), (2020, 2)], 2020),
        ([(2018, 1), (2019, 1), (2020, 2), (2021, 1)], 2020),
        ([(2021, 9)], None),
        ([(2020, 1), (2021, 9)], 2021),
        ([(2020, 9), (2021, 1)], 2021),
        ([(2020, 1), (2022, 9)], 2021),
    ],
)
def test_a_feed_keeps_whole_years_and_always_this_one(sizes: list[tuple[int, int]], kept: int | None) -> None:
    found = first_year_kept([YearSize(year, events, 1) for year, events in sizes], Limits(events=3), this_year=2021)
    assert found == kept


def test_the_last_change_moves_on_the_day_on_which_a_year_goes_to_the_archives(db: Database, site: Site) -> None:
    load(db, [a_file(*in_years(2021, 2022))], site, NOW)
    shelf = a_shelf(site, events=1)
    feeds = [shelf.feed(db, CLUB, at) for at in (datetime(2021, 12, 31, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC))]
    assert [uids(each) for each in feeds] == [["in-2021@club", "in-2022@club"], ["in-2022@club"]]
    assert [each.changed_at for each in feeds] == [NOW, datetime(2022, 1, 1, tzinfo=UTC)]


def test_participants_count_where_they_are_shown(db: Database, site: Site) -> None:
    crowd = tuple(Participant(name=Text(f"Person {number}")) for number in range(20))
    events = [replace(each, participants=crowd) for each in in_years(2019, 2020, 2021)]
    load(db, [a_file(*events)], site, NOW)
    shelf = a_shelf(site, octets=4500)
    assert len(uids(shelf.feed(db, of_club(style=Style(people=True)), NOW))) == 1
    assert len(uids(shelf.feed(db, CLUB, NOW))) == 3


def test_a_calendar_that_is_gone_since_the_address_was_read_is_not_an_empty_feed(club: Database, site: Site) -> None:
    nowhere = Order(selection=Selection(filter=Filter(calendars=frozenset({"club", "gone"}))))
    with pytest.raises(NotFound):
        a_shelf(site).feed(club, nowhere, NOW)


def test_a_calendar_that_was_never_published_is_not_an_empty_feed(club: Database, site: Site) -> None:
    club.execute("DELETE FROM publications")
    with pytest.raises(LookupError):
        a_shelf(site).feed(club, CLUB, NOW)


def test_a_cancelled_event_stays_for_180_days_unless_the_address_says_otherwise(club: Database, site: Site) -> None:
    edit(club, "meeting", Edit(status=Status.CANCELLED), site, NOW, by="anna", reason=None)
    shelf = a_shelf(site)
    shown = {
        (policy, days): len(uids(shelf.feed(club, of_club(cancelled=policy), datetime(2021, 9, 16, tzinfo=UTC) + days)))
        for policy in Cancelled
        for days in (timedelta(days=180), timedelta(days=181))
    }
    recent, keep, hide = ([shown[policy, timedelta(days=n)] for n in (180, 181)] for policy in Cancelled)
    assert (recent, keep, hide) == ([1, 0], [1, 1], [0, 0])


def test_how_long_it_stays_can_be_set(club: Database, site: Site) -> None:
    edit(club, "meeting", Edit(status=Status.CANCELLED), site, NOW, by="anna", reason=None)
    shelf, day = a_shelf(site, cancelled_days=30), datetime(2021, 9, 16, tzinfo=UTC)
    shown = [shelf.feed(club, CLUB, day + timedelta(days=days)) for days in (30, 31, 400)]
    assert [len(uids(each)) for each in shown] == [1, 0, 0]
    taken_away = day + timedelta(days=31)
    assert [each.changed_at for each in shown] == [NOW + timedelta(seconds=1), taken_away, taken_away]


def test_another_language_is_written_when_it_is_first_asked_for(club: Database, site: Site) -> None:
    summary = Text("Tea", {"ru": "Чай"})
    load(club, [a_file(a_meeting(summary=summary))], site, NOW)
    shelf, russian = a_shelf(site), of_club(style=Style(language="ru"))
    assert shelf.feed(club, russian, NOW).content.body.count("SUMMARY:Чай\r\n".encode()) == 1
    load(club, [a_file(a_meeting(summary=Text("Tea", {"ru": "Чаепитие"})))], site, NOW)
    assert shelf.feed(club, russian, NOW).content.body.count("SUMMARY:Чаепитие\r\n".encode()) == 1
    assert shelf.feed(club, CLUB, NOW).content.body.count(b"SUMMARY:Tea\r\n") == 1


def test_an_empty_feed_holds_a_time_zone_that_no_client_shows(club: Database, site: Site) -> None:
    body = a_shelf(site).feed(club, of_club(filter=Filter(words=frozenset({"nothing"}))), NOW).content.body
    check_feed(body)
    assert (body.count(b"BEGIN:VEVENT"), body.count(b"BEGIN:VTIMEZONE")) == (0, 1)


_days = st.dates(date(2019, 1, 1), date(2023, 12, 31)).map(lambda day: whole_days(day.isoformat()))
_steps = st.lists(
    st.tuples(
        st.sampled_from(("a", "b", "c", "d")),
        _days | st.just(hours("2021-09-16T10:00", "2021-09-16T12:00")),
        st.sampled_from(Status),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)
_orders = [
    Order(selection=Selection(filter=filter, style=style, contents=contents, cancelled=cancelled), format=format)
    for filter, style, contents, cancelled, format in (
        (Filter(), Style(), Contents.EVENTS, Cancelled.RECENT, Format.ICALENDAR),
        (Filter(statuses=frozenset({"confirmed"})), Style(), Contents.EVENTS, Cancelled.KEEP, Format.ICALENDAR),
        (Filter(since=date(2021, 1, 1)), Style(), Contents.EVENTS, Cancelled.HIDE, Format.ICALENDAR),
        (Filter(), Style(clock=Clock.VENUE), Contents.EVENTS, Cancelled.RECENT, Format.ICALENDAR),
        (Filter(), Style(language="ru"), Contents.TASKS, Cancelled.RECENT, Format.ICALENDAR),
        (Filter(), Style(), Contents.EVENTS, Cancelled.RECENT, Format.JSON),
        (Filter(), Style(), Contents.EVENTS, Cancelled.RECENT, Format.ATOM),
    )
]


@settings(max_examples=25)
@given(steps=_steps)
def test_what_a_process_has_kept_is_what_a_new_one_composes(steps: list[tuple[str, Any, Status, bool]]) -> None:
    """Through any sequence of changes: feeds from what was there and what changed, pieces from all revisions."""
    db, kept = an_empty_database(), a_shelf(events=2)
    events: dict[str, AnyEvent] = {}
    for number, (name, span, status, instruction) in enumerate(steps):
        uid = f"{name}@club"
        if instruction and not hasattr(span, "zone"):
            uid = f"due-{uid}"
            events[uid] = Deadline(uid=uid, slug=f"due-{name}", summary=Text(uid), span=span, due_at=f"{name}@club")
            events.setdefault(f"{name}@club", a_meeting(f"{name}@club"))
        else:
            events[uid] = a_meeting(uid, span, status=status)
        now = NOW + timedelta(days=number)
        load(db, [a_file(*events.values(), calendar=a_calendar())], SITE, now)
        for order in _orders:
            one, other = (shelf.feed(db, order, now).content for shelf in (kept, a_shelf(events=2)))
            assert (one.body, one.tag, one.gzip) == (other.body, other.tag, other.gzip)
    written = db.execute("SELECT * FROM pieces ORDER BY uid, language").fetchall()
    with transaction(db):
        publish(db, "club", SITE, NOW + timedelta(days=99))
    assert db.execute("SELECT * FROM pieces ORDER BY uid, language").fetchall() == written
    db.close()
