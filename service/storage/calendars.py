"""The calendars, each a list of revisions."""

from datetime import UTC, datetime

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.storage.documents import calendar_document, calendar_of


def all_calendars(db: Database, *, private: bool = False) -> list[Calendar]:
    """Every calendar as it is now, by slug; the private ones only if they are asked for."""
    rows = db.query(
        """
        SELECT document FROM calendars
        JOIN calendar_revisions USING (number)
        WHERE calendar = slug AND (:private OR NOT private)
        ORDER BY slug
        """,
        {"private": private},
    )
    return [calendar_of(row["document"]) for row in rows]


def calendar_named(db: Database, slug: str) -> Calendar | None:
    """The calendar of that slug, private or not."""
    rows = db.query(
        """
        SELECT document FROM calendars
        JOIN calendar_revisions USING (number)
        WHERE calendar = slug AND slug = ?
        """,
        [slug],
    )
    return next((calendar_of(row["document"]) for row in rows), None)


def add_calendar_revision(db: Database, calendar: Calendar, *, at: datetime, author: str) -> None:
    """Makes `calendar` the current version of the calendar of that slug."""
    row = db.execute(
        """
        INSERT INTO calendars (slug, number, private) VALUES (?, 1, ?)
        ON CONFLICT (slug) DO UPDATE SET number = number + 1, private = excluded.private
        RETURNING number
        """,
        [calendar.slug, int(calendar.private)],
    ).fetchall()[0]
    db.execute(
        "INSERT INTO calendar_revisions (calendar, number, at, author, document) VALUES (?, ?, ?, ?, ?)",
        [calendar.slug, row[0], int(at.timestamp()), author, calendar_document(calendar)],
    )


def calendar_history(db: Database, slug: str) -> list[tuple[datetime, Calendar]]:
    """Every version of the calendar with the instant (aware, UTC) at which it was written, the current one first."""
    rows = db.query("SELECT at, document FROM calendar_revisions WHERE calendar = ? ORDER BY number DESC", [slug])
    return [(datetime.fromtimestamp(row["at"], UTC), calendar_of(row["document"])) for row in rows]
