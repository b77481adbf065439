"""A message of the outbox goes from state to state, each step is logged, and only its owner takes it further."""

from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from service.domain.message import Mailing
from service.domain.telling import Ahead, Telling, Told
from service.storage.database import transaction
from service.storage.letters import letters_numbered
from service.storage.outbox import (
    Unsent,
    cancel,
    cancel_unwanted,
    count_by_state,
    forget_all_messages,
    hold,
    mark_sending,
    mark_sent,
    mark_unsent,
    message_with_id,
    one_of_each,
    plan_messages,
    release,
    waiting,
)
from service.storage.tellings import tellings_of
from tests.storage.outboxes import (
    DOMAIN,
    EVENING,
    LETTER,
    MORNING,
    TOLD,
    a_plan,
    accept,
    addresses,
    begin,
    lay_aside,
    plan,
    rows,
    states,
    steps,
    take,
)

CLAIMED = [(None, "planned", None), ("planned", "claimed", None)]
QUARTER = timedelta(minutes=15)


def test_a_planned_message_waits_for_its_hour(db: Database) -> None:
    assert plan(db) == 1
    assert rows(db, "state, recipient, slot, attempts, due_at, next_try_at, not_after, letter, own") == [
        (
            "planned",
            "anna@example.org",
            "2021-09-02",
            0,
            *(MORNING.timestamp(),) * 2,
            EVENING.timestamp(),
            None,
            None,
        )
    ]
    assert steps(db) == [(None, "planned", None)]
    assert waiting(db, MORNING - timedelta(seconds=1), most=1) == []
    assert addresses(waiting(db, MORNING, most=1)) == ["anna@example.org"]


def test_a_message_is_named_by_reader_kind_and_slot_not_by_what_it_tells(db: Database) -> None:
    assert plan(db) == 1
    assert plan(db, tellings=(Telling(Told("meeting@club", date(2021, 9, 16), Ahead(7)), 1),)) == 0
    assert plan(db, slot="2021-09-03") == 1
    assert plan(db, mailing=Mailing.NOTICE) == 1
    assert plan(db, "boris@example.org") == 1
    assert rows(db, "dedupe_key") == [
        ("digest|1|2021-09-02",),
        ("digest|1|2021-09-03",),
        ("notice|1|2021-09-02",),
        ("digest|2|2021-09-02",),
    ]
    assert len(set(rows(db, "message_id"))) == 4
    assert tellings_of(db, 1) == TOLD


def test_many_are_planned_at_once_and_only_the_new_ones_are_counted(db: Database) -> None:
    plan(db)
    with transaction(db):
        plans = [a_plan(1, slot=f"2021-09-{day:02}") for day in range(1, 6)]
        assert plan_messages(db, [*plans, *plans], domain=DOMAIN, now=MORNING) == 4
        assert plan_messages(db, [], domain=DOMAIN, now=MORNING) == 0
    assert count_by_state(db) == {"planned": 5}
    assert db["tellings"].count == 1


def test_claiming_gives_the_message_to_one_owner(db: Database) -> None:
    plan(db)
    (message,) = take(db)
    assert (message.recipient, message.attempts, message.letter) == ("anna@example.org", 0, None)
    assert rows(db, "state, owner, attempts") == [("claimed", "me", 1)]
    assert steps(db) == CLAIMED
    assert take(db, "other") == []


def test_the_messages_that_have_waited_longest_are_claimed_first(db: Database) -> None:
    for minutes, name in ((0, "third"), (2, "first"), (1, "second")):
        plan(db, f"{name}@example.org", due_at=MORNING - timedelta(minutes=minutes))
    assert addresses(take(db, most=2)) == ["first@example.org", "second@example.org"]
    assert addresses(take(db, most=2)) == ["third@example.org"]


def test_of_messages_due_at_the_same_instant_those_that_will_be_too_late_first_are_claimed_first(db: Database) -> None:
    for hours, name in ((2, "third"), (0, "first"), (1, "second")):
        plan(db, f"{name}@example.org", not_after=EVENING + timedelta(hours=hours))
    assert addresses(take(db, most=3)) == ["first@example.org", "second@example.org", "third@example.org"]


def test_thousands_that_are_due_at_the_same_instant_are_not_sorted(db: Database) -> None:
    queries = list[str]()
    plan(db)
    db.conn.set_trace_callback(queries.append)
    assert len(waiting(db, MORNING, most=1)) == 1
    db.conn.set_trace_callback(None)
    (query,) = queries
    steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert steps == [
        "SEARCH outbox USING INDEX outbox_to_send (next_try_at<?)",
        "SEARCH subscribers USING INTEGER PRIMARY KEY (rowid=?)",
    ]


def test_a_message_is_sent_with_the_bytes_that_were_frozen(db: Database) -> None:
    plan(db)
    message = begin(db)
    accept(db, message)
    assert rows(db, "state, owner, sending_at, sent_at, detail") == [
        ("sent", None, *(MORNING.timestamp(),) * 2, "250 queued")
    ]
    kept = message_with_id(db, message.id)
    assert kept
    assert kept.letter
    assert letters_numbered(db, [kept.letter]) == {kept.letter: LETTER}
    assert LETTER.filled(kept.own or {}) == b"To: anna@example.org\r\n\r\nthe mail\r\n"
    assert steps(db) == [*CLAIMED, ("claimed", "sending", None), ("sending", "sent", "250 queued")]


@pytest.mark.parametrize("state", ["retry", "failed", "unknown"])
def test_a_message_that_was_being_sent_can_be_laid_aside(db: Database, state: str) -> None:
    plan(db)
    lay_aside(db, begin(db), state)
    later = (MORNING + QUARTER).timestamp()
    assert rows(db, "state, owner, next_try_at, detail") == [(state, None, later, "no luck")]
    assert steps(db)[-1] == ("sending", state, "no luck")


@pytest.mark.parametrize("state", ["retry", "failed", "expired"])
def test_a_message_that_was_only_claimed_can_be_laid_aside(db: Database, state: str) -> None:
    plan(db)
    (message,) = take(db)
    lay_aside(db, message, state)
    assert steps(db) == [*CLAIMED, ("claimed", state, "no luck")]


def test_a_retried_message_waits_and_then_keeps_its_bytes(db: Database) -> None:
    plan(db)
    lay_aside(db, begin(db), "retry")
    assert take(db, now=MORNING + QUARTER - timedelta(seconds=1)) == []
    (message,) = take(db, now=MORNING + QUARTER)
    assert (message.attempts, message.own) == (1, {"address": "anna@example.org"})
    assert rows(db, "state, attempts") == [("claimed", 2)]


@pytest.mark.parametrize("state", ["sent", "failed", "unknown"])
def test_what_is_over_is_not_claimed_again(db: Database, state: str) -> None:
    plan(db)
    if state == "sent":
        accept(db, begin(db))
    else:
        lay_aside(db, begin(db), state)
    assert take(db, now=EVENING - timedelta(seconds=1)) == []


def test_a_message_that_is_too_late_is_not_claimed(db: Database) -> None:
    plan(db)
    assert take(db, now=EVENING) == []


def test_what_was_not_begun_with_is_given_back_and_does_not_count_as_a_try(db: Database) -> None:
    plan(db)
    (message,) = take(db)
    with transaction(db):
        release(db, [message.id], owner="other", now=MORNING, reason="not begun with")
        assert rows(db, "state") == [("claimed",)]
        release(db, [message.id], owner="me", now=MORNING, reason="not begun with")
    assert rows(db, "state, owner, attempts, next_try_at") == [("retry", None, 0, MORNING.timestamp())]
    assert steps(db) == [*CLAIMED, ("claimed", "retry", "not begun with")]


def test_what_is_being_sent_cannot_be_given_back(db: Database) -> None:
    plan(db)
    message = begin(db)
    release(db, [message.id], owner="me", now=MORNING, reason="not begun with")
    assert rows(db, "state, attempts") == [("sending", 1)]


def test_what_waits_can_be_given_up_or_held_and_nothing_else(db: Database) -> None:
    for name in ("sent", "claimed", "retry", "planned"):  # begun with in this order
        plan(db, f"{name}@example.org")
    accept(db, begin(db))
    take(db)
    (message,) = take(db)
    lay_aside(db, message, "retry")
    ids = [1, 2, 3, 4]
    with transaction(db):
        hold(db, ids, reason="let me think", now=MORNING)
    assert rows(db, "state") == [("sent",), ("claimed",), ("held",), ("held",)]
    plan(db, "another@example.org")
    with transaction(db):
        cancel(db, [*ids, 5], reason="no use", now=MORNING)
    assert rows(db, "state") == [("sent",), ("claimed",), ("held",), ("held",), ("cancelled",)]
    assert steps(db)[-1] == ("planned", "cancelled", "no use")


def test_only_the_owner_takes_a_claimed_message_further(db: Database) -> None:
    plan(db)
    (message,) = take(db)
    before = list(db.conn.iterdump())
    with transaction(db):
        assert mark_sending(db, [message.id], owner="other", now=MORNING) == set()
        mark_unsent(db, [Unsent(message.id, "retry", EVENING, "no luck")], owner="other", now=MORNING)
        mark_sent(db, {message.id: "250 queued"}, owner="other", now=MORNING)
    assert list(db.conn.iterdump()) == before


def test_a_message_that_is_not_being_sent_is_not_sent(db: Database) -> None:
    plan(db)
    (message,) = take(db)
    accept(db, message)
    assert rows(db, "state") == [("claimed",)]


def test_that_a_message_is_being_sent_is_marked_once(db: Database) -> None:
    plan(db)
    message = begin(db)
    with transaction(db):
        assert mark_sending(db, [message.id], owner="me", now=MORNING) == set()
    assert states(db) == ["planned", "claimed", "sending"]


def test_of_several_messages_only_those_that_still_are_the_owners_are_marked(db: Database) -> None:
    for number in range(3):
        plan(db, f"reader{number}@example.org")
    first, second, third = take(db, most=3)
    release(db, [second.id], owner="me", now=MORNING, reason="not begun with")
    with transaction(db):
        marked = mark_sending(db, [first.id, second.id, third.id], owner="me", now=MORNING)
    assert marked == {first.id, third.id}


@pytest.mark.parametrize("state", ["unknown", "held", "retry"])
def test_a_late_reply_says_that_what_was_given_up_for_lost_is_sent(db: Database, state: str) -> None:
    plan(db)
    message = begin(db)
    lay_aside(db, message, "retry" if state == "retry" else "unknown")
    if state == "held":
        db.execute("UPDATE outbox SET state = 'held'")
    accept(db, message)
    assert rows(db, "state, sent_at, detail") == [("sent", MORNING.timestamp(), "250 queued")]


def test_of_replies_that_come_together_the_late_ones_count_too(db: Database) -> None:
    for number in range(2):
        plan(db, f"reader{number}@example.org")
    late, in_time = begin(db), begin(db)
    lay_aside(db, late, "unknown")
    with transaction(db):
        mark_sent(db, {late.id: "250 late", in_time.id: "250 in time"}, owner="me", now=MORNING)
    assert rows(db, "state, detail") == [("sent", "250 late"), ("sent", "250 in time")]
    assert states(db).count("sent") == 2


def test_a_late_reply_does_not_bring_back_what_was_given_up(db: Database) -> None:
    plan(db)
    message = begin(db)
    lay_aside(db, message, "unknown")
    db.execute("UPDATE outbox SET state = 'cancelled'")
    accept(db, message)
    assert rows(db, "state") == [("cancelled",)]


def test_one_message_of_each_letter_that_is_due_soon_can_be_looked_up(db: Database) -> None:
    for minutes, name in ((0, "now"), (1, "anna"), (1, "like-anna"), (2, "boris"), (3, "later")):
        told = (Telling(Told("meeting@club", date(2021, 9, 16), Ahead(minutes)), 1),)
        plan(db, f"{name}@example.org", due_at=MORNING + timedelta(minutes=minutes), tellings=told)
    soon = one_of_each(db, after=MORNING, until=MORNING + timedelta(minutes=2), most=10)
    assert [(due_at, message.recipient) for due_at, message in soon] == [
        (MORNING + timedelta(minutes=1), "anna@example.org"),
        (MORNING + timedelta(minutes=2), "boris@example.org"),
    ]


def test_a_message_of_a_forgotten_reader_is_not_found(db: Database) -> None:
    plan(db)
    found = message_with_id(db, 1)
    assert found
    assert found.recipient == "anna@example.org"
    db.execute("UPDATE outbox SET state = 'cancelled', subscriber = NULL, recipient = ''")
    assert message_with_id(db, 1) is None


def test_forgetting_all_messages_forgets_what_happened_to_them(db: Database) -> None:
    plan(db)
    accept(db, begin(db))
    forget_all_messages(db)
    assert (count_by_state(db), steps(db)) == ({}, [])
    assert plan(db) == 1


WANTED = {
    Mailing.DIGEST: {"active"},
    Mailing.NOTICE: {"active"},
    Mailing.CONFIRMATION: {"unconfirmed"},
    Mailing.LINK: {"active", "paused", "suspended"},
}


@pytest.mark.parametrize("mailing", Mailing)
@pytest.mark.parametrize(
    ("state", "also"),
    [
        ("active", "reason = NULL"),
        ("paused", "paused_until = '2021-10-01'"),
        ("suspended", "reason = '550', plan_at = NULL"),
        ("unconfirmed", "confirm_by = 1, plan_at = NULL"),
    ],
)
def test_what_a_reader_is_not_to_get_any_more_is_given_up(
    db: Database, mailing: Mailing, state: str, also: str
) -> None:
    tellings = TOLD if mailing in (Mailing.DIGEST, Mailing.NOTICE) else ()
    for slot in "ab":
        plan(db, mailing=mailing, slot=slot, tellings=tellings)
    db.execute(f"UPDATE subscribers SET state = '{state}', {also}")
    cancelled = set[int]() if state in WANTED[mailing] else {1}
    with transaction(db):
        assert cancel_unwanted(db, [1], now=MORNING) == cancelled
    assert rows(db, "state") == [("cancelled" if cancelled else "planned",), ("planned",)]
