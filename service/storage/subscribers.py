"""The readers who are reminded."""

from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from service.domain.subscriber import Subscriber, Wish

_SUBSCRIBERS = """
    SELECT id, email, zone, language, hour, since,
        (SELECT group_concat(days) FROM subscriber_leads WHERE subscriber = id) AS leads
    FROM subscribers
"""


def all_subscribers(db: Database) -> list[Subscriber]:
    """Every reader, in the order of signing up."""
    return [_subscriber(row) for row in db.query(f"{_SUBSCRIBERS} ORDER BY id")]


def subscriber_with_id(db: Database, id: int) -> Subscriber | None:
    return next((_subscriber(row) for row in db.query(f"{_SUBSCRIBERS} WHERE id = ?", [id])), None)


def subscriber_with_email(db: Database, email: str) -> Subscriber | None:
    return next((_subscriber(row) for row in db.query(f"{_SUBSCRIBERS} WHERE email = ?", [email])), None)


def add_subscriber(db: Database, wish: Wish, since: datetime) -> None:
    """Call it in a transaction. Raises sqlite3.IntegrityError where the address is there already."""
    row = db.execute(
        "INSERT INTO subscribers (email, zone, language, hour, since) VALUES (?, ?, ?, ?, ?) RETURNING id",
        [wish.email, wish.zone, wish.language, wish.hour, int(since.timestamp())],
    ).fetchall()[0]
    for days in wish.leads:
        db.execute("INSERT INTO subscriber_leads (subscriber, days) VALUES (?, ?)", [row[0], days])


def remove_subscriber(db: Database, email: str) -> bool:
    """Whether there was one with that address. His messages go with him."""
    return db.execute("DELETE FROM subscribers WHERE email = ?", [email]).rowcount == 1


def count_everyone_from(db: Database, since: datetime) -> None:
    """Every reader counts as subscribed from that instant: for a replay, on a copy."""
    db.execute("UPDATE subscribers SET since = ?", [int(since.timestamp())])


def _subscriber(row: dict[str, Any]) -> Subscriber:
    leads = sorted((int(days) for days in row["leads"].split(",")), reverse=True)
    wish = Wish(email=row["email"], zone=row["zone"], language=row["language"], leads=tuple(leads), hour=row["hour"])
    return Subscriber(id=row["id"], wish=wish, since=datetime.fromtimestamp(row["since"], UTC))
