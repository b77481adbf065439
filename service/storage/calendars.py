"""The calendars, each a list of revisions."""

from datetime import datetime

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.storage.documents import calendar_document, calendar_of


def all_calendars(db: Database) -> list[Calendar]:
    """Every calendar as it is now, by slug."""
    rows = db.query("""
        SELECT document FROM calendars
        JOIN calendar_revisions USING (number)
        WHERE calendar = slug
        ORDER BY slug
    """)
    return [calendar_of(row["document"]) for row in rows]


def calendar_named(db: Database, slug: str) -> Calendar | None:
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
        INSERT INTO calendars (slug, number) VALUES (?, 1)
        ON CONFLICT (slug) DO UPDATE SET number = number + 1
        RETURNING number
        """,
        [calendar.slug],
    ).fetchall()[0]
    db.execute(
        "INSERT INTO calendar_revisions (calendar, number, at, author, document) VALUES (?, ?, ?, ?, ?)",
        [calendar.slug, row[0], int(at.timestamp()), author, calendar_document(calendar)],
    )
