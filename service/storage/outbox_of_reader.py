"""What the outbox holds for one reader: what he was sent, and how it is parted from him when he leaves.

Call what writes in a transaction; instants are aware, UTC.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from service.domain.message import Mailing


@dataclass(frozen=True, kw_only=True)
class ReadersMail:
    """A message to a reader: what became of it and when, and the uids of the events that it tells of, by day."""

    mailing: Mailing
    state: str
    at: datetime
    uids: tuple[str, ...]


def mails_of(db: Database, subscriber: int, *, most: int) -> list[ReadersMail]:
    """The latest first. What another message took over was never meant to be sent, and is left out."""
    rows = db.execute(
        """
        SELECT mailing, state, coalesce(sent_at, sending_at, due_at), (
            SELECT json_group_array(uid) FROM (
                SELECT uid FROM telling_items WHERE telling_items.telling = outbox.telling
                ORDER BY first_day IS NULL, first_day, uid
            )
        )
        FROM outbox WHERE subscriber = ? AND state != 'superseded' ORDER BY id DESC LIMIT ?
        """,
        [subscriber, most],
    )
    return [
        ReadersMail(
            mailing=Mailing(mailing),
            state=state,
            at=datetime.fromtimestamp(at, UTC),
            uids=tuple(dict.fromkeys(json.loads(uids))),
        )
        for mailing, state, at, uids in rows.fetchall()
    ]


def cancel_waiting(db: Database, subscriber: int, mailings: Iterable[Mailing], now: datetime, *, reason: str) -> None:
    """Gives up his messages of these kinds that nobody has begun to send."""
    db.execute(
        """
        UPDATE outbox SET state = 'cancelled', changed_at = :now, detail = :reason
        WHERE subscriber = :subscriber AND state IN ('planned', 'retry')
            AND mailing IN (SELECT value FROM json_each(:mailings))
        """,
        {
            "subscriber": subscriber,
            "now": int(now.timestamp()),
            "reason": reason,
            "mailings": json.dumps(list(mailings)),
        },
    )


def part_from(db: Database, subscribers: Iterable[int], now: datetime, *, reason: str) -> None:
    """Gives up what is not sent yet, and takes out of all their messages to whom they went and what was his own.

    A sender that is about to send one of them finds that it is not his any more. Of one that may be on its way at this
    moment nobody will ask what became of it.
    """
    values = {"readers": json.dumps(list(subscribers)), "now": int(now.timestamp()), "reason": reason}
    theirs = "subscriber IN (SELECT value FROM json_each(:readers))"
    db.execute(
        f"""
        UPDATE outbox SET state = 'unknown', owner = NULL, changed_at = :now, detail = :reason
        WHERE {theirs} AND state = 'sending'
        """,
        values,
    )
    db.execute(
        f"""
        UPDATE outbox SET state = 'cancelled', owner = NULL, changed_at = :now, detail = :reason,
            recipient = '', own = NULL, subscriber = NULL
        WHERE {theirs} AND state IN ('planned', 'claimed', 'retry', 'unknown', 'held')
        """,
        values,
    )
    db.execute(f"UPDATE outbox SET recipient = '', own = NULL, detail = NULL, subscriber = NULL WHERE {theirs}", values)
