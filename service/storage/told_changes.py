"""Which events have changed, and who was told of them as they were before.

Instants are aware, UTC.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlite_utils import Database


@dataclass(frozen=True)
class ChangedEvent:
    """A public event as it was found in the index: the number and the instant of its current revision."""

    uid: str
    number: int
    at: datetime
    generation: int


@dataclass(frozen=True)
class Outdated:
    """Reader `subscriber` was last told of the event in revision `told`, which is not the current one, `number`."""

    subscriber: int
    uid: str
    told: int
    number: int


def changes_looked_at(db: Database) -> int:
    """The generation until which all changes have been looked at."""
    row = db.conn.execute("SELECT changes_until FROM notices").fetchone()
    return int(row[0]) if row else 0


def look_at_changes_from(db: Database, generation: int) -> None:
    """From now on only those after that generation need be looked at. Call it in a transaction."""
    db.conn.execute(
        """
        INSERT INTO notices (only, changes_until) VALUES (1, :generation)
        ON CONFLICT (only) DO UPDATE SET changes_until = :generation
        """,
        {"generation": generation},
    )


def events_changed_after(db: Database, generation: int) -> list[ChangedEvent]:
    """Public events that changed after that generation, or of which the calendar became public."""
    rows = db.conn.execute(
        """
        SELECT event_index.uid, events.number, revisions.at, generation FROM event_index
        CROSS JOIN events USING (uid)
        CROSS JOIN revisions ON revisions.uid = events.uid AND revisions.number = events.number
        CROSS JOIN calendars ON calendars.slug = events.calendar
        WHERE generation > ? AND NOT calendars.private ORDER BY generation, event_index.uid
        """,
        [generation],
    )
    return [ChangedEvent(uid, number, datetime.fromtimestamp(at, UTC), of) for uid, number, at, of in rows]


def earlier_revisions_told(db: Database, changed: Iterable[ChangedEvent]) -> set[tuple[str, int]]:
    """The revisions of these events that any reader was told before the current ones: uid and number."""
    rows = db.conn.execute(
        """
        SELECT DISTINCT uid, revision FROM json_each(:changed) AS changed
        CROSS JOIN telling_items ON uid = changed.value ->> 0 AND revision < changed.value ->> 1
        """,
        {"changed": json.dumps([(each.uid, each.number) for each in changed])},
    )
    return set(rows)


def readers_told_before(db: Database, uid: str) -> list[int]:
    """The active readers who were last told of that event in an earlier revision, and are not about to be told."""
    rows = db.conn.execute(
        f"""
        SELECT outbox.subscriber, {_TOLD_REVISION} FROM telling_items
        CROSS JOIN outbox INDEXED BY outbox_by_telling ON outbox.telling = telling_items.telling
        {_OF_ACTIVE_READERS} AND telling_items.uid = :uid
        {_BY_READER} ORDER BY 1
        """,
        {"uid": uid},
    )
    return [subscriber for subscriber, _ in rows]


def outdated(db: Database, uids: Iterable[str], readers: Iterable[int]) -> list[Outdated]:
    """What these readers were last told of these events in an earlier revision, if they are not about to be told."""
    rows = db.conn.execute(
        f"""
        SELECT outbox.subscriber, telling_items.uid, {_TOLD_REVISION}, events.number
        FROM json_each(:readers) AS reader
        CROSS JOIN outbox INDEXED BY outbox_by_subscriber
            ON outbox.subscriber = reader.value AND outbox.id >= ({_FIRST_TO_TELL})
        CROSS JOIN telling_items ON telling_items.telling = outbox.telling
            AND telling_items.uid IN (SELECT value FROM json_each(:uids))
        {_OF_ACTIVE_READERS}
        {_BY_READER}
        """,
        {"uids": json.dumps(sorted(uids)), "readers": json.dumps(list(readers))},
    )
    return [Outdated(*row) for row in rows]


def all_outdated(db: Database, readers: Iterable[int]) -> list[Outdated]:
    """What these readers were last told in an earlier revision, of any public event; also if they are about to be
    told of the current one."""
    rows = db.conn.execute(
        f"""
        SELECT outbox.subscriber, telling_items.uid, max(revision), events.number
        FROM json_each(:readers) AS reader
        CROSS JOIN outbox INDEXED BY outbox_by_subscriber ON outbox.subscriber = reader.value
        CROSS JOIN telling_items ON telling_items.telling = outbox.telling
        CROSS JOIN events ON events.uid = telling_items.uid
        CROSS JOIN calendars ON calendars.slug = events.calendar
        WHERE outbox.letter IS NOT NULL AND outbox.state IN {_TOLD} AND NOT calendars.private
        GROUP BY 1, 2 HAVING max(revision) < events.number
        """,
        {"readers": json.dumps(list(readers))},
    )
    return [Outdated(*row) for row in rows]


# What he may have got or will get as it is now. Of what is not yet written, only a notice is sure to tell of a change.
_TOLD = "('claimed', 'sending', 'sent', 'unknown', 'retry', 'held')"
_TOLD_REVISION = "max(revision) FILTER (WHERE outbox.letter IS NOT NULL)"
_OF_ACTIVE_READERS = f"""
    CROSS JOIN subscribers ON subscribers.id = outbox.subscriber
    CROSS JOIN events ON events.uid = telling_items.uid
    WHERE subscribers.state = 'active'
        AND (outbox.letter IS NOT NULL AND outbox.state IN {_TOLD}
            OR outbox.state IN ('planned', 'held') AND telling_items.occasion = 'changed')
"""
_BY_READER = f"GROUP BY outbox.subscriber, telling_items.uid HAVING max(revision) < events.number AND {_TOLD_REVISION}"
_FIRST_TO_TELL = """
    SELECT min((SELECT id FROM outbox WHERE outbox.telling = items.telling ORDER BY id LIMIT 1))
    FROM telling_items AS items WHERE items.uid IN (SELECT value FROM json_each(:uids))
"""


def uids_on(db: Database, uids: Iterable[str], *, first_day: date, last_day: date) -> list[str]:
    """Those of these events that are on at any of these days of their venues, both included."""
    rows = db.conn.execute(
        """
        SELECT uid FROM json_each(:uids) AS wanted CROSS JOIN event_index ON uid = wanted.value
        WHERE last_day >= :first_day AND first_day <= :last_day ORDER BY uid
        """,
        {"uids": json.dumps(sorted(uids)), "first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
    )
    return [uid for (uid,) in rows]
