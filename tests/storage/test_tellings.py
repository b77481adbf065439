"""What mails tell is kept once however many readers are told it, and comes back as it was."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.message import Mailing
from service.domain.telling import Ahead, Changed, Occasion, Overdue, Running, Telling, Told
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.events import add_revision
from service.storage.tellings import telling_number, tellings_numbered, tellings_of, tellings_that_tell
from tests.examples import a_calendar, a_meeting, a_revision, an_empty_database
from tests.storage.outboxes import MORNING, TOLD, plan
from tests.strategies import days

DAY = date(2021, 9, 16)
AHEAD, RUNNING, OVERDUE, CHANGED = (
    Telling(Told("meeting@club", DAY, occasion), 1) for occasion in (Ahead(14), Running(2), Overdue(), Changed(1))
)
WITHOUT_DAY = Telling(Told("meeting@club", None, Changed(1)), 2)

occasions: st.SearchStrategy[Occasion] = st.one_of(
    st.builds(Ahead, st.integers(0, 365)),
    st.builds(Running, st.integers(2, 400)),
    st.just(Overdue()),
    st.builds(Changed, st.integers(1, 99)),
)
UIDS = ("meeting@club", "other@club", "z@club")
told_things = st.one_of(
    st.builds(Told, st.sampled_from(UIDS), days(), occasions),
    st.builds(Told, st.sampled_from(UIDS), st.none(), st.builds(Changed, st.integers(1, 99))),
)


def a_club(db: Database) -> Database:
    """With the events that are told here."""
    with transaction(db):
        add_calendar_revision(db, a_calendar(), at=MORNING, author="club.toml")
        for uid in UIDS:
            add_revision(db, a_revision(a_meeting(uid)))
    return db


@pytest.fixture
def club(db: Database) -> Database:
    return a_club(db)


def number(db: Database, *told: Telling) -> int:
    with transaction(db):
        return telling_number(db, told)


def rows(db: Database) -> tuple[int, int]:
    """How many sets there are, and how many facts in all of them."""
    found = db.execute("SELECT (SELECT count(*) FROM tellings), (SELECT count(*) FROM telling_items)").fetchone()
    return (found[0], found[1])


@settings(max_examples=30)
@given(st.dictionaries(told_things, st.integers(1, 99), max_size=5))
def test_what_is_told_comes_back(told: dict[Told, int]) -> None:
    db = a_club(an_empty_database())
    tellings = {Telling(each, revision) for each, revision in told.items()}
    assert set(tellings_numbered(db, number(db, *tellings))) == tellings
    db.close()


def test_a_set_is_kept_once_in_whatever_order_it_is_given(club: Database) -> None:
    assert number(club, AHEAD, OVERDUE) == number(club, OVERDUE, AHEAD)
    assert rows(club) == (1, 2)


@pytest.mark.parametrize(
    "other",
    [
        [],
        [AHEAD, RUNNING],
        [Telling(AHEAD.told, 2)],
        [Telling(Told("other@club", DAY, Ahead(14)), 1)],
        [Telling(Told("meeting@club", date(2021, 9, 17), Ahead(14)), 1)],
        [Telling(Told("meeting@club", DAY, Ahead(7)), 1)],
        [Telling(Told("meeting@club", DAY, Running(14)), 1)],
    ],
    ids=["less", "more", "another revision", "another event", "another day", "another lead", "another occasion"],
)
def test_whatever_differs_is_another_set(club: Database, other: list[Telling]) -> None:
    assert number(club, AHEAD) != number(club, *other)
    assert len({number(club, AHEAD), number(club, *other)}) == rows(club)[0] == 2


def test_what_is_told_comes_back_by_day_and_uid_and_what_has_no_day_last(club: Database) -> None:
    earlier = Telling(Told("z@club", date(2021, 9, 1), Ahead(0)), 1)
    other = Telling(Told("other@club", DAY, Ahead(14)), 1)
    assert tellings_numbered(club, number(club, WITHOUT_DAY, other, AHEAD, earlier)) == (
        earlier,
        AHEAD,
        other,
        WITHOUT_DAY,
    )


def test_a_number_that_was_not_given_tells_nothing(club: Database) -> None:
    assert tellings_numbered(club, 1) == ()


def test_a_message_tells_what_was_planned(db: Database) -> None:
    plan(db)
    assert tellings_of(db, 1) == TOLD


def test_a_mail_that_tells_of_no_event_and_one_that_is_not_there_tell_nothing(db: Database) -> None:
    plan(db, mailing=Mailing.LINK, tellings=())
    assert (tellings_of(db, 1), tellings_of(db, 2)) == ((), ())


def test_the_sets_that_tell_something_are_found_each_with_what_it_tells_of_it(club: Database) -> None:
    both, one, _ = number(club, AHEAD, OVERDUE, CHANGED), number(club, OVERDUE), number(club, RUNNING)
    assert tellings_that_tell(club, [AHEAD.told, OVERDUE.told]) == {
        both: {AHEAD.told, OVERDUE.told},
        one: {OVERDUE.told},
    }
    assert tellings_that_tell(club, []) == {}


def test_what_was_told_in_any_revision_is_found(club: Database) -> None:
    first, second = number(club, AHEAD), number(club, Telling(AHEAD.told, 2))
    assert tellings_that_tell(club, [AHEAD.told]) == {first: {AHEAD.told}, second: {AHEAD.told}}


def test_what_has_no_day_is_found_and_is_not_what_has_one(club: Database) -> None:
    undated, dated = number(club, WITHOUT_DAY), number(club, CHANGED)
    assert tellings_that_tell(club, [WITHOUT_DAY.told]) == {undated: {WITHOUT_DAY.told}}
    assert tellings_that_tell(club, [CHANGED.told]) == {dated: {CHANGED.told}}


@pytest.mark.parametrize("other", [Ahead(2), Running(14), Overdue(), Changed(14)])
def test_another_occasion_with_the_same_number_is_not_found(club: Database, other: Occasion) -> None:
    number(club, AHEAD, RUNNING)
    assert tellings_that_tell(club, [Told("meeting@club", DAY, other)]) == {}
