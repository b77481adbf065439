"""The readers who are reminded, and where each stands. Call what writes in a transaction; instants are aware, UTC."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from service.domain.subscriber import Active, Paused, Standing, Subscriber, Suspended, Unconfirmed
from service.domain.wish import Wish
from service.storage.wishes import wish_number, wish_of

_SUBSCRIBERS = """
    SELECT subscribers.id, email, document, secret, since, state, confirm_by, paused_until, reason FROM subscribers
    JOIN wishes ON wishes.id = subscribers.wish
"""


def all_subscribers(db: Database) -> list[Subscriber]:
    """Every reader, wherever he stands, in the order of signing up."""
    return [_subscriber(row) for row in db.query(f"{_SUBSCRIBERS} ORDER BY subscribers.id")]


def subscriber_with_id(db: Database, id: int) -> Subscriber | None:
    return next((_subscriber(row) for row in db.query(f"{_SUBSCRIBERS} WHERE subscribers.id = ?", [id])), None)


def subscriber_with_email(db: Database, email: str) -> Subscriber | None:
    return next((_subscriber(row) for row in db.query(f"{_SUBSCRIBERS} WHERE email = ?", [email])), None)


def add_subscriber(db: Database, email: str, wish: Wish, *, secret: bytes, now: datetime, consent: str = "{}") -> int:
    """An active reader, to be looked at at once: his number. `consent` is JSON: how he said that he wants mails.

    Raises sqlite3.IntegrityError where the address is there already.
    """
    at = int(now.timestamp())
    rows = db.execute(
        """
        INSERT INTO subscribers (email, wish, secret, since, state, plan_at, consent)
        VALUES (?, ?, ?, ?, 'active', ?, ?) RETURNING id
        """,
        [email, wish_number(db, wish), secret, at, at, consent],
    ).fetchall()
    return int(rows[0][0])


def add_unconfirmed(
    db: Database, email: str, wish: Wish, *, secret: bytes, now: datetime, confirm_by: datetime, consent: str
) -> int:
    """A reader who has yet to say that it was he who asked: his number."""
    rows = db.execute(
        """
        INSERT INTO subscribers (email, wish, secret, since, state, confirm_by, consent)
        VALUES (?, ?, ?, ?, 'unconfirmed', ?, ?) RETURNING id
        """,
        [email, wish_number(db, wish), secret, int(now.timestamp()), int(confirm_by.timestamp()), consent],
    ).fetchall()
    return int(rows[0][0])


def replace_unconfirmed(
    db: Database, id: int, wish: Wish, *, secret: bytes, now: datetime, confirm_by: datetime, consent: str
) -> None:
    """The same for who asks again before he has confirmed: with another secret, his earlier links die."""
    db.execute(
        """
        UPDATE subscribers SET wish = ?, secret = ?, since = ?, confirm_by = ?, consent = ?
        WHERE id = ? AND state = 'unconfirmed'
        """,
        [wish_number(db, wish), secret, int(now.timestamp()), int(confirm_by.timestamp()), consent, id],
    )


def confirm_subscriber(db: Database, id: int, *, now: datetime, consent: str) -> None:
    """From now on he gets mails."""
    db.execute(
        """
        UPDATE subscribers SET state = 'active', confirm_by = NULL, since = :now, plan_at = :now, planned_until = NULL,
            consent = :consent
        WHERE id = :id AND state = 'unconfirmed'
        """,
        {"id": id, "now": int(now.timestamp()), "consent": consent},
    )


def change_wish(db: Database, id: int, wish: Wish, *, plan_at: datetime) -> None:
    """He wishes something else: all of it is looked at anew, at that instant if he gets mails at all."""
    db.execute(
        """
        UPDATE subscribers SET wish = ?, planned_until = NULL, plan_at = iif(plan_at IS NULL, NULL, ?) WHERE id = ?
        """,
        [wish_number(db, wish), int(plan_at.timestamp()), id],
    )


def pause_subscriber(db: Database, id: int, until: date, *, plan_at: datetime) -> None:
    """He gets no mails before that day of his clock, which begins at `plan_at`."""
    db.execute(
        """
        UPDATE subscribers SET state = 'paused', paused_until = ?, plan_at = ?, planned_until = NULL
        WHERE id = ? AND state IN ('active', 'paused')
        """,
        [until.isoformat(), int(plan_at.timestamp()), id],
    )


def activate_subscriber(db: Database, id: int, *, now: datetime) -> None:
    """He gets mails again after a pause, or because his address works again."""
    db.execute(
        """
        UPDATE subscribers SET state = 'active', paused_until = NULL, reason = NULL, plan_at = ?, planned_until = NULL
        WHERE id = ? AND state IN ('paused', 'suspended')
        """,
        [int(now.timestamp()), id],
    )


def consent_of(db: Database, id: int) -> str:
    """How he said that he wants mails, as JSON."""
    (consent,) = db.execute("SELECT consent FROM subscribers WHERE id = ?", [id]).fetchone()
    return str(consent)


def unconfirmed_by(db: Database, now: datetime) -> list[int]:
    """The numbers of those who had until now to confirm, and have not."""
    rows = db.execute("SELECT id FROM subscribers WHERE confirm_by <= ? ORDER BY id", [int(now.timestamp())])
    return [id for (id,) in rows.fetchall()]


def remove_subscribers(db: Database, ids: Iterable[int]) -> None:
    """Their messages must have been parted from them before (`outbox_of_reader.part_from`)."""
    db.execute("DELETE FROM subscribers WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))])


def was_number_given(db: Database, id: int) -> bool:
    """Whether a reader has, or had, that number; none is ever given again."""
    row = db.execute(
        "SELECT 1 FROM sqlite_sequence WHERE name = 'subscribers' AND ? BETWEEN 1 AND seq", [id]
    ).fetchone()
    return row is not None


def standing_of(state: str, confirm_by: Any, paused_until: Any, reason: Any) -> Standing:
    """Where a reader stands, from these columns of his row."""
    match state:
        case "unconfirmed":
            return Unconfirmed(datetime.fromtimestamp(confirm_by, UTC))
        case "paused":
            return Paused(date.fromisoformat(paused_until))
        case "suspended":
            return Suspended(reason)
        case _:
            return Active()


def count_everyone_from(db: Database, since: datetime) -> None:
    """Every reader counts as subscribed from that instant, and nothing is planned yet: for a replay, on a copy."""
    db.execute(
        "UPDATE subscribers SET since = :since, planned_until = NULL, plan_at = iif(plan_at IS NULL, NULL, :since)",
        {"since": int(since.timestamp())},
    )


def _subscriber(row: dict[str, Any]) -> Subscriber:
    return Subscriber(
        id=row["id"],
        email=row["email"],
        wish=wish_of(row["document"]),
        since=datetime.fromtimestamp(row["since"], UTC),
        standing=standing_of(row["state"], row["confirm_by"], row["paused_until"], row["reason"]),
        secret=row["secret"],
    )
