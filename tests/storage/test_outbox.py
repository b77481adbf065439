"""A message of the outbox goes from state to state, each step is logged, and only its owner takes it further."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.outbox import (
    Lease,
    LostLease,
    claim_next,
    count_by_state,
    forget_all_messages,
    freeze,
    items_of,
    mark_sending,
    mark_sent,
    mark_unsent,
    message_with_id,
    retry_unknown,
    told_to,
)
from service.storage.subscribers import all_subscribers, remove_subscriber
from tests.examples import a_wish
from tests.storage.outboxes import EVENING, LATER, LEASE, MORNING, TOLD, claim, claim_frozen, plan, rows, steps

CLAIMED = [(None, "planned", None), ("planned", "claimed", "me")]


def test_a_planned_message_waits_for_its_hour(db: Database) -> None:
    assert plan(db)
    assert rows(db, "state, recipient, day, attempts, next_try_at, not_after, payload") == [
        ("planned", "anna@example.org", "2021-09-02", 0, MORNING.timestamp(), EVENING.timestamp(), None)
    ]
    assert steps(db) == [(None, "planned", None)]
    with transaction(db):
        assert claim_next(db, LEASE, MORNING - timedelta(seconds=1)) is None


def test_a_digest_is_planned_once(db: Database) -> None:
    assert plan(db)
    assert not plan(db, key="2")
    assert rows(db, "message_id") == [("<1@example.org>",)]
    assert steps(db) == [(None, "planned", None)]


def test_what_a_message_tells_is_known_by_message_and_by_reader(db: Database) -> None:
    plan(db)
    (subscriber,) = all_subscribers(db)
    assert items_of(db, claim(db)) == [TOLD]
    assert told_to(db, subscriber.id) == {TOLD}
    assert told_to(db, subscriber.id + 1) == set()


def test_claiming_gives_the_message_to_one_owner(db: Database) -> None:
    plan(db)
    message = claim(db)
    assert (message.recipient, message.attempts, message.payload) == ("anna@example.org", 1, None)
    assert rows(db, "state, lease_owner, lease_until") == [("claimed", "me", LATER.timestamp())]
    assert steps(db) == CLAIMED
    with transaction(db):
        assert claim_next(db, Lease("other", LATER), MORNING) is None


def test_the_message_that_has_waited_longest_is_claimed_first(db: Database) -> None:
    plan(db, a_wish(email="late@example.org"), key="1", due_at=MORNING)
    plan(db, a_wish(email="early@example.org"), key="2", due_at=MORNING - timedelta(hours=1))
    assert [claim(db).recipient, claim(db).recipient] == ["early@example.org", "late@example.org"]


def test_a_message_is_sent_with_the_bytes_that_were_frozen(db: Database) -> None:
    plan(db)
    message = claim_frozen(db)
    mark_sending(db, message, LEASE, MORNING)
    mark_sent(db, message, LEASE, MORNING, "250 queued")
    assert rows(db, "state, lease_owner, lease_until, sent_at, detail, payload") == [
        ("sent", None, None, MORNING.timestamp(), "250 queued", b"the mail")
    ]
    assert steps(db) == [*CLAIMED, ("claimed", "sending", None), ("sending", "sent", "250 queued")]


@pytest.mark.parametrize("state", ["retry", "failed", "unknown", "expired"])
def test_a_message_that_was_being_sent_can_be_laid_aside(db: Database, state: str) -> None:
    plan(db)
    message = claim_frozen(db)
    mark_sending(db, message, LEASE, MORNING)
    mark_unsent(db, message, LEASE, MORNING, "no luck", state=state, next_try_at=LATER)
    assert rows(db, "state, lease_owner, lease_until, next_try_at, detail") == [
        (state, None, None, LATER.timestamp(), "no luck")
    ]
    assert steps(db)[-1] == ("sending", state, "no luck")


def test_a_message_that_was_only_claimed_can_be_laid_aside(db: Database) -> None:
    plan(db)
    mark_unsent(db, claim(db), LEASE, MORNING, "no route", state="retry", next_try_at=LATER)
    assert steps(db) == [*CLAIMED, ("claimed", "retry", "no route")]


def test_a_retried_message_waits_and_then_keeps_its_bytes(db: Database) -> None:
    plan(db)
    mark_unsent(db, claim_frozen(db), LEASE, MORNING, "no route", state="retry", next_try_at=LATER)
    with transaction(db):
        assert claim_next(db, LEASE, LATER - timedelta(seconds=1)) is None
    message = claim(db, now=LATER)
    assert (message.attempts, message.payload) == (2, b"the mail")


@pytest.mark.parametrize("state", ["sent", "failed", "unknown", "expired"])
def test_what_is_over_is_not_claimed_again(db: Database, state: str) -> None:
    plan(db)
    message = claim_frozen(db)
    mark_sending(db, message, LEASE, MORNING)
    if state == "sent":
        mark_sent(db, message, LEASE, MORNING, "250 queued")
    else:
        mark_unsent(db, message, LEASE, MORNING, "no luck", state=state, next_try_at=MORNING)
    with transaction(db):
        assert claim_next(db, LEASE, LATER) is None


def test_what_may_have_been_accepted_is_retried_when_its_time_has_come(db: Database) -> None:
    plan(db)
    message = claim_frozen(db)
    mark_sending(db, message, LEASE, MORNING)
    mark_unsent(db, message, LEASE, MORNING, "hung up", state="unknown", next_try_at=LATER)
    assert retry_unknown(db, LATER - timedelta(seconds=1)) == 0
    assert retry_unknown(db, LATER) == 1
    assert rows(db, "state, next_try_at, payload") == [("retry", LATER.timestamp(), b"the mail")]
    assert steps(db)[-1] == ("unknown", "retry", "sent again, byte for byte")


def test_only_the_owner_takes_a_claimed_message_further(db: Database) -> None:
    plan(db)
    message, other = claim_frozen(db), Lease("other", LATER)
    before = list(db.conn.iterdump())
    with pytest.raises(LostLease):
        freeze(db, message, b"another mail", other)
    with pytest.raises(LostLease):
        mark_sending(db, message, other, MORNING)
    with pytest.raises(LostLease):
        mark_unsent(db, message, other, MORNING, "no luck", state="retry", next_try_at=LATER)
    assert list(db.conn.iterdump()) == before


def test_a_step_out_of_order_is_refused(db: Database) -> None:
    plan(db)
    message = claim_frozen(db)
    with pytest.raises(LostLease):
        mark_sent(db, message, LEASE, MORNING, "250 queued")
    mark_sending(db, message, LEASE, MORNING)
    with pytest.raises(LostLease):
        mark_sending(db, message, LEASE, MORNING)
    with pytest.raises(LostLease):
        freeze(db, message, b"another mail", LEASE)
    assert message_with_id(db, message.id).payload == b"the mail"
    assert count_by_state(db) == {"sending": 1}


def test_a_reader_who_leaves_takes_his_messages_along(db: Database) -> None:
    plan(db)
    message = claim_frozen(db)
    assert remove_subscriber(db, "anna@example.org")
    assert (count_by_state(db), steps(db), db["outbox_items"].count) == ({}, [], 0)
    with pytest.raises(LostLease):
        mark_sending(db, message, LEASE, MORNING)


def test_forgetting_all_messages_forgets_what_they_told(db: Database) -> None:
    plan(db)
    forget_all_messages(db)
    assert (count_by_state(db), steps(db), db["outbox_items"].count) == ({}, [], 0)
