"""Which events mention which, now and formerly: an instruction its meetings."""

import json
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter

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


def mentioned_by(db: Database, uids: Iterable[str]) -> dict[str, tuple[list[str], int]]:
    """Of each event that is or was mentioned: who mentions it now, by uid; and when somebody last began or ceased to.

    The instant is in seconds since 1970. An event that nobody has ever mentioned is left out.
    """
    rows = db.conn.execute(
        """
        SELECT other, uid, stands, at FROM json_each(:others) AS wanted
        CROSS JOIN mentions ON other = wanted.value ORDER BY other, uid
        """,
        {"others": json.dumps([*uids])},
    )
    found = {}
    for other, of_other in groupby(rows, key=itemgetter(0)):
        mentions = list(of_other)
        found[other] = [uid for _, uid, stands, _ in mentions if stands], max(at for *_, at in mentions)
    return found
