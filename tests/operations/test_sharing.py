"""Who is given a token sees the private calendar, until it is taken back."""

import re
from datetime import timedelta

import pytest
from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.site import Site
from service.domain.wish import Leads
from service.operations.importing import load
from service.operations.reminding import plan_due_digests
from service.operations.sharing import share, unshare
from service.operations.subscribing import subscribe
from service.storage.calendars import all_calendars, calendar_named
from service.storage.events import current_events, event_called, events_between
from service.storage.generations import generation
from service.storage.tokens import Token, calendar_of_token, tokens_of
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, a_wish, whole_days

NEXT_DAY = NOW + timedelta(days=1)
SECRET = a_meeting("secret@board", whole_days("2021-09-16"))
PUBLIC = a_meeting("meeting@club", whole_days("2021-09-16"))


@pytest.fixture
def board(db: Database, site: Site) -> Database:
    """A private calendar and a public one, each with a meeting on the same day."""
    files = [a_file(SECRET, calendar=a_calendar("board", private=True), name="board.toml"), a_file(PUBLIC)]
    load(db, files, site, NOW)
    return db


def test_whoever_has_the_token_sees_the_calendar(board: Database) -> None:
    token = share(board, "board", " Anna ", NOW)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert calendar_of_token(board, token) == "board"
    assert tokens_of(board, "board") == [Token(1, "board", "Anna", NOW, None)]


def test_every_reader_has_a_token_of_his_own(board: Database) -> None:
    tokens = [share(board, "board", name, NOW) for name in ("Anna", "Boris", "Boris")]
    assert len(set(tokens)) == 3
    unshare(board, 2, NEXT_DAY)
    assert [calendar_of_token(board, token) for token in tokens] == ["board", None, "board"]


def test_giving_and_taking_back_are_changes_of_the_feeds(board: Database) -> None:
    before = generation(board)
    share(board, "board", "Anna", NOW)
    given = generation(board)
    unshare(board, 1, NEXT_DAY)
    assert before < given < generation(board)


@pytest.mark.parametrize(
    ("calendar", "note", "error", "sentence"),
    [
        ("none", "Anna", NotFound, 'There is no calendar "none".'),
        ("club", "Anna", InvalidValue, 'The calendar "club" is not private: everybody may subscribe to it.'),
        ("board", " ", InvalidValue, 'Expected for whom it is, on one line that is not blank, not " ".'),
        ("board", "A\n", InvalidValue, 'Expected for whom it is, on one line that is not blank, not "A�".'),
    ],
)
def test_what_cannot_be_shared_is_refused_in_a_sentence(
    board: Database, calendar: str, note: str, error: type[Exception], sentence: str
) -> None:
    before = generation(board)
    with pytest.raises(error) as refused:
        share(board, calendar, note, NOW)
    assert str(refused.value) == sentence
    assert (tokens_of(board), generation(board)) == ([], before)


def test_what_was_never_given_or_is_taken_back_cannot_be_taken_back(board: Database) -> None:
    share(board, "board", "Anna", NOW)
    unshare(board, 1, NEXT_DAY)
    before = generation(board)
    for id in (1, 2):
        with pytest.raises(NotFound, match=f"^There is no token {id} that is still good.$"):
            unshare(board, id, NEXT_DAY)
    assert generation(board) == before


def test_a_private_calendar_is_found_only_by_who_asks_for_private_ones(board: Database) -> None:
    day = NOW.date() + timedelta(days=14)
    club, private = a_calendar("club"), a_calendar("board", private=True)
    assert (all_calendars(board), all_calendars(board, private=True)) == ([club], [private, club])
    assert (event_called(board, "secret"), calendar_named(board, "board")) == (None, private)
    found = event_called(board, "secret", private=True)
    assert found
    assert found.event == SECRET
    for revisions, events in (
        (current_events(board), [PUBLIC]),
        (current_events(board, private=True), [PUBLIC, SECRET]),
        (current_events(board, calendar="board"), []),
        (current_events(board, calendar="board", private=True), [SECRET]),
        (events_between(board, day, day), [PUBLIC]),
        (events_between(board, day, day, private=True), [PUBLIC, SECRET]),
    ):
        assert [each.event for each in revisions] == events


def test_a_calendar_is_private_as_long_as_its_file_says_so(board: Database, site: Site) -> None:
    for calendar, found in ((a_calendar("board"), True), (a_calendar("board", private=True), False)):
        load(board, [a_file(SECRET, calendar=calendar, name="board.toml")], site, NEXT_DAY)
        assert (event_called(board, "secret") is not None) is found


def test_nobody_is_reminded_of_what_is_private(board: Database, site: Site) -> None:
    reader = subscribe(board, "anna@example.org", a_wish(cadence=Leads((14,))), NOW - timedelta(days=1))
    assert plan_due_digests(board, site, NOW + timedelta(hours=12)) == 1
    rows = board.execute(
        "SELECT uid FROM outbox JOIN telling_items USING (telling) WHERE subscriber = ?", [reader.id]
    ).fetchall()
    assert rows == [("meeting@club",)]
