"""The published feeds: bytes that are stored when an event changes and looked up when they are asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database


@dataclass(frozen=True)
class PublishedFeed:
    """`etag` is a strong entity tag with its quotes (RFC 9110 8.8.3); `changed_at` is aware, UTC."""

    path: str  # below /feeds/, without .ics
    calendar: str
    body: bytes
    etag: str
    changed_at: datetime
    edition: str


def feed_at(db: Database, path: str) -> PublishedFeed | None:
    rows = db.query("SELECT path, calendar, body, etag, changed_at, edition FROM feeds WHERE path = ?", [path])
    for row in rows:
        return PublishedFeed(**row | {"changed_at": datetime.fromtimestamp(row["changed_at"], UTC)})
    return None


def store_feed(db: Database, feed: PublishedFeed) -> None:
    """Keeps the feed. Where its bytes are what they were, the moment of their last change stays, too."""
    db.execute(
        """
        INSERT INTO feeds (path, calendar, body, etag, changed_at, edition)
        VALUES (:path, :calendar, :body, :etag, :changed_at, :edition)
        ON CONFLICT (path) DO UPDATE SET body = :body, etag = :etag, edition = :edition,
            changed_at = CASE WHEN etag = :etag THEN changed_at ELSE max(changed_at + 1, :changed_at) END
        """,
        {
            "path": feed.path,
            "calendar": feed.calendar,
            "body": feed.body,
            "etag": feed.etag,
            "changed_at": int(feed.changed_at.timestamp()),
            "edition": feed.edition,
        },
    )


def calendars_published_otherwise(db: Database, edition: str) -> list[str]:
    """The slugs of the calendars of which a feed is missing or was made with another edition."""
    rows = db.query(
        """
        SELECT slug FROM calendars
        WHERE NOT EXISTS (SELECT 1 FROM feeds WHERE calendar = slug AND edition = :edition)
           OR EXISTS (SELECT 1 FROM feeds WHERE calendar = slug AND edition != :edition)
        ORDER BY slug
        """,
        {"edition": edition},
    )
    return [row["slug"] for row in rows]
