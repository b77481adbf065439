"""The feeds of the shipped calendars, byte for byte: other bytes for the same events mean a higher `ical.FORMAT`."""

import pytest
from sqlite_utils import Database
from syrupy.assertion import SnapshotAssertion

from service.storage.feeds import feed_at
from tests.rendering.lint import check_feed


def stored(db: Database, path: str) -> bytes:
    feed = feed_at(db, path)
    assert feed
    return feed.body


@pytest.mark.parametrize("calendar", ["csto", "lakes"])
def test_the_feed_of_a_shipped_calendar(shipped: Database, golden_feed: SnapshotAssertion, calendar: str) -> None:
    assert stored(shipped, calendar) == golden_feed


def test_the_feed_of_one_kind(shipped: Database, golden_feed: SnapshotAssertion) -> None:
    assert stored(shipped, "csto/exercises") == golden_feed


def test_every_feed_keeps_the_rules_of_the_wire(shipped: Database) -> None:
    bodies = [body for (body,) in shipped.execute("SELECT body FROM feeds").fetchall()]
    assert len(bodies) == 10
    for body in bodies:
        check_feed(body)
