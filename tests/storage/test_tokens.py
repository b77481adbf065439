"""A token leads to its calendar until it is revoked, and is known only by its hash."""

import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.renames import rename_calendar
from service.storage.tokens import Token, add_token, calendar_of_token, revoke_token, tokens_of
from tests.examples import a_calendar

AT = datetime(2021, 8, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(days=1)


@pytest.fixture
def board(db: Database) -> Database:
    """A private calendar, and one beside it."""
    for slug in ("board", "choir"):
        add_calendar_revision(db, a_calendar(slug, private=True), at=AT, author=f"{slug}.toml")
    return db


def test_a_token_leads_to_its_calendar(board: Database) -> None:
    add_token(board, "board", "Anna", "one", AT)
    add_token(board, "choir", "Anna", "two", AT)
    asked = ("one", "two", "three", "", "One", "\udc80")
    assert [calendar_of_token(board, token) for token in asked] == ["board", "choir", None, None, None, None]


def test_a_revoked_token_leads_nowhere_and_the_others_as_before(board: Database) -> None:
    first = add_token(board, "board", "Anna", "one", AT)
    add_token(board, "board", "Boris", "two", AT)
    assert revoke_token(board, first, LATER)
    assert [calendar_of_token(board, token) for token in ("one", "two")] == [None, "board"]


def test_a_token_is_revoked_once(board: Database) -> None:
    id = add_token(board, "board", "Anna", "one", AT)
    assert [revoke_token(board, id, LATER), revoke_token(board, id, LATER + timedelta(days=1))] == [True, False]
    assert revoke_token(board, id + 1, LATER) is False
    assert tokens_of(board) == [Token(id, "board", "Anna", AT, LATER)]


def test_tokens_are_listed_in_the_order_of_giving(board: Database) -> None:
    ids = [add_token(board, slug, slug.title(), slug, AT) for slug in ("choir", "board")]
    choir, of_board = Token(ids[0], "choir", "Choir", AT, None), Token(ids[1], "board", "Board", AT, None)
    assert (tokens_of(board), tokens_of(board, "board")) == ([choir, of_board], [of_board])


def test_the_token_itself_is_nowhere_in_the_database(board: Database) -> None:
    add_token(board, "board", "Anna", "the-secret", AT)
    assert not any("the-secret" in line for line in board.conn.iterdump())
    assert [row["hash"] for row in board.query("SELECT hash FROM feed_tokens")] == [
        hashlib.sha256(b"the-secret").digest()
    ]


def test_a_token_follows_its_calendar_to_another_slug(board: Database) -> None:
    add_token(board, "board", "Anna", "one", AT)
    with transaction(board):
        rename_calendar(board, "board", "council")
    assert calendar_of_token(board, "one") == "council"


@pytest.mark.parametrize(("calendar", "note", "token"), [("none", "Anna", "new"), ("board", "", "new")])
def test_a_token_of_no_calendar_or_for_nobody_is_refused(board: Database, calendar: str, note: str, token: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        add_token(board, calendar, note, token, AT)


def test_no_token_is_given_twice(board: Database) -> None:
    add_token(board, "board", "Anna", "one", AT)
    with pytest.raises(sqlite3.IntegrityError):
        add_token(board, "choir", "Boris", "one", AT)
