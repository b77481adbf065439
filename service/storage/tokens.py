"""The secrets in the addresses of private calendars: kept as hashes, so that nobody can read them here."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database


@dataclass(frozen=True)
class Token:
    """Who was given the address of a calendar, and when (aware, UTC); the secret itself is not known any more."""

    id: int
    calendar: str
    note: str
    created_at: datetime
    revoked_at: datetime | None


def add_token(db: Database, calendar: str, note: str, token: str, now: datetime) -> int:
    """The id of the new token. Raises sqlite3.IntegrityError where there is no such calendar."""
    row = db.execute(
        "INSERT INTO feed_tokens (calendar, note, hash, created_at) VALUES (?, ?, ?, ?) RETURNING id",
        [calendar, note, _hash(token), int(now.timestamp())],
    ).fetchall()[0]
    return int(row[0])


def calendar_of_token(db: Database, token: str) -> str | None:
    """The slug of the private calendar that the token lets see; None where it is unknown or revoked.

    A calendar that has been opened to everybody since then is still found by it.
    """
    rows = db.execute("SELECT calendar FROM feed_tokens WHERE hash = ? AND revoked_at IS NULL", [_hash(token)])
    return next((slug for (slug,) in rows.fetchall()), None)


def revoke_token(db: Database, id: int, now: datetime) -> bool:
    """Whether there was such a token that had not been revoked before."""
    revoked = db.execute(
        "UPDATE feed_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [int(now.timestamp()), id]
    )
    return revoked.rowcount == 1


def tokens_of(db: Database, calendar: str | None = None) -> list[Token]:
    """Every token of the calendar, or of all, with those that were revoked, in the order of giving."""
    rows = db.query(
        """
        SELECT id, calendar, note, created_at, revoked_at FROM feed_tokens
        WHERE :calendar IS NULL OR calendar = :calendar
        ORDER BY id
        """,
        {"calendar": calendar},
    )
    return [Token(**row | {at: _instant(row[at]) for at in ("created_at", "revoked_at")}) for row in rows]


def _hash(token: str) -> bytes:
    """Without salt or many rounds: a token is 32 random bytes, which nobody guesses."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
