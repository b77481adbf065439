"""What becomes of messages that nobody is sending: some are too late, of others nobody knows whether they came."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.outbox import Unsent, count_by_state, mark_unsent
from service.storage.outbox_upkeep import (
    TOO_LATE,
    TOO_LATE_TO_FIND_OUT,
    Unknown,
    expire,
    look_later,
    resolve,
    unknown_messages,
    was_accepted,
)
from tests.storage.outboxes import EVENING, LATER, MORNING, begin, lay_aside, plan, rows, steps, take

QUARTER = MORNING + timedelta(minutes=15)
UNKNOWN = Unknown(1, "<1@example.org>", MORNING, is_too_late=False)


@pytest.fixture
def doubtful(db: Database) -> Database:
    """One message of which nobody knows whether it came; it is to be looked at in a quarter of an hour."""
    plan(db)
    lay_aside(db, begin(db), "unknown")
    return db


def named(db: Database, unknown: Unknown) -> Unknown:
    """The same, with the name of the only message."""
    ((message_id,),) = rows(db, "message_id")
    return Unknown(unknown.id, message_id, unknown.sending_at, unknown.is_too_late)


@pytest.mark.parametrize(("now", "expired"), [(EVENING - timedelta(seconds=1), 0), (EVENING, 1)])
def test_a_planned_message_expires_when_it_is_too_late(db: Database, now: datetime, expired: int) -> None:
    plan(db)
    assert expire(db, now) == expired
    assert count_by_state(db) == {"expired" if expired else "planned": 1}
    assert steps(db)[1:] == [("planned", "expired", TOO_LATE)] * expired


def test_a_message_to_be_retried_expires_too(db: Database) -> None:
    plan(db)
    (message,) = take(db)
    lay_aside(db, message, "retry")
    assert expire(db, EVENING) == 1
    assert steps(db)[-1] == ("retry", "expired", TOO_LATE)


@pytest.mark.parametrize("state", ["claimed", "sending"])
def test_a_message_in_somebodys_hands_does_not_expire(db: Database, state: str) -> None:
    plan(db)
    if state == "claimed":
        take(db)
    else:
        begin(db)
    assert expire(db, EVENING) == 0
    assert count_by_state(db) == {state: 1}


@pytest.mark.parametrize("state", ["sent", "failed", "held", "cancelled"])
def test_what_is_over_or_held_does_not_expire(doubtful: Database, state: str) -> None:
    doubtful.execute("UPDATE outbox SET state = 'retry'")
    if state == "failed":
        take(doubtful, now=QUARTER)
    doubtful.execute(f"UPDATE outbox SET state = '{state}', owner = NULL, sent_at = iif('{state}' = 'sent', 1, NULL)")
    assert expire(doubtful, EVENING) == 0
    assert count_by_state(doubtful) == {state: 1}


def test_what_is_unknown_expires_once_it_was_looked_up(doubtful: Database) -> None:
    doubtful.execute("UPDATE outbox SET next_try_at = not_after + 60")
    assert expire(doubtful, EVENING) == 0
    assert expire(doubtful, EVENING + timedelta(minutes=1)) == 1
    assert steps(doubtful)[-1] == ("unknown", "expired", TOO_LATE_TO_FIND_OUT)


def test_what_expires_is_counted_together(db: Database) -> None:
    plan(db)
    lay_aside(db, begin(db), "unknown")
    plan(db, "boris@example.org")
    assert expire(db, EVENING) == 2
    assert expire(db, EVENING) == 0


def test_unknown_messages_are_looked_at_when_they_have_settled(doubtful: Database) -> None:
    assert unknown_messages(doubtful, QUARTER - timedelta(seconds=1)) == []
    assert unknown_messages(doubtful, QUARTER) == [named(doubtful, UNKNOWN)]
    assert unknown_messages(doubtful, EVENING) == [named(doubtful, Unknown(1, "", MORNING, is_too_late=True))]


def test_what_is_sent_or_waits_is_not_unknown(db: Database) -> None:
    plan(db)
    assert unknown_messages(db, EVENING) == []
    begin(db)
    assert unknown_messages(db, EVENING) == []


def test_an_unknown_message_that_was_accepted_is_sent(doubtful: Database) -> None:
    was_accepted(doubtful, UNKNOWN, LATER, reply="queued as 42")
    assert rows(doubtful, "state, sent_at, detail") == [("sent", LATER.timestamp(), "queued as 42")]
    assert steps(doubtful)[-1] == ("unknown", "sent", "queued as 42")


@pytest.mark.parametrize("state", ["retry", "held"])
def test_an_unknown_message_is_tried_again_or_held(doubtful: Database, state: str) -> None:
    with transaction(doubtful):
        resolve(doubtful, [UNKNOWN], state, LATER, reason="so decided")
    assert rows(doubtful, "state, next_try_at") == [(state, LATER.timestamp())]
    assert steps(doubtful)[-1] == ("unknown", state, "so decided")


def test_a_decision_about_an_earlier_try_changes_nothing(doubtful: Database) -> None:
    """Somebody may be stopped between looking into the log of the relay and writing down what he found there."""
    with transaction(doubtful):
        resolve(doubtful, [UNKNOWN], "retry", QUARTER, reason="so decided")
    message = begin(doubtful, "other", QUARTER)
    with transaction(doubtful):
        unsent = Unsent(message.id, "unknown", QUARTER, "hung up")
        mark_unsent(doubtful, [unsent], owner="other", now=QUARTER)
        before = rows(doubtful, "*")
        resolve(doubtful, [UNKNOWN], "retry", LATER, reason="so decided")
        look_later(doubtful, [UNKNOWN], EVENING)
    assert rows(doubtful, "*") == before


@pytest.mark.parametrize(
    ("at", "looked_at"),
    [
        (QUARTER + timedelta(minutes=1), QUARTER + timedelta(minutes=1)),
        (EVENING - timedelta(seconds=1), EVENING - timedelta(seconds=1)),
        (EVENING + timedelta(seconds=1), EVENING),
    ],
)
def test_what_cannot_be_said_yet_is_looked_at_later_but_at_the_latest_when_it_is_too_late(
    doubtful: Database, at: datetime, looked_at: datetime
) -> None:
    logged = steps(doubtful)
    with transaction(doubtful):
        look_later(doubtful, [UNKNOWN], at)
    assert rows(doubtful, "state, next_try_at") == [("unknown", looked_at.timestamp())]
    assert steps(doubtful) == logged


def test_what_still_cannot_be_said_when_it_is_too_late_expires(doubtful: Database) -> None:
    doubtful.execute("UPDATE outbox SET next_try_at = not_after")
    with transaction(doubtful):
        look_later(doubtful, unknown_messages(doubtful, EVENING), EVENING + timedelta(minutes=1))
        assert expire(doubtful, EVENING) == 1


def test_looking_for_what_is_unknown_does_not_read_all_that_was_ever_sent(db: Database) -> None:
    queries = list[str]()
    db.conn.set_trace_callback(queries.append)
    unknown_messages(db, MORNING)
    expire(db, MORNING)
    db.conn.set_trace_callback(None)
    plans = [row[3] for query in queries for row in db.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plans == [
        "SEARCH outbox USING INDEX outbox_unknown (next_try_at<?)",
        "SCAN outbox USING INDEX outbox_to_send",
        "SEARCH outbox USING INDEX outbox_unknown (next_try_at<?)",
    ]


def test_instants_are_of_utc(doubtful: Database) -> None:
    (unknown,) = unknown_messages(doubtful, EVENING)
    assert unknown.sending_at.tzinfo is UTC
