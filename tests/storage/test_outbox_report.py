"""Who looks after the outbox sees what waits, how long, and what failed and why."""

from datetime import timedelta

from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.outbox import count_by_state
from service.storage.outbox_of_reader import part_from
from service.storage.outbox_report import TROUBLED, Line, due_messages, ids_in, latest_in, oldest_due, states_of
from tests.storage.outboxes import EVENING, LATER, MORNING, accept, begin, lay_aside, plan, take

MINUTE = timedelta(minutes=1)


def three(db: Database) -> None:
    """Due one minute after the other; the one that was planned last is the oldest."""
    for minutes, name in ((2, "third"), (1, "second"), (0, "first")):
        plan(db, f"{name}@example.org", due_at=MORNING + minutes * MINUTE)


def test_the_oldest_that_is_due_is_shown_with_the_instant_at_which_it_fell_due(db: Database) -> None:
    three(db)
    assert oldest_due(db, MORNING - MINUTE) is None
    oldest = Line(
        id=3,
        mailing="digest",
        slot="2021-09-02",
        recipient="first@example.org",
        state="planned",
        at=MORNING,
        reason=None,
    )
    assert oldest_due(db, MORNING) == oldest
    assert oldest_due(db, EVENING) == oldest


def test_what_is_in_hand_or_waits_for_another_try_is_still_due(db: Database) -> None:
    three(db)
    lay_aside(db, begin(db), "retry")
    oldest = oldest_due(db, EVENING)
    assert oldest
    assert (oldest.id, oldest.state, oldest.at, oldest.reason) == (3, "retry", MORNING, "no luck")
    take(db, now=MORNING + MINUTE * 15, most=3)
    oldest = oldest_due(db, EVENING)
    assert oldest
    assert (oldest.id, oldest.state, oldest.at, oldest.reason) == (3, "claimed", MORNING, None)


def test_what_is_over_is_not_due(db: Database) -> None:
    plan(db)
    accept(db, begin(db))
    assert oldest_due(db, EVENING) is None


def test_how_many_wait_to_be_sent_now(db: Database) -> None:
    three(db)
    assert [due_messages(db, MORNING + minutes * MINUTE) for minutes in (-1, 0, 1, 2)] == [0, 1, 2, 3]
    take(db)
    assert due_messages(db, EVENING) == 3
    accept(db, begin(db, now=MORNING + MINUTE))
    assert due_messages(db, EVENING) == 2


def test_the_latest_in_a_state_come_first(db: Database) -> None:
    three(db)
    for minutes in range(3):
        now = MORNING + minutes * MINUTE
        lay_aside(db, begin(db, now=now), "failed", now=now, reason=f"reason {minutes}")
    lines = latest_in(db, "failed", most=2)
    assert [(line.id, line.recipient, line.at, line.reason) for line in lines] == [
        (1, "third@example.org", MORNING + 2 * MINUTE, "reason 2"),
        (2, "second@example.org", MORNING + MINUTE, "reason 1"),
    ]
    assert latest_in(db, "held", most=2) == []


def test_a_forgotten_reader_has_no_name(db: Database) -> None:
    plan(db)
    lay_aside(db, begin(db), "failed", reason="550 anna@example.org is unknown")
    with transaction(db):
        part_from(db, [1], LATER, reason="the reader unsubscribed")
    (line,) = latest_in(db, "failed", most=1)
    assert (line.recipient, line.reason) == (None, None)


def test_looking_at_the_outbox_does_not_read_all_that_was_ever_sent(db: Database) -> None:
    queries = list[str]()
    db.conn.set_trace_callback(queries.append)
    for state in TROUBLED:
        latest_in(db, state, most=1)
    oldest_due(db, MORNING)
    due_messages(db, MORNING)
    db.conn.set_trace_callback(None)
    assert len(queries) == len(TROUBLED) + 2
    plans = {row[3] for query in queries for row in db.execute(f"EXPLAIN QUERY PLAN {query}")}
    assert "SCAN outbox" not in plans


def test_messages_are_found_by_state_and_states_by_message(db: Database) -> None:
    three(db)
    take(db, now=EVENING - MINUTE)
    assert ids_in(db, "planned") == [1, 2]
    assert ids_in(db, "held") == []
    assert states_of(db, [3, 1, 99]) == {3: "claimed", 1: "planned"}
    assert count_by_state(db) == {"claimed": 1, "planned": 2}
