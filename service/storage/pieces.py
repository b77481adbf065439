"""The stored bytes of each event in each language, which feeds are joined from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database


@dataclass(frozen=True, kw_only=True)
class Piece:
    """An event in iCalendar. `stamp` (aware, UTC) is its DTSTAMP; what it has nothing of is None."""

    uid: str
    language: str
    stamp: datetime
    vevent: bytes | None
    vtodo: bytes | None
    people: bytes | None
    venue_times: bytes | None


def store_pieces(db: Database, pieces: Iterable[Piece]) -> None:
    """Keeps the pieces in the place of those that there were."""
    db.conn.executemany(
        """
        INSERT INTO pieces (uid, language, stamp, octets, vevent, vtodo, people, venue_times)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (uid, language) DO UPDATE SET stamp = excluded.stamp, octets = excluded.octets,
            vevent = excluded.vevent, vtodo = excluded.vtodo, people = excluded.people,
            venue_times = excluded.venue_times
        """,
        (
            (
                each.uid,
                each.language,
                int(each.stamp.timestamp()),
                len(each.vevent or b""),
                each.vevent,
                each.vtodo,
                each.people,
                each.venue_times,
            )
            for each in pieces
        ),
    )


def languages_kept(db: Database, calendar: str) -> list[str]:
    """The languages that there are pieces of the calendar in: the same for all its events, but for those just added."""
    rows = db.conn.execute(
        """
        SELECT DISTINCT language FROM pieces
        WHERE uid = (
            SELECT uid FROM events
            WHERE calendar = ? AND EXISTS (SELECT 1 FROM pieces WHERE pieces.uid = events.uid) LIMIT 1
        )
        ORDER BY language
        """,
        [calendar],
    )
    return [language for (language,) in rows]


def latest_stamp(db: Database, uids: Iterable[str]) -> datetime | None:
    """The latest DTSTAMP that any of these events was ever published with."""
    stamps = [
        stamp
        for uid in uids
        for (stamp,) in db.conn.execute("SELECT max(stamp) FROM pieces WHERE uid = ?", [uid])
        if stamp is not None
    ]
    return datetime.fromtimestamp(max(stamps), UTC) if stamps else None


def latest_stamp_in(db: Database, calendar: str) -> datetime | None:
    """The latest DTSTAMP in the calendar."""
    (stamp,) = db.conn.execute(
        "SELECT max(stamp) FROM pieces JOIN events USING (uid) WHERE calendar = ?", [calendar]
    ).fetchone()
    return datetime.fromtimestamp(stamp, UTC) if stamp else None
