"""The tables themselves refuse what makes no sense, and the log accounts for every message."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.outbox import (
    claim_next,
    count_by_state,
    expire,
    freeze,
    mark_sending,
    mark_sent,
    mark_unsent,
    message_with_id,
    release_ended_leases,
    retry_unknown,
)
from tests.examples import a_wish, an_empty_database
from tests.storage.outboxes import EVENING, LATER, LEASE, MORNING, claim_frozen, plan, rows

IMPOSSIBLE = [
    "state = 'lost'",
    "state = 'claimed'",  # without an owner
    "state = 'sending'",
    "state = 'sent'",  # without the moment
    "lease_owner = 'me'",  # of a message that nobody works on
    "lease_until = 1",  # without an owner
    "sent_at = 1",  # of a message that was not sent
    "state = 'unknown'",  # without its bytes
    "state = 'sending', lease_owner = 'me', lease_until = 1",  # without its bytes
    "state = 'sent', sent_at = 1",  # without its bytes
    "attempts = -1",
    "day = '2021-02-32'",
    "day = 'soon'",
    "message_id = 'no brackets'",
    "dedupe_key = ''",
    "subscriber = 99",
    "state = NULL",
]


@pytest.mark.parametrize("change", IMPOSSIBLE)
def test_an_impossible_message_is_refused(db: Database, change: str) -> None:
    plan(db)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(f"UPDATE outbox SET {change}")
    assert count_by_state(db) == {"planned": 1}


def test_a_message_that_is_being_sent_keeps_its_owner_and_its_bytes(db: Database) -> None:
    plan(db)
    mark_sending(db, claim_frozen(db), LEASE, MORNING)
    for change in ("lease_owner = NULL", "payload = NULL", "state = 'planned'"):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(f"UPDATE outbox SET {change}")
    assert rows(db, "state, lease_owner, payload") == [("sending", "me", b"the mail")]


@pytest.mark.parametrize("table", ["outbox", "outbox_items", "outbox_log"])
def test_a_table_takes_no_value_of_another_type(db: Database, table: str) -> None:
    plan(db)
    column = {"outbox": "next_try_at", "outbox_items": "lead", "outbox_log": "at"}[table]
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(f"UPDATE {table} SET {column} = 'soon'")


def test_the_same_is_not_told_twice(db: Database) -> None:
    plan(db)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO outbox_items SELECT * FROM outbox_items")


MOVES = st.sampled_from(["claim", "send", "accept", "defer", "refuse", "doubt", "die", "resolve", "expire"])


@given(moves=st.lists(st.tuples(MOVES, st.integers(1, 3)), max_size=25))
def test_counts_and_log_always_add_up(moves: list[tuple[str, int]]) -> None:
    db = an_empty_database()
    for key in "123":
        plan(db, a_wish(email=f"{key}@example.org"), key=key)
    for name, id in moves:
        with transaction(db):
            move(db, name, id)
    assert sum(count_by_state(db).values()) == 3
    for id, state, attempts in rows(db, "id, state, attempts"):
        log = db.execute("SELECT from_state, to_state FROM outbox_log WHERE message = ? ORDER BY id", [id]).fetchall()
        assert [step[0] for step in log] == [None, *(step[1] for step in log[:-1])]
        assert log[-1][1] == state
        assert attempts == sum(1 for step in log if step[1] == "claimed")
    db.close()


def move(db: Database, name: str, id: int) -> None:
    """Does the step where the state of the message allows it; `die` and later steps are for all messages."""
    state = db.execute("SELECT state FROM outbox WHERE id = ?", [id]).fetchone()[0]
    message = message_with_id(db, id)
    laid_aside = {"defer": "retry", "refuse": "failed", "doubt": "unknown"}
    match name:
        case "claim":
            if claimed := claim_next(db, LEASE, MORNING):
                freeze(db, claimed, b"the mail", LEASE)
        case "send" if state == "claimed":
            mark_sending(db, message, LEASE, MORNING)
        case "accept" if state == "sending":
            mark_sent(db, message, LEASE, MORNING, "250 queued")
        case "defer" | "refuse" | "doubt" if state == "sending":
            mark_unsent(db, message, LEASE, MORNING, name, state=laid_aside[name], next_try_at=MORNING)
        case "die":
            release_ended_leases(db, LATER)
        case "resolve":
            retry_unknown(db, MORNING)
        case "expire":
            expire(db, EVENING)
