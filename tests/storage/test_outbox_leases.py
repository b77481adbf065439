"""Time passes: a lease ends, and what waits too long expires."""

from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.outbox import (
    Lease,
    LostLease,
    claim_next,
    count_by_state,
    expire,
    mark_sending,
    mark_sent,
    mark_unsent,
    release_ended_leases,
)
from tests.storage.outboxes import EVENING, LATER, LEASE, MORNING, claim, claim_frozen, plan, rows, steps

LEFT = "the sender ended in the middle"


def test_a_lease_that_has_not_ended_is_left_alone(db: Database) -> None:
    plan(db)
    claim(db)
    assert release_ended_leases(db, LATER - timedelta(seconds=1)) == 0
    assert count_by_state(db) == {"claimed": 1}


def test_what_was_claimed_is_tried_again(db: Database) -> None:
    plan(db)
    claim(db)
    assert release_ended_leases(db, LATER) == 1
    assert rows(db, "state, lease_owner, lease_until, detail") == [("retry", None, None, LEFT)]
    assert steps(db)[-1] == ("claimed", "retry", LEFT)
    assert claim(db, now=LATER).attempts == 2


def test_what_was_being_sent_becomes_unknown(db: Database) -> None:
    plan(db)
    mark_sending(db, claim_frozen(db), LEASE, MORNING)
    assert release_ended_leases(db, LATER) == 1
    assert rows(db, "state, lease_owner, lease_until, detail") == [("unknown", None, None, LEFT)]
    assert steps(db)[-1] == ("sending", "unknown", LEFT)


def test_who_lost_his_lease_can_do_nothing_more(db: Database) -> None:
    plan(db)
    message = claim_frozen(db)
    release_ended_leases(db, LATER)
    assert claim(db, Lease("other", LATER + timedelta(hours=1)), LATER).id == message.id
    with pytest.raises(LostLease):
        mark_sending(db, message, LEASE, LATER)
    with pytest.raises(LostLease):
        mark_unsent(db, message, LEASE, LATER, "no luck", state="retry", next_try_at=LATER)
    assert rows(db, "state, lease_owner") == [("claimed", "other")]


def test_a_reply_that_comes_after_the_lease_changes_nothing(db: Database) -> None:
    plan(db)
    message = claim_frozen(db)
    mark_sending(db, message, LEASE, MORNING)
    release_ended_leases(db, LATER)
    with pytest.raises(LostLease):
        mark_sent(db, message, LEASE, LATER, "250 queued")
    assert count_by_state(db) == {"unknown": 1}


def test_two_owners_never_get_the_same_message(db: Database) -> None:
    for key in range(3):
        plan(db, key=str(key), day=MORNING.date() + timedelta(days=key), items=())
    with transaction(db):
        taken = [claim_next(db, Lease(owner, LATER), LATER) for owner in ("me", "other", "me", "other")]
    assert [message.message_id if message else None for message in taken] == [
        "<0@example.org>",
        "<1@example.org>",
        "<2@example.org>",
        None,
    ]


@pytest.mark.parametrize(("now", "expired"), [(EVENING - timedelta(seconds=1), 0), (EVENING, 1)])
def test_a_planned_message_expires_when_it_is_too_late(db: Database, now: datetime, expired: int) -> None:
    plan(db)
    assert expire(db, now) == expired
    assert count_by_state(db) == {"expired" if expired else "planned": 1}
    assert steps(db)[1:] == [("planned", "expired", "too late to make sense")] * expired


def test_a_message_to_be_retried_expires_too(db: Database) -> None:
    plan(db)
    mark_unsent(db, claim(db), LEASE, MORNING, "no route", state="retry", next_try_at=LATER)
    assert expire(db, EVENING) == 1
    assert steps(db)[-1] == ("retry", "expired", "too late to make sense")


def test_a_message_that_is_too_late_is_not_claimed(db: Database) -> None:
    plan(db)
    with transaction(db):
        assert claim_next(db, LEASE, EVENING) is None


def test_a_message_in_somebodys_hands_does_not_expire(db: Database) -> None:
    plan(db)
    claim(db)
    assert expire(db, EVENING) == 0
    assert count_by_state(db) == {"claimed": 1}
