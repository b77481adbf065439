"""Who asked for mails lately, and how often: kept for a day, as hashes that only this installation can make."""

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database


def note_sign_up(db: Database, asker: bytes, now: datetime) -> None:
    """Call it in a transaction. `asker` is a hash of 32 octets: of an address or of a network."""
    db.execute("INSERT INTO sign_ups (asker, at) VALUES (?, ?)", [asker, int(now.timestamp())])


def last_sign_ups(db: Database, asker: bytes, after: datetime, *, most: int) -> Sequence[datetime]:
    """When this one asked after that instant, the latest first."""
    rows = db.execute(
        "SELECT at FROM sign_ups WHERE asker = ? AND at > ? ORDER BY at DESC LIMIT ?",
        [asker, int(after.timestamp()), most],
    )
    return [datetime.fromtimestamp(at, after.tzinfo) for (at,) in rows.fetchall()]


def forget_sign_ups(db: Database, until: datetime) -> None:
    """Those until that instant."""
    db.execute("DELETE FROM sign_ups WHERE at <= ?", [int(until.timestamp())])
