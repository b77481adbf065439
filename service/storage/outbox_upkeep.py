"""What becomes of messages that nobody is sending: those that are too late, left behind, or of which nobody knows.

Call each in a transaction; instants are aware, UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

LEFT_BEHIND = "the sender ended in the middle"
TOO_LATE = "too late to make sense"
TOO_LATE_TO_FIND_OUT = "too late to be sent again; it may have been accepted"


@dataclass(frozen=True)
class Unknown:
    """A message that may or may not have been accepted; `sending_at` is when it was begun with.

    One that is too late can only be found to be sent, or expires.
    """

    id: int
    message_id: str
    sending_at: datetime
    is_too_late: bool


def expire(db: Database, now: datetime) -> int:
    """Gives up what is not sent and has become too late: how many. Of what is unknown, only what was looked up."""
    at = int(now.timestamp())
    unsent = db.execute(
        """
        UPDATE outbox SET state = 'expired', changed_at = :now, detail = :detail
        WHERE state IN ('planned', 'retry') AND not_after <= :now
        """,
        {"now": at, "detail": TOO_LATE},
    ).rowcount
    unknown = db.execute(
        """
        UPDATE outbox SET state = 'expired', changed_at = :now, detail = :detail
        WHERE state = 'unknown' AND not_after <= :now AND next_try_at <= :now
        """,
        {"now": at, "detail": TOO_LATE_TO_FIND_OUT},
    ).rowcount
    return unsent + unknown


def release_ended_leases(db: Database, now: datetime, *, look_at: datetime) -> int:
    """What a sender left behind when it died: claimed was no try, sending is unknown until `look_at`. How many."""
    values = {"now": int(now.timestamp()), "look_at": int(look_at.timestamp()), "detail": LEFT_BEHIND}
    left = "owner IN (SELECT owner FROM senders WHERE until <= :now)"
    unsent = db.execute(
        f"""
        UPDATE outbox SET state = 'retry', attempts = attempts - 1, changed_at = :now, detail = :detail, owner = NULL
        WHERE {left} AND state = 'claimed'
        """,
        values,
    ).rowcount
    unknown = db.execute(
        f"""
        UPDATE outbox SET state = 'unknown', next_try_at = :look_at, changed_at = :now, detail = :detail, owner = NULL
        WHERE {left} AND state = 'sending'
        """,
        values,
    ).rowcount
    return unsent + unknown


def unknown_messages(db: Database, now: datetime) -> list[Unknown]:
    """Those that are to be looked at by now."""
    rows = db.execute(
        """
        SELECT id, message_id, sending_at, not_after <= :now FROM outbox
        WHERE state = 'unknown' AND next_try_at <= :now ORDER BY next_try_at, id
        """,
        {"now": int(now.timestamp())},
    )
    return [
        Unknown(id, message_id, datetime.fromtimestamp(at, UTC), bool(is_too_late))
        for id, message_id, at, is_too_late in rows.fetchall()
    ]


def was_accepted(db: Database, message: Unknown, now: datetime, *, reply: str) -> None:
    """It is known after all that the relay has it."""
    db.execute(
        """
        UPDATE outbox SET state = 'sent', sent_at = :now, changed_at = :now, detail = :reply
        WHERE id = :id AND state = 'unknown'
        """,
        {"now": int(now.timestamp()), "reply": reply, "id": message.id},
    )


def resolve(db: Database, messages: Iterable[Unknown], state: str, now: datetime, *, reason: str) -> None:
    """Unknown messages become "retry", with the same name and bytes, or "held" until somebody decides.

    What has been tried again since it was looked at, stays as it is.
    """
    at = int(now.timestamp())
    db.conn.executemany(
        """
        UPDATE outbox SET state = ?, next_try_at = ?, changed_at = ?, detail = ?
        WHERE id = ? AND state = 'unknown' AND sending_at = ?
        """,
        [(state, at, at, reason, each.id, int(each.sending_at.timestamp())) for each in messages],
    )


def look_later(db: Database, messages: Iterable[Unknown], at: datetime) -> None:
    """Nothing can be said of these unknown messages yet; they are looked at once more, at the latest, when it is too
    late to send them again."""
    db.conn.executemany(
        """
        UPDATE outbox SET next_try_at = min(?, max(not_after, next_try_at))
        WHERE id = ? AND state = 'unknown' AND sending_at = ?
        """,
        [(int(at.timestamp()), each.id, int(each.sending_at.timestamp())) for each in messages],
    )


def forget_ended_senders(db: Database, before: datetime) -> None:
    """Those whose lease ended before, and that hold nothing."""
    db.execute(
        "DELETE FROM senders WHERE until < ? AND owner NOT IN (SELECT owner FROM outbox WHERE owner IS NOT NULL)",
        [int(before.timestamp())],
    )
