"""The bytes of an event are written when it changes, or what stands around it; else they stay as they are."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from service.domain.event import Deadline, Done, Kind, Status
from service.domain.selection import Filter, Selection
from service.domain.site import Site
from service.domain.text import Text
from service.operations.composing import Limits, Order
from service.operations.editing import Edit, edit
from service.operations.feeding import Feed, Shelf
from service.operations.importing import load
from service.operations.publishing import Outdated, keep_language, publish_what_is_outdated
from service.storage.generations import generation
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, whole_days

LATER = NOW + timedelta(days=1)
MOVED = Site("https://elsewhere.example.org", "dateline@example.org")


def an_instruction(uid: str = "order@club", **other: Any) -> Deadline:
    made_up: dict[str, Any] = {
        "slug": uid.partition("@")[0],
        "summary": Text("Order"),
        "span": whole_days("2021-09-30"),
    }
    return Deadline(**{"uid": uid, "given_at": "meeting@club"} | made_up | other)


def the_feed(db: Database, kind: Kind | None = None) -> Feed:
    kinds = frozenset({kind}) if kind else None
    order = Order(selection=Selection(filter=Filter(calendars=frozenset({"club"}), kinds=kinds)))
    return Shelf(Site("https://dates.example.org", "dateline@example.org"), Limits()).feed(db, order, NOW)


def stamps(db: Database) -> dict[str, datetime]:
    """DTSTAMP of each event."""
    found = re.findall(rb"UID:(\S+)\r\nDTSTAMP:(\S+)\r\n", the_feed(db).content.body)
    return {uid.decode(): datetime.strptime(f"{at.decode()}+0000", "%Y%m%dT%H%M%SZ%z") for uid, at in found}


def test_a_kind_has_a_feed_of_its_own(shipped: Database) -> None:
    order = Order(selection=Selection(filter=Filter(calendars=frozenset({"lakes"}))))
    counts = []
    for kind in Kind:
        only = Order(selection=Selection(filter=Filter(calendars=frozenset({"lakes"}), kinds=frozenset({kind}))))
        counts.append(Shelf(MOVED, Limits()).feed(shipped, only, NOW).content.body.count(b"BEGIN:VEVENT"))
    assert counts == [7, 2, 1, 0]
    assert Shelf(MOVED, Limits()).feed(shipped, order, NOW).content.body.count(b"BEGIN:VEVENT") == 10


def test_a_changed_event_changes_only_the_feeds_that_it_is_in(club: Database, site: Site) -> None:
    before = [the_feed(club, kind).content.body for kind in Kind]
    load(club, [a_file(a_meeting(summary=Text("Another title")))], site, LATER)
    after = [the_feed(club, kind).content.body for kind in Kind]
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True, True, True]


def test_an_edit_is_published_with_it(club: Database, site: Site) -> None:
    edit(club, "meeting", Edit(status=Status.CANCELLED), site, LATER, by="anna", reason=None)
    assert the_feed(club).content.body.count(b"\r\nSTATUS:CANCELLED\r\n") == 1
    assert (the_feed(club).changed_at, stamps(club)) == (LATER, {"meeting@club": LATER})


def test_a_meeting_says_what_became_of_the_instruction_that_it_gave(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(), an_instruction())], site, LATER)
    done = an_instruction(progress=Done(whole_days("2021-09-10").first_day))
    load(club, [a_file(a_meeting(), done)], site, LATER + timedelta(days=1))
    body = the_feed(club).content.body.replace(b"\r\n ", b"")
    assert body.count("Instructions given here:\\n• Done: Order (30 September 2021)".encode()) == 1
    assert stamps(club) == dict.fromkeys(("meeting@club", "order@club"), LATER + timedelta(days=1))


def test_the_instant_rises_where_an_instruction_no_longer_names_the_meeting(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(), an_instruction())], site, LATER)
    load(club, [a_file(a_meeting(), an_instruction(given_at=None))], site, LATER + timedelta(days=1))
    assert stamps(club) == dict.fromkeys(("meeting@club", "order@club"), LATER + timedelta(days=1))


def test_the_instant_rises_though_the_clock_stands_still(club: Database, site: Site) -> None:
    for number in (1, 2):
        load(club, [a_file(a_meeting(summary=Text(f"Title {number}")))], site, NOW)
        assert stamps(club) == {"meeting@club": NOW + timedelta(seconds=number)}


def test_the_instant_rises_with_the_address_though_the_clock_stands_still(club: Database, site: Site) -> None:
    for number, to in enumerate((MOVED, site, MOVED), 1):
        publish_what_is_outdated(club, to, NOW)
        assert stamps(club) == {"meeting@club": NOW + timedelta(seconds=number)}


def test_the_instant_rises_where_an_instruction_comes_back_to_the_meeting(club: Database, site: Site) -> None:
    for number, given_at in enumerate(("meeting@club", None, "meeting@club")):
        load(club, [a_file(a_meeting(), an_instruction(given_at=given_at))], site, LATER + timedelta(days=number))
        assert stamps(club) == dict.fromkeys(("meeting@club", "order@club"), LATER + timedelta(days=number))


def test_an_empty_calendar_is_asked_for_without_writing(db: Database, site: Site) -> None:
    load(db, [a_file()], site, NOW)
    before = db.conn.total_changes
    db.conn.execute("BEGIN IMMEDIATE")  # somebody else's load, as it were: no second one can begin
    keep_language(db, "club", "ru", site)
    db.conn.execute("ROLLBACK")
    assert db.conn.total_changes == before


def test_an_event_that_shows_nothing_of_a_change_keeps_its_instant(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(), a_meeting("tea@club"))], site, LATER)
    load(club, [a_file(a_meeting(), a_meeting("tea@club"), calendar=a_calendar(color="red"))], site, LATER)
    assert stamps(club) == {"meeting@club": NOW, "tea@club": LATER}


def test_what_a_calendar_says_about_an_event_is_part_of_it(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(), calendar=a_calendar(example=True))], site, LATER)
    assert stamps(club) == {"meeting@club": LATER}


def test_a_calendar_that_changed_is_published_though_its_events_did_not(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(), calendar=a_calendar(color="steelblue"))], site, LATER)
    assert the_feed(club).content.body.count(b"\r\nCOLOR:steelblue\r\n") == 1


def test_nothing_is_published_again_where_nothing_changed(club: Database, site: Site) -> None:
    before = list(club.conn.iterdump())
    assert publish_what_is_outdated(club, site, LATER) == []
    assert list(club.conn.iterdump()) == before


def test_all_is_published_again_at_another_address(club: Database, site: Site) -> None:
    assert publish_what_is_outdated(club, MOVED, LATER) == ["club"]
    assert the_feed(club).content.body.count(b"URL:https://elsewhere.example.org/events/meeting") == 1
    assert stamps(club) == {"meeting@club": LATER}
    assert publish_what_is_outdated(club, MOVED, LATER) == []
    assert publish_what_is_outdated(club, site, LATER) == ["club"]


def test_a_calendar_that_was_never_published_is(club: Database, site: Site) -> None:
    before = the_feed(club).content.body
    for table in ("pieces", "cards", "event_index", "event_words", "event_days", "mentions", "publications"):
        club.execute(f"DELETE FROM {table}")
    assert publish_what_is_outdated(club, site, NOW) == ["club"]
    assert the_feed(club).content.body == before


def test_a_change_that_fails_publishes_nothing(club: Database, site: Site) -> None:
    before = list(club.conn.iterdump())
    club.execute("CREATE TRIGGER full BEFORE UPDATE ON pieces BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(Exception, match="disk full"):
        load(club, [a_file(a_meeting(summary=Text("Another title")))], site, LATER)
    club.execute("DROP TRIGGER full")
    assert list(club.conn.iterdump()) == before


def test_every_change_that_a_feed_can_show_is_a_generation(club: Database, site: Site) -> None:
    numbers = [generation(club)]
    load(club, [a_file(a_meeting())], site, LATER)
    numbers.append(generation(club))
    load(club, [a_file(a_meeting(summary=Text("Another title")))], site, LATER)
    numbers.append(generation(club))
    assert numbers == [1, 1, 2]


def test_what_was_published_for_another_address_is_not_mixed_with_this_one(club: Database) -> None:
    before = list(club.conn.iterdump())
    for change in (
        lambda: load(club, [a_file(a_meeting(summary=Text("Another title")))], MOVED, LATER),
        lambda: edit(club, "meeting", Edit(status=Status.CANCELLED), MOVED, LATER, by="anna", reason=None),
    ):
        with pytest.raises(Outdated) as refused:
            change()
        assert str(refused.value) == (
            'The feeds of "club" were published for another address or by another version. '
            '"dateline migrate" publishes them anew, for https://elsewhere.example.org.'
        )
    assert list(club.conn.iterdump()) == before
