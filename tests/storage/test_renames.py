"""An old slug leads to the new one, until something bears it again."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.storage.calendars import add_calendar_revision, calendar_named
from service.storage.database import connect, migrate, open_database, transaction
from service.storage.documents import event_document
from service.storage.events import add_revision, current_events, event_called, release_slugs
from service.storage.migrations import migrations
from service.storage.renames import new_calendar_slug, new_event_slug, remember_former_slug, rename_calendar
from tests.examples import a_calendar, a_meeting, a_revision

AT = datetime(2021, 8, 1, tzinfo=UTC)


def keep_calendar(db: Database, slug: str, *, private: bool = False) -> None:
    add_calendar_revision(db, a_calendar(slug, private=private), at=AT, author=f"{slug}.toml")


def call(db: Database, uid: str, *slugs: str, calendar: str = "club", first: int = 1) -> None:
    """The event bears these slugs, one after the other."""
    for number, slug in enumerate(slugs, first):
        with transaction(db):
            release_slugs(db, [uid])
            add_revision(db, a_revision(a_meeting(uid, slug=slug), calendar=calendar, number=number))


def new_slugs(db: Database, olds: Iterable[str]) -> dict[str, str | None]:
    return {old: new_event_slug(db, old) for old in olds}


@pytest.fixture
def club(db: Database) -> Database:
    keep_calendar(db, "club")
    return db


def test_every_slug_that_an_event_bore_leads_to_the_one_it_bears(club: Database) -> None:
    call(club, "a@club", "one", "two", "three")
    assert new_slugs(club, ("one", "two", "three", "four")) == {
        "one": "three",
        "two": "three",
        "three": None,
        "four": None,
    }


def test_a_revision_that_keeps_the_slug_renames_nothing(club: Database) -> None:
    call(club, "a@club", "one", "one")
    assert list(club["renamed_events"].rows) == []


def test_an_event_that_takes_its_old_slug_back_is_found_there(club: Database) -> None:
    call(club, "a@club", "one", "two", "one")
    assert new_slugs(club, ("one", "two")) == {"one": None, "two": "one"}


def test_a_slug_that_another_event_bears_now_is_that_events(club: Database) -> None:
    call(club, "a@club", "one", "two")
    call(club, "b@club", "one")
    assert new_event_slug(club, "one") is None


def test_a_slug_that_several_events_bore_leads_to_the_last_of_them(club: Database) -> None:
    call(club, "a@club", "one", "two")
    call(club, "b@club", "one", "three")
    assert new_event_slug(club, "one") == "three"


def test_events_that_swap_their_slugs_lead_nowhere_else(club: Database) -> None:
    call(club, "a@club", "one")
    call(club, "b@club", "two")
    with transaction(club):
        release_slugs(club, ["a@club", "b@club"])
        add_revision(club, a_revision(a_meeting("a@club", slug="two"), number=2))
        add_revision(club, a_revision(a_meeting("b@club", slug="one"), number=2))
    assert new_slugs(club, ("one", "two")) == {"one": None, "two": None}


def test_an_old_slug_in_a_private_calendar_is_told_only_if_asked_for(db: Database) -> None:
    keep_calendar(db, "board", private=True)
    call(db, "a@board", "one", "two", calendar="board")
    assert (new_event_slug(db, "one"), new_event_slug(db, "one", private=True)) == (None, "two")


def test_what_was_renamed_before_the_table_was_made_is_found_in_the_revisions(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    path.touch()
    old = connect(path)
    migrations.apply(old, stop_before="m006_feed_tokens")
    old.execute("INSERT INTO calendars (slug, number) VALUES ('club', 1)")
    calls = [("a@club", 1, "one"), ("a@club", 2, "two"), ("a@club", 3, "three"), ("b@club", 1, "two")]
    with transaction(old):
        for second, (uid, number, slug) in enumerate(calls):
            old.execute(
                "INSERT INTO revisions (uid, number, sequence, at, author, document) VALUES (?, ?, 0, ?, 'me', ?)",
                [uid, number, second, event_document(a_meeting(uid, slug=slug))],
            )
        for uid, number, slug in calls[2:]:
            old.execute(
                "INSERT INTO events (uid, calendar, slug, number, kind) VALUES (?, 'club', ?, ?, 'meeting')",
                [uid, slug, number],
            )
    old.close()
    migrate(path)
    db = open_database(path)
    assert new_slugs(db, ("one", "two", "three")) == {"one": "three", "two": None, "three": None}
    db.close()


def test_a_renamed_calendar_keeps_all_that_belongs_to_it(club: Database) -> None:
    call(club, "a@club", "one")
    keep_calendar(club, "lakes")
    with transaction(club):
        rename_calendar(club, "club", "society")
        keep_calendar(club, "society")
    assert calendar_named(club, "club") is None
    assert calendar_named(club, "society") == a_calendar("society")
    assert event_called(club, "one") == a_revision(a_meeting("a@club", slug="one"), calendar="society")
    assert [each.calendar for each in current_events(club)] == ["society"]
    written = club.query("SELECT number FROM calendar_revisions WHERE calendar = 'society' ORDER BY number")
    assert [row["number"] for row in written] == [1, 2]
    assert list(club.query("PRAGMA foreign_key_check")) == []


def test_every_table_that_names_calendars_follows_a_rename(shipped: Database) -> None:
    with transaction(shipped):
        rename_calendar(shipped, "csto", "odkb")
        add_calendar_revision(shipped, a_calendar("odkb"), at=AT + timedelta(days=1), author="odkb.toml")
    left = {
        table.name
        for table in shipped.tables
        for key in table.foreign_keys
        if key.other_table == "calendars" and key.column
        for _ in table.rows_where(f"[{key.column}] = 'csto'")
    }
    assert left == set()


def test_every_slug_that_a_calendar_bore_leads_to_the_one_it_bears(club: Database) -> None:
    for old, new in (("club", "society"), ("society", "league")):
        with transaction(club):
            rename_calendar(club, old, new)
            keep_calendar(club, new)
    assert [new_calendar_slug(club, slug) for slug in ("club", "society", "league")] == ["league", "league", None]


def test_a_calendar_that_takes_its_old_slug_back_is_found_there(club: Database) -> None:
    for old, new in (("club", "society"), ("society", "club")):
        with transaction(club):
            rename_calendar(club, old, new)
            keep_calendar(club, new)
    assert [new_calendar_slug(club, slug) for slug in ("club", "society")] == [None, "club"]


def test_a_slug_that_another_calendar_bears_now_is_that_calendars(club: Database) -> None:
    with transaction(club):
        rename_calendar(club, "club", "society")
        keep_calendar(club, "society")
        keep_calendar(club, "club")
    assert new_calendar_slug(club, "club") is None


def test_the_old_slug_of_a_private_calendar_is_told_only_if_asked_for(db: Database) -> None:
    keep_calendar(db, "board", private=True)
    remember_former_slug(db, "council", "board")
    assert (new_calendar_slug(db, "council"), new_calendar_slug(db, "council", private=True)) == (None, "board")


def test_a_calendar_cannot_take_the_slug_of_another(club: Database) -> None:
    keep_calendar(club, "lakes")
    with pytest.raises(sqlite3.IntegrityError), transaction(club):
        rename_calendar(club, "club", "lakes")
    assert calendar_named(club, "club") == a_calendar("club")
