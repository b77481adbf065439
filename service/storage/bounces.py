"""Messages that were accepted and came back. Call what writes in a transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True)
class Addressee:
    """Of a message that was sent: the reader, his address, and the secret that signs its return path."""

    subscriber: int
    recipient: str
    secret: bytes


def addressee_of(db: Database, message: int) -> Addressee | None:
    """None where there is no such message, or its reader is forgotten."""
    row = db.execute(
        """
        SELECT subscribers.id, recipient, secret FROM outbox
        JOIN subscribers ON subscribers.id = subscriber
        WHERE outbox.id = ?
        """,
        [message],
    ).fetchone()
    return Addressee(*row) if row else None


def mark_bounced(db: Database, message: int, now: datetime, *, said: str) -> bool:
    """Whether it was sent until now."""
    return (
        db.execute(
            "UPDATE outbox SET state = 'bounced', changed_at = ?, detail = ? WHERE id = ? AND state = 'sent'",
            [int(now.timestamp()), said, message],
        ).rowcount
        == 1
    )
