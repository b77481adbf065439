"""A sender keeps its lease as long as it lives; what it left behind is taken over by another."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from service.storage.database import transaction
from service.storage.outbox import Unsent, count_by_state, keep_lease, mark_sending, mark_unsent
from service.storage.outbox_upkeep import LEFT_BEHIND, forget_ended_senders, release_ended_leases
from tests.storage.outboxes import LATER, MORNING, accept, begin, plan, rows, steps, take

LOOK_AT = LATER + timedelta(minutes=1)


def release(db: Database, now: datetime = LATER) -> int:
    with transaction(db):
        return release_ended_leases(db, now, look_at=LOOK_AT)


def owners(db: Database) -> list[str]:
    return [owner for (owner,) in db.execute("SELECT owner FROM senders ORDER BY owner").fetchall()]


def test_a_lease_that_has_not_ended_is_left_alone(db: Database) -> None:
    plan(db)
    take(db)
    assert release(db, LATER - timedelta(seconds=1)) == 0
    assert count_by_state(db) == {"claimed": 1}


def test_what_was_claimed_is_tried_again_at_once(db: Database) -> None:
    plan(db)
    take(db)
    assert release(db) == 1
    assert rows(db, "state, owner, next_try_at, detail") == [("retry", None, MORNING.timestamp(), LEFT_BEHIND)]
    assert steps(db)[-1] == ("claimed", "retry", LEFT_BEHIND)
    (message,) = take(db, "other", LATER)
    assert message.attempts == 0  # that one was no try


def test_what_was_being_sent_becomes_unknown_until_it_has_settled(db: Database) -> None:
    plan(db)
    begin(db)
    assert release(db) == 1
    assert rows(db, "state, owner, next_try_at, detail") == [("unknown", None, LOOK_AT.timestamp(), LEFT_BEHIND)]
    assert steps(db)[-1] == ("sending", "unknown", LEFT_BEHIND)


def test_a_lease_that_is_kept_holds_all_that_the_sender_works_on(db: Database) -> None:
    for name in ("anna", "boris"):
        plan(db, f"{name}@example.org")
    begin(db)
    take(db)
    keep_lease(db, "me", LATER + timedelta(seconds=1))
    assert release(db) == 0
    assert release(db, LATER + timedelta(seconds=1)) == 2


def test_only_what_belongs_to_the_sender_whose_lease_ended_is_released(db: Database) -> None:
    for name in ("anna", "boris"):
        plan(db, f"{name}@example.org")
    take(db)
    take(db, "other", MORNING + timedelta(seconds=1))
    assert release(db) == 1
    assert rows(db, "state, owner") == [("retry", None), ("claimed", "other")]


def test_who_lost_his_lease_can_do_nothing_more_with_what_he_had_claimed(db: Database) -> None:
    plan(db)
    (message,) = take(db)
    release(db)
    take(db, "other", LATER)
    with transaction(db):
        keep_lease(db, "me", LOOK_AT)
        assert mark_sending(db, [message.id], owner="me", now=LATER) == set()
        mark_unsent(db, [Unsent(message.id, "retry", LATER, "no luck")], owner="me", now=LATER)
    assert rows(db, "state, owner") == [("claimed", "other")]


def test_a_reply_that_comes_after_the_lease_counts_all_the_same(db: Database) -> None:
    plan(db)
    message = begin(db)
    release(db)
    accept(db, message, now=LATER)
    assert count_by_state(db) == {"sent": 1}


def test_two_owners_never_get_the_same_message(db: Database) -> None:
    for number in range(3):
        plan(db, f"reader{number}@example.org")
    taken = [(owner, message.id) for owner in ("me", "other", "me", "other") for message in take(db, owner)]
    assert taken == [("me", 1), ("other", 2), ("me", 3)]


def test_a_sender_is_forgotten_once_its_lease_has_ended_and_nothing_is_its_own(db: Database) -> None:
    plan(db)
    take(db)
    keep_lease(db, "idle", MORNING)
    keep_lease(db, "living", LATER + timedelta(hours=1))
    forget_ended_senders(db, LATER + timedelta(seconds=1))
    assert owners(db) == ["living", "me"]
    release(db)
    forget_ended_senders(db, LATER)
    assert owners(db) == ["living", "me"]
    forget_ended_senders(db, LATER + timedelta(seconds=1))
    assert owners(db) == ["living"]
