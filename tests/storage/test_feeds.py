"""A published feed keeps the moment of its last change as long as its bytes are the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlite_utils import Database

from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.feeds import PublishedFeed, calendars_published_otherwise, feed_at, store_feed
from tests.examples import a_calendar

NOON = datetime(2021, 9, 2, 12, tzinfo=UTC)
ONE = datetime(2021, 9, 2, 13, tzinfo=UTC)


def a_feed(**other: Any) -> PublishedFeed:
    made_up: dict[str, Any] = dict(
        path="club", calendar="club", body=b"first", etag='"1"', changed_at=NOON, edition="1 here"
    )
    return PublishedFeed(**made_up | other)


@pytest.fixture
def club(db: Database) -> Database:
    with transaction(db):
        add_calendar_revision(db, a_calendar(), at=NOON, author="club.toml")
    return db


def test_a_feed_comes_back_as_it_was_stored(club: Database) -> None:
    store_feed(club, a_feed())
    assert feed_at(club, "club") == a_feed()


def test_there_is_no_feed_where_none_was_published(club: Database) -> None:
    assert feed_at(club, "club/meetings") is None


def test_the_same_bytes_stored_later_changed_when_they_first_did(club: Database) -> None:
    store_feed(club, a_feed())
    store_feed(club, a_feed(changed_at=ONE, edition="2 here"))
    assert feed_at(club, "club") == a_feed(edition="2 here")


def test_other_bytes_changed_when_they_were_stored(club: Database) -> None:
    other = a_feed(body=b"second", etag='"2"', changed_at=ONE)
    store_feed(club, a_feed())
    store_feed(club, other)
    assert feed_at(club, "club") == other


@pytest.mark.parametrize("later", [NOON, datetime(2021, 9, 2, 11, tzinfo=UTC)], ids=["same second", "clock set back"])
def test_the_moment_of_change_rises_even_where_the_clock_does_not(club: Database, later: datetime) -> None:
    store_feed(club, a_feed())
    store_feed(club, a_feed(body=b"second", etag='"2"', changed_at=later))
    stored = feed_at(club, "club")
    assert stored
    assert stored.changed_at == datetime(2021, 9, 2, 12, 0, 1, tzinfo=UTC)


def test_a_calendar_without_feeds_is_published_otherwise(club: Database) -> None:
    assert calendars_published_otherwise(club, "1 here") == ["club"]


def test_a_calendar_is_published_otherwise_as_soon_as_the_edition_is_another(club: Database) -> None:
    store_feed(club, a_feed())
    assert calendars_published_otherwise(club, "1 here") == []
    assert calendars_published_otherwise(club, "2 here") == ["club"]


def test_one_outdated_feed_is_enough(club: Database) -> None:
    store_feed(club, a_feed())
    store_feed(club, a_feed(path="club/meetings", edition="0 here"))
    assert calendars_published_otherwise(club, "1 here") == ["club"]
