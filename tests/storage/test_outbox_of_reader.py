"""What the outbox holds for a reader, and that nothing of him stays in it, in whatever state his messages are."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.message import Mailing, Plan
from service.domain.telling import Ahead, Telling, Told
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.events import add_revision
from service.storage.outbox import Unsent, mark_sending, mark_sent, mark_unsent, plan_messages
from service.storage.outbox_of_reader import ReadersMail, cancel_waiting, mails_of, part_from
from service.storage.subscribers import add_subscriber, remove_subscribers, subscriber_with_email
from tests.examples import a_calendar, a_meeting, a_revision, a_wish

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)
LATER = MORNING + timedelta(minutes=30)
# How a message gets into each state: the steps before it, as the table of steps allows them.
WAYS = {
    "planned": [],
    "claimed": ["claimed"],
    "sending": ["claimed", "sending"],
    "sent": ["claimed", "sending", "sent"],
    "bounced": ["claimed", "sending", "sent", "bounced"],
    "retry": ["claimed", "retry"],
    "failed": ["claimed", "sending", "failed"],
    "unknown": ["claimed", "sending", "unknown"],
    "held": ["held"],
    "cancelled": ["cancelled"],
    "superseded": ["superseded"],
    "expired": ["expired"],
}
UNSENT = ("planned", "claimed", "sending", "retry", "unknown", "held")


@pytest.fixture
def club(db: Database) -> Database:
    """A calendar with two meetings, and two readers."""
    with transaction(db):
        add_calendar_revision(db, a_calendar(), at=MORNING, author="club.toml")
        for name in ("tea", "coffee"):
            add_revision(db, a_revision(a_meeting(f"{name}@club")))
        for email in ("anna@example.org", "boris@example.org"):
            add_subscriber(db, email, a_wish(), secret=bytes(16), now=MORNING)
        db.execute("INSERT INTO senders (owner, until) VALUES ('me', 0)")
        db.execute("INSERT INTO letters (hash, frame) VALUES (zeroblob(32), x'00')")
    return db


def plan(db: Database, slot: str, *, email: str = "anna@example.org", mailing: Mailing = Mailing.DIGEST) -> int:
    """Its number."""
    reader = subscriber_with_email(db, email)
    assert reader
    tellings = [Telling(Told(f"{name}@club", date(2021, 9, 16), Ahead(14)), 1) for name in ("coffee", "tea")]
    planned = Plan(
        mailing=mailing,
        subscriber=reader.id,
        recipient=email,
        slot=slot,
        due_at=MORNING,
        not_after=LATER,
        tellings=tuple(tellings) if mailing in (Mailing.DIGEST, Mailing.NOTICE) else (),
    )
    with transaction(db):
        assert plan_messages(db, [planned], domain="example.org", now=MORNING) == 1
    (number,) = db.execute("SELECT max(id) FROM outbox").fetchone()
    return int(number)


def bring(db: Database, id: int, state: str) -> None:
    """Takes the message to that state, each step of the way."""
    for step in WAYS[state]:
        with transaction(db):
            db.execute(
                """
                UPDATE outbox SET state = :step, detail = '250 ok for anna@example.org',
                    owner = iif(:step IN ('claimed', 'sending'), 'me', NULL),
                    letter = iif(:step = 'claimed', 1, letter), own = iif(:step = 'claimed', '{"to":"anna"}', own),
                    sending_at = iif(:step = 'sending', :at, sending_at), sent_at = iif(:step = 'sent', :at, sent_at)
                WHERE id = :id
                """,
                {"step": step, "id": id, "at": int(LATER.timestamp())},
            )


def forget_anna(db: Database) -> None:
    with transaction(db):
        part_from(db, [1], LATER, reason="the reader unsubscribed")
        remove_subscribers(db, [1])


def states(db: Database) -> list[tuple[str, int | None]]:
    return db.execute("SELECT state, subscriber FROM outbox ORDER BY id").fetchall()


def steps(db: Database, id: int) -> list[str]:
    return [step for (step,) in db.execute("SELECT to_state FROM outbox_log WHERE message = ? ORDER BY id", [id])]


# Leaving


@pytest.mark.parametrize("state", WAYS)
def test_nothing_of_the_reader_stays_in_a_message(club: Database, state: str) -> None:
    id = plan(club, "2021-09-02")
    bring(club, id, state)
    forget_anna(club)
    left = ("cancelled", "the reader unsubscribed") if state in UNSENT else (state, None)
    assert club.execute("SELECT state, detail, recipient, own, subscriber, owner FROM outbox").fetchall() == [
        (*left, "", None, None, None)
    ]


@pytest.mark.parametrize("state", WAYS)
def test_every_step_of_it_is_logged_and_was_allowed(club: Database, state: str) -> None:
    id = plan(club, "2021-09-02")
    bring(club, id, state)
    before = steps(club, id)
    forget_anna(club)
    after = {"sending": ["unknown", "cancelled"]}.get(state, ["cancelled"] if state in UNSENT else [])
    assert steps(club, id) == [*before, *after]


def test_others_are_left_alone(club: Database) -> None:
    plan(club, "2021-09-02")
    other = plan(club, "2021-09-02", email="boris@example.org")
    bring(club, other, "sending")
    forget_anna(club)
    assert states(club) == [("cancelled", None), ("sending", 2)]


def test_all_of_many_readers_go_at_once(club: Database) -> None:
    plan(club, "2021-09-02")
    plan(club, "2021-09-02", email="boris@example.org")
    with transaction(club):
        part_from(club, [1, 2], LATER, reason="gone")
        remove_subscribers(club, [1, 2])
    assert states(club) == [("cancelled", None), ("cancelled", None)]


def test_a_reader_with_messages_cannot_be_removed_before_they_are_parted_from_him(club: Database) -> None:
    plan(club, "2021-09-02")
    with pytest.raises(sqlite3.IntegrityError), transaction(club):
        remove_subscribers(club, [1])
    assert states(club) == [("planned", 1)]


def test_a_sender_finds_that_what_it_had_claimed_is_no_longer_its_own(club: Database) -> None:
    id = plan(club, "2021-09-02")
    bring(club, id, "claimed")
    forget_anna(club)
    with transaction(club):
        assert mark_sending(club, [id], owner="me", now=LATER) == set()
    assert states(club) == [("cancelled", None)]


def test_a_sender_that_was_just_sending_changes_nothing_any_more(club: Database) -> None:
    id = plan(club, "2021-09-02")
    bring(club, id, "sending")
    forget_anna(club)
    with transaction(club):
        mark_sent(club, {id: "250 ok"}, owner="me", now=LATER)
        mark_unsent(club, [Unsent(id, "retry", LATER, "451")], owner="me", now=LATER)
    assert states(club) == [("cancelled", None)]


# While he stays


def test_what_he_was_sent_is_there_the_latest_first(club: Database) -> None:
    bring(club, plan(club, "2021-09-01"), "sent")
    bring(club, plan(club, "2021-09-02"), "superseded")
    plan(club, "2021-09-02T05:00Z", mailing=Mailing.LINK)
    plan(club, "2021-09-02", email="boris@example.org")
    assert mails_of(club, 1, most=9) == [
        ReadersMail(mailing=Mailing.LINK, state="planned", at=MORNING, uids=()),
        ReadersMail(mailing=Mailing.DIGEST, state="sent", at=LATER, uids=("coffee@club", "tea@club")),
    ]
    assert [mail.mailing for mail in mails_of(club, 1, most=1)] == [Mailing.LINK]


def test_only_what_nobody_has_begun_with_is_given_up_and_only_of_these_kinds(club: Database) -> None:
    for number, state in enumerate(WAYS, start=1):
        bring(club, plan(club, f"2021-09-{number:02}"), state)
    plan(club, "2021-09-02T05:00Z", mailing=Mailing.LINK)
    plan(club, "2021-09-02", email="boris@example.org")
    before = states(club)
    with transaction(club):
        cancel_waiting(club, 1, [Mailing.DIGEST, Mailing.NOTICE], LATER, reason="the reader paused")
    changed = {old for old, new in zip(before, states(club), strict=True) if old != new}
    assert changed == {("planned", 1), ("retry", 1)}
    assert states(club)[-2:] == [("planned", 1), ("planned", 2)]
    assert club.execute(
        "SELECT DISTINCT detail FROM outbox_log WHERE to_state = 'cancelled' AND at = ?", [int(LATER.timestamp())]
    ).fetchall() == [("the reader paused",)]
