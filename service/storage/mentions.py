"""Which events mention which, now and formerly: an instruction its meetings."""

import json
from datetime import datetime

from sqlite_utils import Database


def mention(db: Database, uid: str, others: set[str], *, at: datetime) -> None:
    """From the revision of that instant on, the event mentions just these others."""
    instant = int(at.timestamp())
    db.conn.execute(
        """
        UPDATE mentions SET stands = 0, at = :at
        WHERE uid = :uid AND stands = 1 AND other NOT IN (SELECT value FROM json_each(:others))
        """,
        {"at": instant, "uid": uid, "others": json.dumps(sorted(others))},
    )
    db.conn.executemany(
        """
        INSERT INTO mentions (uid, other, stands, at) VALUES (?, ?, 1, ?)
        ON CONFLICT (uid, other) DO UPDATE SET stands = 1, at = excluded.at WHERE stands = 0
        """,
        [(uid, other, instant) for other in sorted(others)],
    )


def neighbours(db: Database, uid: str) -> set[str]:
    """The events that mention this one, or that it mentions, now or formerly."""
    rows = db.conn.execute(
        "SELECT other FROM mentions WHERE uid = :uid UNION SELECT uid FROM mentions WHERE other = :uid", {"uid": uid}
    )
    return {other for (other,) in rows}


def mentioned_by(db: Database, uid: str) -> tuple[list[str], int | None]:
    """Who mentions this event now, by uid; and when somebody last began or ceased to (seconds since 1970)."""
    rows = db.conn.execute("SELECT uid, stands, at FROM mentions WHERE other = ? ORDER BY uid", [uid]).fetchall()
    return [by for by, stands, _ in rows if stands], max((at for _, _, at in rows), default=None)
