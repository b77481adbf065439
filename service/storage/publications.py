"""When the feeds of each calendar last changed, and what they were made with."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database


@dataclass(frozen=True)
class Publication:
    """`changed_at` and `edition_at` are aware, UTC; the latter is None while there was but one edition."""

    changed_at: datetime
    edition: str
    edition_at: datetime | None


def publication(db: Database, calendar: str) -> Publication | None:
    row = db.conn.execute(
        "SELECT changed_at, edition, edition_at FROM publications WHERE calendar = ?", [calendar]
    ).fetchone()
    return Publication(_instant(row[0]), row[1], _instant(row[2]) if row[2] else None) if row else None


def store_publication(db: Database, calendar: str, *, edition: str, now: datetime) -> Publication:
    """The feeds of the calendar change now: a second later at least than the last time.

    (Last-Modified counts seconds: RFC 9110 8.8.2.)
    """
    db.conn.execute(
        """
        INSERT INTO publications (calendar, changed_at, edition, edition_at) VALUES (:calendar, :now, :edition, NULL)
        ON CONFLICT (calendar) DO UPDATE SET changed_at = max(changed_at + 1, :now), edition = :edition,
            edition_at = CASE WHEN edition = :edition THEN edition_at ELSE max(changed_at + 1, :now) END
        """,
        {"calendar": calendar, "now": int(now.timestamp()), "edition": edition},
    )
    stored = publication(db, calendar)
    assert stored is not None
    return stored


def calendars_published_otherwise(db: Database, edition: str) -> list[str]:
    """The slugs of the calendars that were never published, or with another edition."""
    rows = db.conn.execute(
        """
        SELECT slug FROM calendars
        LEFT JOIN publications ON publications.calendar = slug
        WHERE edition IS NULL OR edition != ?
        ORDER BY slug
        """,
        [edition],
    )
    return [slug for (slug,) in rows]


def last_change(db: Database, calendars: list[str]) -> datetime:
    """When the feeds of any of these calendars last changed (aware, UTC). Raises LookupError where one has none yet."""
    found = [publication(db, slug) for slug in calendars]
    if None in found:
        raise LookupError(f"never published: {calendars[found.index(None)]}")
    return max((each.changed_at for each in found if each), default=datetime.fromtimestamp(0, UTC))


def calendars_change(db: Database, *, now: datetime) -> None:
    """There is another public calendar now, or one less: a second later at least than the last time."""
    db.conn.execute(
        "UPDATE generation SET calendars_changed_at = max(calendars_changed_at + 1, ?)", [int(now.timestamp())]
    )


def last_change_of_calendars(db: Database) -> datetime:
    """When a calendar last came to be public, or ceased to be (aware, UTC)."""
    (seconds,) = db.conn.execute("SELECT calendars_changed_at FROM generation").fetchone()
    return _instant(seconds)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
