"""Feeds are published when an event changes, and stay as they are when none does."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from service.domain.event import Status
from service.domain.site import Site
from service.domain.text import Text
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.publishing import entity_tag, publish_what_is_outdated
from service.storage.feeds import PublishedFeed, feed_at
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting

LATER = NOW + timedelta(days=1)
MOVED = Site("https://elsewhere.example.org", "dateline@example.org")


def the_feed(db: Database, path: str = "club") -> PublishedFeed:
    feed = feed_at(db, path)
    assert feed
    return feed


def times_of_change(db: Database) -> dict[str, int]:
    rows = db.execute("SELECT path, changed_at FROM feeds").fetchall()
    return {path: at - int(NOW.timestamp()) for path, at in rows}


def test_a_calendar_has_a_feed_and_one_for_each_kind(club: Database) -> None:
    assert times_of_change(club) == dict.fromkeys(
        ["club", "club/meetings", "club/deadlines", "club/exercises", "club/milestones"], 0
    )


def test_the_entity_tag_follows_from_the_bytes(club: Database) -> None:
    feed = the_feed(club)
    assert feed.etag == entity_tag(feed.body)
    assert entity_tag(feed.body + b" ") != feed.etag
    assert (feed.etag[0], feed.etag[-1], len(feed.etag)) == ('"', '"', 22)


def test_a_feed_of_a_kind_holds_only_that_kind(shipped: Database) -> None:
    by_kind = {
        kind: the_feed(shipped, f"lakes/{kind}").body.count(b"BEGIN:VEVENT")
        for kind in ("meetings", "deadlines", "exercises", "milestones")
    }
    assert by_kind == {"meetings": 7, "deadlines": 2, "exercises": 1, "milestones": 0}
    assert the_feed(shipped, "lakes").body.count(b"BEGIN:VEVENT") == 10


def test_a_changed_event_changes_only_the_feeds_that_it_is_in(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(summary=Text("Another title")))], site, LATER)
    one_day = 86400
    assert times_of_change(club) == {
        "club": one_day,
        "club/meetings": one_day,
        "club/deadlines": 0,
        "club/exercises": 0,
        "club/milestones": 0,
    }


def test_an_edit_is_published_with_it(club: Database, site: Site) -> None:
    edit(club, "meeting", Edit(status=Status.CANCELLED), site, LATER, by="anna", reason=None)
    assert the_feed(club).body.count(b"\r\nSTATUS:CANCELLED\r\n") == 1
    assert the_feed(club).changed_at == LATER


def test_a_calendar_that_changed_is_published_though_its_events_did_not(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(), calendar=a_calendar(color="steelblue"))], site, LATER)
    assert the_feed(club).body.count(b"\r\nCOLOR:steelblue\r\n") == 1


def test_nothing_is_published_again_where_nothing_changed(club: Database, site: Site) -> None:
    before = list(club.conn.iterdump())
    assert publish_what_is_outdated(club, site, LATER) == []
    assert list(club.conn.iterdump()) == before


def test_all_is_published_again_at_another_address(club: Database, site: Site) -> None:
    assert publish_what_is_outdated(club, MOVED, LATER) == ["club"]
    assert the_feed(club).body.count(b"dates.example.org") == 0
    assert publish_what_is_outdated(club, MOVED, LATER) == []
    assert publish_what_is_outdated(club, site, LATER) == ["club"]


def test_a_calendar_that_was_never_published_is(club: Database, site: Site) -> None:
    before = the_feed(club)
    club.execute("DELETE FROM feeds")
    assert publish_what_is_outdated(club, site, NOW) == ["club"]
    assert the_feed(club) == before


def test_a_change_that_fails_publishes_nothing(club: Database, site: Site) -> None:
    before = list(club.conn.iterdump())
    club.execute("CREATE TRIGGER full BEFORE UPDATE ON feeds BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(Exception, match="disk full"):
        load(club, [a_file(a_meeting(summary=Text("Another title")))], site, LATER)
    club.execute("DROP TRIGGER full")
    assert list(club.conn.iterdump()) == before
