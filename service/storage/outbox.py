"""Messages waiting to be sent, each exactly once.

    planned → claimed → sending → sent → bounced
              claimed → retry | failed (certainly not accepted) → claimed …
                        sending → retry | failed (a certain reply) | unknown (no reply)
                                                                     unknown → sent | retry | held
    planned, retry → cancelled | superseded | expired

The table `outbox_steps` holds all that may follow each other, and the database itself logs every step. Whoever works
on a message names it, its state and himself, and looks whether that was still true: a lease that ended may have been
given to somebody else. All functions that write are called in a transaction; `now` and other instants are aware, UTC.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from service.domain.message import Mailing, Plan
from service.domain.telling import Telling
from service.storage.tellings import telling_number


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message in the outbox. `letter` and `own` are its bytes, once they are frozen; `secret` is its reader's.

    From `not_after` (aware, UTC) on it makes no sense.
    """

    id: int
    message_id: str
    mailing: Mailing
    subscriber: int
    secret: bytes
    recipient: str
    slot: str
    telling: int | None
    attempts: int
    not_after: datetime
    letter: int | None
    own: Mapping[str, str] | None


@dataclass(frozen=True)
class Claim:
    """A message with the bytes that it will have at every try, and the number of what it really tells."""

    message: Message
    letter: int
    own: str
    telling: int | None


@dataclass(frozen=True)
class Unsent:
    """A message that was certainly not accepted, or `state` "unknown": what becomes of it, when and why."""

    id: int
    state: str
    next_try_at: datetime
    reason: str


def plan_messages(db: Database, plans: Iterable[Plan], *, domain: str, now: datetime) -> int:
    """Adds each, unless the outbox has one with its key: how many were new. `domain` is that of the Message-IDs."""
    numbers: _Numbers = {}
    cursor = db.conn.executemany(
        """
        INSERT INTO outbox (dedupe_key, message_id, mailing, subscriber, recipient, slot, telling, state,
            due_at, next_try_at, not_after, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?, ?)
        ON CONFLICT (dedupe_key) DO NOTHING
        """,
        [_planned(db, plan, numbers, domain=domain, now=now) for plan in plans],
    )
    return cursor.rowcount


def waiting(db: Database, now: datetime, *, most: int) -> list[Message]:
    """Those that have waited longest, of what is to be sent at `now`."""
    return [
        _message(row)
        for row in db.conn.execute(
            f"""
            {_MESSAGES}
            WHERE outbox.state IN ('planned', 'retry') AND next_try_at <= :now AND not_after > :now
            ORDER BY next_try_at, not_after, outbox.id -- as in the index: thousands may be due at the same instant
            LIMIT :most
            """,
            {"now": _seconds(now), "most": most},
        )
    ]


def one_of_each(db: Database, *, after: datetime, until: datetime, most: int) -> list[tuple[datetime, Message]]:
    """Of the next `most` messages that are due in that time and not written, one of all that tell the same to readers
    who wish the same, with the instant at which it is due."""
    return [
        (datetime.fromtimestamp(due_at, UTC), _message(row))
        for due_at, *row in db.conn.execute(
            f"""
            SELECT due_at, messages.* FROM ({_MESSAGES}) AS messages JOIN (
                SELECT min(next.id) AS id, due_at FROM (
                    SELECT id, due_at, mailing, telling, subscriber FROM outbox
                    WHERE state IN ('planned', 'retry') AND next_try_at > :after AND next_try_at <= :until
                        AND letter IS NULL
                    ORDER BY next_try_at, not_after, id LIMIT :most
                ) AS next
                JOIN subscribers ON subscribers.id = next.subscriber
                GROUP BY mailing, telling, wish
            ) USING (id)
            ORDER BY due_at, id
            """,
            {"after": _seconds(after), "until": _seconds(until), "most": most},
        )
    ]


def message_with_id(db: Database, id: int) -> Message | None:
    """None where its reader is forgotten, too."""
    rows = db.conn.execute(f"{_MESSAGES} WHERE outbox.id = ?", [id])
    return next(map(_message, rows), None)


def keep_lease(db: Database, owner: str, until: datetime) -> None:
    """All that this sender works on is his until then; `owner` is unique to a process."""
    db.execute(
        "INSERT INTO senders (owner, until) VALUES (:owner, :until) ON CONFLICT (owner) DO UPDATE SET until = :until",
        {"owner": owner, "until": _seconds(until)},
    )


def claim(db: Database, claims: Sequence[Claim], *, owner: str, now: datetime) -> None:
    """Makes waiting messages this sender's, in the transaction in which they were found waiting."""
    db.conn.executemany(
        """
        UPDATE outbox SET state = 'claimed', owner = ?, attempts = attempts + 1, changed_at = ?, detail = NULL,
            letter = ?, own = ?, telling = ?
        WHERE id = ? AND state IN ('planned', 'retry')
        """,
        [(owner, _seconds(now), each.letter, each.own, each.telling, each.message.id) for each in claims],
    )


def claim_again(db: Database, ids: Sequence[int], *, owner: str, now: datetime) -> None:
    """The same for messages whose bytes are frozen since an earlier try."""
    db.execute(
        """
        UPDATE outbox SET state = 'claimed', owner = ?, attempts = attempts + 1, changed_at = ?, detail = NULL
        WHERE id IN (SELECT value FROM json_each(?)) AND state = 'retry'
        """,
        [owner, _seconds(now), json.dumps(ids)],
    )


def cancel(db: Database, ids: Sequence[int], *, reason: str, now: datetime) -> None:
    """Gives up messages that wait."""
    _lay_aside(db, ids, "cancelled", reason, now)


def cancel_unwanted(db: Database, ids: Sequence[int], *, now: datetime) -> set[int]:
    """Gives up those of these waiting messages that their readers are not to get any more, as they have paused, were
    suspended or have confirmed meanwhile: their numbers."""
    rows = db.conn.execute(
        """
        UPDATE outbox SET state = 'cancelled', changed_at = ?, detail = 'the reader is not to get it any more'
        WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('planned', 'retry') AND (
            SELECT CASE mailing
                WHEN 'confirmation' THEN subscribers.state != 'unconfirmed'
                WHEN 'link' THEN subscribers.state = 'unconfirmed'
                ELSE subscribers.state != 'active'
            END
            FROM subscribers WHERE subscribers.id = outbox.subscriber
        )
        RETURNING id
        """,
        [_seconds(now), json.dumps(ids)],
    ).fetchall()
    return {id for (id,) in rows}


def hold(db: Database, ids: Sequence[int], *, reason: str, now: datetime) -> None:
    """Keeps messages that wait from being sent until somebody decides."""
    _lay_aside(db, ids, "held", reason, now)


def mark_sending(db: Database, ids: Sequence[int], *, owner: str, now: datetime) -> set[int]:
    """To be durable before the final dot: from here on the relay may have it. Those that still were this sender's."""
    rows = db.conn.execute(
        """
        UPDATE outbox SET state = 'sending', sending_at = :now, changed_at = :now
        WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'claimed' AND owner = :owner
        RETURNING id
        """,
        {"now": _seconds(now), "ids": json.dumps(ids), "owner": owner},
    ).fetchall()
    return {id for (id,) in rows}


def mark_sent(db: Database, replies: Mapping[int, str], *, owner: str, now: datetime) -> None:
    """The relay has accepted each of them. What was given up for lost meanwhile need not be sent again."""
    at = _seconds(now)
    rows = [(at, at, reply, id, owner) for id, reply in replies.items()]
    changed = db.conn.executemany(
        """
        UPDATE outbox SET state = 'sent', sent_at = ?, changed_at = ?, detail = ?, owner = NULL
        WHERE id = ? AND state = 'sending' AND owner = ?
        """,
        rows,
    ).rowcount
    if changed != len(rows):
        db.conn.executemany(
            """
            UPDATE outbox SET state = 'sent', sent_at = ?, changed_at = ?, detail = ?
            WHERE id = ? AND state IN ('unknown', 'held', 'retry') AND sending_at IS NOT NULL
            """,
            [row[:4] for row in rows],
        )


def mark_unsent(db: Database, unsent: Iterable[Unsent], *, owner: str, now: datetime) -> None:
    """Lays messages aside; those that are no longer this sender's stay as they are."""
    db.conn.executemany(
        """
        UPDATE outbox SET state = ?, next_try_at = ?, changed_at = ?, detail = ?, owner = NULL
        WHERE id = ? AND state IN ('claimed', 'sending') AND owner = ?
        """,
        [(each.state, _seconds(each.next_try_at), _seconds(now), each.reason, each.id, owner) for each in unsent],
    )


def release(db: Database, ids: Sequence[int], *, owner: str, now: datetime, reason: str) -> None:
    """Gives back what was claimed and not begun with; it does not count as a try."""
    db.execute(
        """
        UPDATE outbox SET state = 'retry', attempts = attempts - 1, changed_at = ?, detail = ?, owner = NULL
        WHERE id IN (SELECT value FROM json_each(?)) AND state = 'claimed' AND owner = ?
        """,
        [_seconds(now), reason, json.dumps(ids), owner],
    )


def count_by_state(db: Database) -> dict[str, int]:
    rows = db.query("SELECT state, count(*) AS count FROM outbox GROUP BY state ORDER BY state")
    return {row["state"]: row["count"] for row in rows}


def forget_all_messages(db: Database) -> None:
    """Empties the outbox: for a replay, on a copy."""
    db.execute("DROP TRIGGER outbox_log_is_kept")
    db.execute("DELETE FROM outbox_log")
    db.execute("DELETE FROM outbox")


_MESSAGES = """
    SELECT outbox.id, message_id, mailing, subscriber, secret, recipient, slot, telling, attempts, not_after,
        letter, own
    FROM outbox JOIN subscribers ON subscribers.id = outbox.subscriber
"""


_Numbers = dict[int, tuple[tuple[Telling, ...], int | None]]
"""The numbers of tellings by their identity: many plans share one, and to compare them would take long."""


def _planned(db: Database, plan: Plan, numbers: _Numbers, *, domain: str, now: datetime) -> tuple[Any, ...]:
    known = numbers.get(id(plan.tellings))
    if known is None:
        number = telling_number(db, plan.tellings) if plan.tellings else None
        known = numbers[id(plan.tellings)] = (plan.tellings, number)
    due_at = int(plan.due_at.timestamp())
    return (
        plan.dedupe_key,
        plan.message_id(domain),
        plan.mailing.value,
        plan.subscriber,
        plan.recipient,
        plan.slot,
        known[1],
        due_at,
        due_at,
        int(plan.not_after.timestamp()),
        int(now.timestamp()),
    )


def _lay_aside(db: Database, ids: Sequence[int], state: str, reason: str, now: datetime) -> None:
    db.execute(
        """
        UPDATE outbox SET state = ?, changed_at = ?, detail = ?
        WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('planned', 'retry')
        """,
        [state, _seconds(now), reason, json.dumps(ids)],
    )


def _message(row: Sequence[Any]) -> Message:
    id, message_id, mailing, subscriber, secret, recipient, slot, telling, attempts, not_after, letter, own = row
    return Message(
        id=id,
        message_id=message_id,
        mailing=Mailing(mailing),
        subscriber=subscriber,
        secret=secret,
        recipient=recipient,
        slot=slot,
        telling=telling,
        attempts=attempts,
        not_after=datetime.fromtimestamp(not_after, UTC),
        letter=letter,
        own=json.loads(own) if own else None,
    )


def _seconds(instant: datetime) -> int:
    return int(instant.astimezone(UTC).timestamp())
