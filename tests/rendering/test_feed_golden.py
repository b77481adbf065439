"""The feeds of the shipped calendars, byte for byte: other bytes for the same events mean a higher `ical.FORMAT`."""

import pytest
from sqlite_utils import Database
from syrupy.assertion import SnapshotAssertion

from tests.rendering.feeds import asked_feed
from tests.rendering.lint import check_feed

FEEDS = {
    "csto": "csto",
    "csto in Russian": "csto?lang=ru",
    "csto exercises": "csto/exercises",
    "csto tasks": "csto/tasks",
    "csto with everything": "csto?approximate=include&people=1&alarm=P1D",
    "lakes": "lakes",
    "lakes on the venue's clock": "lakes?tz=venue",
    "nothing": "all?q=nothing-is-called-so",
}


@pytest.mark.parametrize("address", FEEDS.values(), ids=FEEDS.keys())
def test_a_feed_is_as_it_was(shipped: Database, golden_feed: SnapshotAssertion, address: str) -> None:
    body = asked_feed(shipped, address)
    check_feed(body)
    assert body == golden_feed
