"""Who asked is counted from an instant on, and forgotten up to one."""

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.sign_ups import forget_sign_ups, last_sign_ups, note_sign_up

AT = datetime(2021, 9, 2, 5, tzinfo=UTC)
ANNA, BORIS = b"a" * 32, b"b" * 32


def later(seconds: int) -> datetime:
    return AT + timedelta(seconds=seconds)


def note(db: Database) -> None:
    with transaction(db):
        for seconds in (0, 5, 5, 9):
            note_sign_up(db, ANNA, later(seconds))
        note_sign_up(db, BORIS, later(7))


def test_the_last_ones_after_an_instant_are_found_the_latest_first(db: Database) -> None:
    note(db)
    assert last_sign_ups(db, ANNA, AT, most=9) == [later(9), later(5), later(5)]
    assert last_sign_ups(db, ANNA, later(4), most=2) == [later(9), later(5)]
    assert last_sign_ups(db, BORIS, later(7), most=2) == []


def test_those_up_to_an_instant_are_forgotten(db: Database) -> None:
    note(db)
    with transaction(db):
        forget_sign_ups(db, later(7))
    assert db.execute("SELECT asker, at FROM sign_ups").fetchall() == [(ANNA, int(later(9).timestamp()))]
