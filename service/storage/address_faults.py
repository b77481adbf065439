"""Addresses that were refused: on how many days, and whether their readers get mails any more.

Call what writes in a transaction; days are of UTC.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlite_utils import Database

HARD, SOFT = 2, 1  # half points: there is no such address; there is, but for the moment nothing goes in
ENOUGH = 4  # half points: refused for good on two days, or for the moment on four
REMEMBERED = timedelta(days=30)
COMES_BACK_WITHIN = timedelta(days=6)  # relays try for at least 4 or 5 days (RFC 5321 4.5.4.1)


def note_fault(db: Database, subscriber: int, day: date, *, half_points: int, said: str, bounced: bool = False) -> None:
    """One fault a day counts, the worst. `bounced`: the mail had been accepted first."""
    db.execute(
        """
        INSERT INTO address_faults (subscriber, day, half_points, said, bounced)
        SELECT id, :day, :half_points, :said, :bounced FROM subscribers WHERE id = :subscriber
        ON CONFLICT (subscriber, day) DO UPDATE SET half_points = max(half_points, excluded.half_points),
            said = excluded.said, bounced = max(bounced, excluded.bounced)
        """,
        {
            "subscriber": subscriber,
            "day": day.isoformat(),
            "half_points": half_points,
            "said": said,
            "bounced": int(bounced),
        },
    )


def suspend_if_refused_often(db: Database, subscriber: int, day: date) -> bool:
    """Whether the reader is suspended now, because his address was refused on enough days up to this one."""
    return (
        db.execute(
            """
            UPDATE subscribers SET state = 'suspended', paused_until = NULL, plan_at = NULL, planned_until = NULL,
                reason = (SELECT said FROM address_faults WHERE subscriber = :subscriber ORDER BY day DESC LIMIT 1)
            WHERE id = :subscriber AND state IN ('active', 'paused') AND (
                SELECT sum(half_points) FROM address_faults WHERE subscriber = :subscriber AND day > :since
            ) >= :enough
            """,
            {"subscriber": subscriber, "since": (day - REMEMBERED).isoformat(), "enough": ENOUGH},
        ).rowcount
        == 1
    )


def heal(db: Database, subscribers: Iterable[int], now: datetime) -> None:
    """A mail to each of them was accepted: so what was refused before no longer counts.

    A relay accepts what will come back, too; so what has bounced counts until a later mail has not, for long enough.
    """
    db.execute(
        """
        DELETE FROM address_faults
        WHERE subscriber IN (SELECT value FROM json_each(:subscribers)) AND (bounced = 0 OR EXISTS (
            SELECT 1 FROM outbox
            WHERE outbox.subscriber = address_faults.subscriber AND state = 'sent' AND sent_at <= :by
                AND sent_at >= CAST(strftime('%s', day, '+1 day') AS INTEGER)
        ))
        """,
        {"subscribers": json.dumps(list(subscribers)), "by": int((now - COMES_BACK_WITHIN).timestamp())},
    )


def forget_faults(db: Database, subscribers: Iterable[int]) -> None:
    """Nothing that was refused before counts any more."""
    db.execute(
        "DELETE FROM address_faults WHERE subscriber IN (SELECT value FROM json_each(?))",
        [json.dumps(list(subscribers))],
    )
