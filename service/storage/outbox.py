"""Messages waiting to be sent, each exactly once.

    planned → claimed → sending → sent
              claimed → retry (certainly not accepted) → claimed …
                        sending → retry | failed (a certain reply) | unknown (no reply)
    planned, retry → expired (too late to make sense)

Every step names the message, its state and the owner of the lease, and is logged in the same transaction.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from service.domain.digest import PlannedDigest
from service.domain.reminder import Told


class LostLease(Exception):
    """Somebody else took over this message while we were at it: leave it alone."""


@dataclass(frozen=True)
class Lease:
    """The right to work on a message until an instant (aware, UTC); `owner` is unique to a process."""

    owner: str
    until: datetime


@dataclass(frozen=True)
class Message:
    """A message of the outbox; `payload` is None until it is frozen."""

    id: int
    message_id: str
    subscriber: int
    recipient: str
    day: date
    attempts: int
    payload: bytes | None


def plan_message(db: Database, planned: PlannedDigest, *, message_id: str, now: datetime) -> bool:
    """Adds the digest and what it tells, unless the outbox has one with its key. Call it in a transaction."""
    rows = db.execute(
        """
        INSERT INTO outbox (dedupe_key, message_id, subscriber, recipient, day, state, next_try_at, not_after)
        VALUES (?, ?, ?, ?, ?, 'planned', ?, ?)
        ON CONFLICT (dedupe_key) DO NOTHING
        RETURNING id
        """,
        [
            planned.dedupe_key,
            message_id,
            planned.subscriber.id,
            planned.subscriber.wish.email,
            planned.day.isoformat(),
            _seconds(planned.due_at),
            _seconds(planned.not_after),
        ],
    ).fetchall()
    for (id,) in rows:
        _log(db, id, None, "planned", now)
        _add_items(db, id, planned)
    return bool(rows)


def told_to(db: Database, subscriber: int) -> set[Told]:
    """All that is in this reader's messages, sent or on their way."""
    rows = db.query("SELECT uid, first_day, lead FROM outbox_items WHERE subscriber = ?", [subscriber])
    return {Told(row["uid"], date.fromisoformat(row["first_day"]), row["lead"]) for row in rows}


def items_of(db: Database, message: Message) -> list[Told]:
    """What the message tells, by day and uid."""
    rows = db.query(
        "SELECT uid, first_day, lead FROM outbox_items WHERE message = ? ORDER BY first_day, uid, lead", [message.id]
    )
    return [Told(row["uid"], date.fromisoformat(row["first_day"]), row["lead"]) for row in rows]


def expire(db: Database, now: datetime) -> int:
    """Gives up what is not sent and has become too late: how many."""
    rows = db.execute(
        "SELECT id, state FROM outbox WHERE state IN ('planned', 'retry') AND not_after <= ?", [_seconds(now)]
    ).fetchall()
    for id, state in rows:
        db.execute("UPDATE outbox SET state = 'expired' WHERE id = ?", [id])
        _log(db, id, state, "expired", now, "too late to make sense")
    return len(rows)


def claim_next(db: Database, lease: Lease, now: datetime) -> Message | None:
    """The message that has waited longest, now ours until the lease ends. Call it in a transaction."""
    rows = db.execute(
        """
        SELECT id, state FROM outbox
        WHERE state IN ('planned', 'retry') AND next_try_at <= :now AND not_after > :now
        ORDER BY next_try_at, id LIMIT 1
        """,
        {"now": _seconds(now)},
    ).fetchall()
    if not rows:
        return None
    id, state = rows[0]
    db.execute(
        "UPDATE outbox SET state = 'claimed', lease_owner = ?, lease_until = ?, attempts = attempts + 1 WHERE id = ?",
        [lease.owner, _seconds(lease.until), id],
    )
    _log(db, id, state, "claimed", now, lease.owner)
    return message_with_id(db, id)


def message_with_id(db: Database, id: int) -> Message:
    row = next(
        iter(
            db.query(
                "SELECT id, message_id, subscriber, recipient, day, attempts, payload FROM outbox WHERE id = ?", [id]
            )
        )
    )
    return Message(**row | {"day": date.fromisoformat(row["day"])})


def freeze(db: Database, message: Message, payload: bytes, lease: Lease) -> None:
    """Fixes the bytes: every later try sends exactly these."""
    _fenced(db, message, "claimed", lease, "payload = :payload", {"payload": payload})


def mark_sending(db: Database, message: Message, lease: Lease, now: datetime) -> None:
    """To be durable before the final dot: from here on the relay may have it."""
    _fenced(db, message, "claimed", lease, "state = 'sending'", {})
    _log(db, message.id, "claimed", "sending", now)


def mark_sent(db: Database, message: Message, lease: Lease, now: datetime, reply: str) -> None:
    change = "state = 'sent', sent_at = :at, lease_owner = NULL, lease_until = NULL, detail = :detail"
    _fenced(db, message, "sending", lease, change, {"at": _seconds(now), "detail": reply})
    _log(db, message.id, "sending", "sent", now, reply)


def mark_unsent(
    db: Database, message: Message, lease: Lease, now: datetime, reason: str, *, state: str, next_try_at: datetime
) -> None:
    """Lays the message aside as 'retry', 'failed', 'unknown' or 'expired', for this reason."""
    before = db.execute("SELECT state FROM outbox WHERE id = ?", [message.id]).fetchall()[0][0]
    change = "state = :to, next_try_at = :next_try_at, lease_owner = NULL, lease_until = NULL, detail = :detail"
    values = {"to": state, "next_try_at": _seconds(next_try_at), "detail": reason}
    _fenced(db, message, before, lease, change, values)
    _log(db, message.id, before, state, now, reason)


def release_ended_leases(db: Database, now: datetime) -> int:
    """What a process left behind when it died: claimed is tried again, sending becomes unknown. How many."""
    rows = db.execute(
        "SELECT id, state FROM outbox WHERE state IN ('claimed', 'sending') AND lease_until <= ?", [_seconds(now)]
    ).fetchall()
    for id, state in rows:
        after = "retry" if state == "claimed" else "unknown"
        detail = "the sender ended in the middle"
        db.execute(
            "UPDATE outbox SET state = ?, lease_owner = NULL, lease_until = NULL, detail = ? WHERE id = ?",
            [after, detail, id],
        )
        _log(db, id, state, after, now, detail)
    return len(rows)


def retry_unknown(db: Database, now: datetime) -> int:
    """Sends again what may or may not have been accepted, with the same Message-ID and bytes. How many."""
    rows = db.execute("SELECT id FROM outbox WHERE state = 'unknown' AND next_try_at <= ?", [_seconds(now)]).fetchall()
    for (id,) in rows:
        db.execute("UPDATE outbox SET state = 'retry', next_try_at = ? WHERE id = ?", [_seconds(now), id])
        _log(db, id, "unknown", "retry", now, "sent again, byte for byte")
    return len(rows)


def count_by_state(db: Database) -> dict[str, int]:
    rows = db.query("SELECT state, count(*) AS count FROM outbox GROUP BY state ORDER BY state")
    return {row["state"]: row["count"] for row in rows}


def forget_all_messages(db: Database) -> None:
    """Empties the outbox: for a replay, on a copy."""
    db.execute("DELETE FROM outbox")


def _add_items(db: Database, id: int, planned: PlannedDigest) -> None:
    for reminder in planned.items:
        told = reminder.told
        db.execute(
            """
            INSERT INTO outbox_items (message, subscriber, uid, lead, first_day, number)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [id, planned.subscriber.id, told.uid, told.lead, told.first_day.isoformat(), reminder.revision.number],
        )


def _fenced(db: Database, message: Message, state: str, lease: Lease, change: str, values: dict[str, Any]) -> None:
    cursor = db.execute(
        f"UPDATE outbox SET {change} WHERE id = :id AND state = :state AND lease_owner = :owner",
        values | {"id": message.id, "state": state, "owner": lease.owner},
    )
    if cursor.rowcount != 1:
        raise LostLease(message.message_id)


def _log(db: Database, id: int, before: str | None, after: str, now: datetime, detail: str | None = None) -> None:
    db.execute(
        "INSERT INTO outbox_log (message, at, from_state, to_state, detail) VALUES (?, ?, ?, ?, ?)",
        [id, _seconds(now), before, after, detail],
    )


def _seconds(instant: datetime) -> int:
    return int(instant.astimezone(UTC).timestamp())
