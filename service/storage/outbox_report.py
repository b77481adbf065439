"""What the outbox holds, for who looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

TROUBLED = ("failed", "held", "unknown", "bounced", "expired")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A message with its state, and why it is in it. `at` (aware, UTC) is since when; `recipient` is None where its
    reader is forgotten."""

    id: int
    mailing: str
    slot: str
    recipient: str | None
    state: str
    at: datetime
    reason: str | None


def oldest_due(db: Database, now: datetime) -> Line | None:
    """What has waited longest to be sent, of what is due at `now`; `at` is when it fell due."""
    rows = _lines(
        db,
        """
        SELECT id, mailing, slot, recipient, state, due_at, detail FROM outbox
        WHERE due_at <= ? AND id IN (
            SELECT id FROM outbox WHERE state IN ('planned', 'retry') UNION ALL
            SELECT id FROM outbox WHERE owner IS NOT NULL
        )
        ORDER BY due_at, id LIMIT 1
        """,
        [int(now.timestamp())],
    )
    return rows[0] if rows else None


def due_messages(db: Database, now: datetime) -> int:
    """How many wait to be sent now, be it that a sender has claimed them already."""
    (number,) = db.execute(
        """
        SELECT
            (SELECT count(*) FROM outbox WHERE state IN ('planned', 'retry') AND next_try_at <= ?)
            + (SELECT count(*) FROM outbox WHERE owner IS NOT NULL AND state = 'claimed')
        """,
        [int(now.timestamp())],
    ).fetchone()
    return int(number)


def latest_in(db: Database, state: str, *, most: int) -> list[Line]:
    """The messages that came into this state, one of the `TROUBLED`, last; the newest first."""
    return _lines(
        db,
        """
        SELECT id, mailing, slot, recipient, state, changed_at, detail FROM outbox INDEXED BY outbox_troubled
        WHERE state IN ('failed', 'held', 'unknown', 'bounced', 'expired') AND state = ?
        ORDER BY changed_at DESC, id DESC LIMIT ?
        """,
        [state, most],
    )


def ids_in(db: Database, state: str) -> list[int]:
    """The numbers of all messages in this state."""
    return [id for (id,) in db.execute("SELECT id FROM outbox WHERE state = ? ORDER BY id", [state]).fetchall()]


def states_of(db: Database, ids: Sequence[int]) -> dict[int, str]:
    """The state of each of these messages that there is."""
    found = (db.execute("SELECT id, state FROM outbox WHERE id = ?", [id]).fetchone() for id in ids)
    return dict(filter(None, found))


def _lines(db: Database, sql: str, values: list[Any]) -> list[Line]:
    return [
        Line(
            id=id,
            mailing=mailing,
            slot=slot,
            recipient=recipient or None,
            state=state,
            at=datetime.fromtimestamp(at, UTC),
            reason=reason,
        )
        for id, mailing, slot, recipient, state, at, reason in db.execute(sql, values).fetchall()
    ]
