"""The tables themselves refuse what makes no sense, and account for all that happens to a message."""

import sqlite3

import pytest
from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.outbox import count_by_state, plan_messages
from tests.storage.outboxes import DOMAIN, EVENING, LATER, MORNING, TOLD, a_plan, a_reader, begin, plan, rows, steps

STATES = (
    "planned",
    "claimed",
    "sending",
    "sent",
    "bounced",
    "retry",
    "failed",
    "unknown",
    "held",
    "cancelled",
    "superseded",
    "expired",
)
STEPS = {
    "planned": {"claimed", "cancelled", "superseded", "expired", "held"},
    "claimed": {"sending", "retry", "failed", "cancelled", "expired"},
    "sending": {"sent", "retry", "failed", "unknown"},
    "sent": {"bounced"},
    "bounced": set[str](),
    "retry": {"claimed", "cancelled", "superseded", "expired", "held", "sent"},
    "failed": {"retry", "cancelled"},
    "unknown": {"sent", "retry", "held", "cancelled", "expired"},
    "held": {"sent", "retry", "cancelled", "expired"},
    "cancelled": set[str](),
    "superseded": set[str](),
    "expired": set[str](),
}
PATHS = {  # to each state, by steps that are allowed
    "planned": (),
    "claimed": ("claimed",),
    "sending": ("claimed", "sending"),
    "sent": ("claimed", "sending", "sent"),
    "bounced": ("claimed", "sending", "sent", "bounced"),
    "retry": ("claimed", "sending", "retry"),
    "failed": ("claimed", "failed"),
    "unknown": ("claimed", "sending", "unknown"),
    "held": ("claimed", "sending", "unknown", "held"),
    "cancelled": ("cancelled",),
    "superseded": ("superseded",),
    "expired": ("expired",),
}
IMPOSSIBLE = [
    "state = 'lost'",
    "state = NULL",
    "state = 'claimed'",  # without an owner
    "state = 'claimed', owner = 'nobody'",  # who has no lease
    "owner = 'me'",  # of a message that nobody works on
    "sent_at = 1",  # of a message that was not sent
    "superseded_by = 1",  # of a message that was not superseded
    "telling = NULL",  # of a digest
    "telling = 99",
    "mailing = 'link'",  # which tells nothing
    "mailing = 'advertisement', telling = NULL",
    "letter = 1",  # without what is the reader's own in it
    "own = '{}'",  # without a letter
    "letter = 99, own = '{}'",
    "letter = 1, own = 'no JSON'",
    "subscriber = 99",
    "subscriber = NULL",  # though it waits
    "subscriber = NULL, state = 'cancelled'",  # and still says where it was to go
    "subscriber = NULL, recipient = '', state = 'held'",
    "attempts = -1",
    "message_id = 'no brackets'",
    "dedupe_key = ''",
    "slot = ''",
    "due_at = 'soon'",
    "not_after = NULL",
]
WITHOUT_BYTES = [
    "letter = NULL, own = NULL",
    "sending_at = NULL",
]


def go(db: Database, state: str) -> None:
    """The message goes to that state, as anybody might write it by hand."""
    owner = "'me'" if state in ("claimed", "sending") else "NULL"
    db.execute(
        f"""
        UPDATE outbox SET state = ?, owner = {owner}, letter = coalesce(letter, 1), own = coalesce(own, '{{}}'),
            sending_at = 1, sent_at = iif(? IN ('sent', 'bounced'), 1, NULL), changed_at = changed_at + 1, detail = ?
        """,
        [state, state, f"to {state}"],
    )


@pytest.fixture
def planned(db: Database) -> Database:
    """One message, a sender's lease and a letter."""
    plan(db)
    db.execute("INSERT INTO senders (owner, until) VALUES ('me', 1)")
    db.execute("INSERT INTO letters (id, hash, frame) VALUES (1, zeroblob(32), CAST('the mail' AS BLOB))")
    return db


@pytest.mark.parametrize("change", IMPOSSIBLE)
def test_an_impossible_message_is_refused(planned: Database, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute(f"UPDATE outbox SET {change}")
    assert count_by_state(planned) == {"planned": 1}


@pytest.mark.parametrize("before", STATES)
def test_a_message_takes_only_the_steps_that_are_allowed_and_each_is_logged(planned: Database, before: str) -> None:
    for state in PATHS[before]:
        go(planned, state)
    assert {after for after in STATES if can_go(planned, before, after)} == STEPS[before]
    assert rows(planned, "state") == [(before,)]
    assert [to for _, to, _ in steps(planned)] == ["planned", *PATHS[before]]


def can_go(db: Database, before: str, after: str) -> bool:
    """Whether the message can take this step; it does not stay there."""
    logged = steps(db)
    db.execute("BEGIN")
    try:
        go(db, after)
        assert steps(db) == [*logged, (before, after, f"to {after}")]
    except sqlite3.IntegrityError:
        return False
    finally:
        db.execute("ROLLBACK")
    return True


def test_the_table_of_steps_says_the_same(db: Database) -> None:
    listed = set(db.execute("SELECT from_state, to_state FROM outbox_steps").fetchall())
    assert listed == {(before, after) for before, afters in STEPS.items() for after in afters}


@pytest.mark.parametrize("state", ["sending", "sent", "unknown", "bounced"])
@pytest.mark.parametrize("change", WITHOUT_BYTES)
def test_what_may_have_been_sent_keeps_its_bytes_and_when_it_was_begun(
    planned: Database, state: str, change: str
) -> None:
    for each in PATHS[state]:
        go(planned, each)
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute(f"UPDATE outbox SET {change}")
    assert rows(planned, "state, letter, own, sending_at") == [(state, 1, "{}", 1)]


@pytest.mark.parametrize("state", ["claimed", "retry", "failed", "held", "sent"])
@pytest.mark.parametrize("change", ["letter = 2", 'own = \'{"address":"eve"}\'', "letter = NULL, own = NULL"])
def test_the_bytes_of_a_message_never_change(planned: Database, state: str, change: str) -> None:
    planned.execute("INSERT INTO letters (id, hash, frame) VALUES (2, randomblob(32), CAST('another' AS BLOB))")
    for each in PATHS[state]:
        go(planned, each)
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute(f"UPDATE outbox SET {change}")
    assert rows(planned, "letter, own") == [(1, "{}")]


def test_the_readers_own_words_go_with_him(planned: Database) -> None:
    for each in PATHS["sent"]:
        go(planned, each)
    planned.execute("UPDATE outbox SET subscriber = NULL, recipient = '', own = NULL")
    assert rows(planned, "state, letter, own") == [("sent", 1, None)]


@pytest.mark.parametrize("change", ["frame = CAST('another' AS BLOB)", "hash = randomblob(32)", "id = 2"])
def test_a_letter_never_changes(planned: Database, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="^the bytes of a letter never change$"):
        planned.execute(f"UPDATE letters SET {change}")


def test_a_letter_that_a_message_has_stays(planned: Database) -> None:
    go(planned, "claimed")
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute("DELETE FROM letters")


@pytest.mark.parametrize("change", ["at = 0", "detail = NULL", "to_state = 'sent'", "message = 2"])
def test_the_log_never_changes(planned: Database, change: str) -> None:
    before = planned.execute("SELECT * FROM outbox_log").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="^what happened to a message stays as it was logged$"):
        planned.execute(f"UPDATE outbox_log SET {change}")
    assert planned.execute("SELECT * FROM outbox_log").fetchall() == before


@pytest.mark.parametrize("statement", ["DELETE FROM outbox_log", "DELETE FROM outbox", "DELETE FROM subscribers"])
def test_neither_the_log_nor_a_message_is_deleted(planned: Database, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute(statement)
    assert (rows(planned, "state"), steps(planned)) == ([("planned",)], [(None, "planned", None)])


@pytest.mark.parametrize("column", ["dedupe_key", "message_id"])
def test_two_messages_never_share_a_name(planned: Database, column: str) -> None:
    plan(planned, slot="2021-09-03")
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute(f"UPDATE outbox SET {column} = (SELECT {column} FROM outbox WHERE id = 1) WHERE id = 2")


def test_planning_is_all_or_nothing(db: Database) -> None:
    with transaction(db):
        reader = a_reader(db)
    plans = [a_plan(reader), a_plan(99, slot="2021-09-03")]
    with pytest.raises(sqlite3.IntegrityError), transaction(db):
        plan_messages(db, plans, domain=DOMAIN, now=MORNING)
    assert (count_by_state(db), steps(db), db["tellings"].count) == ({}, [], 0)


def test_the_log_says_when_each_step_was_taken(db: Database) -> None:
    plan(db)
    begin(db, now=LATER)
    at = db.execute("SELECT to_state, at FROM outbox_log ORDER BY id").fetchall()
    assert at == [("planned", MORNING.timestamp()), ("claimed", LATER.timestamp()), ("sending", LATER.timestamp())]


@pytest.mark.parametrize(
    ("table", "column"),
    [("outbox", "next_try_at"), ("outbox_log", "at"), ("telling_items", "revision"), ("senders", "until")],
)
def test_a_table_takes_no_value_of_another_type(planned: Database, table: str, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute(f"UPDATE {table} SET {column} = 'soon'")


def test_the_same_is_told_once_in_a_mail(planned: Database) -> None:
    assert planned["telling_items"].count == len(TOLD)
    with pytest.raises(sqlite3.IntegrityError):
        planned.execute("INSERT INTO telling_items SELECT * FROM telling_items")


def test_an_outbox_that_is_too_late_is_still_in_the_log(db: Database) -> None:
    plan(db)
    db.execute("UPDATE outbox SET state = 'expired', changed_at = ?, detail = 'by hand'", [int(EVENING.timestamp())])
    assert steps(db) == [(None, "planned", None), ("planned", "expired", "by hand")]
