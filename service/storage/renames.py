"""The slugs that calendars and events had before: what bears a slug now always goes before what bore it once."""

from dataclasses import replace

from sqlite_utils import Database

from service.domain.selection import Filter


def new_calendar_slug(db: Database, old: str, *, private: bool = False) -> str | None:
    """The slug of the calendar that was called so once; of a private one only if that is asked for.

    None where there is none, or where a calendar is called so now.
    """
    rows = db.query(
        """
        SELECT calendar FROM renamed_calendars
        JOIN calendars ON slug = calendar
        WHERE old_slug = :old AND (:private OR NOT private)
            AND NOT EXISTS (SELECT 1 FROM calendars WHERE slug = :old)
        """,
        {"old": old, "private": private},
    )
    return next((row["calendar"] for row in rows), None)


def filter_as_named_now(db: Database, wanted: Filter) -> Filter:
    """The same filter with its calendars by the slugs that they have now; what leads nowhere stays as it is."""
    if wanted.calendars is None:
        return wanted
    return replace(wanted, calendars=frozenset(new_calendar_slug(db, slug) or slug for slug in wanted.calendars))


def new_event_slug(db: Database, old: str, *, private: bool = False) -> str | None:
    """The slug of the event that was called so once; of one in a private calendar only if that is asked for.

    None where there is none, or where an event is called so now.
    """
    rows = db.query(
        """
        SELECT events.slug FROM renamed_events
        JOIN events USING (uid)
        JOIN calendars ON calendars.slug = events.calendar
        WHERE old_slug = :old AND (:private OR NOT private)
            AND NOT EXISTS (SELECT 1 FROM events WHERE slug = :old)
        """,
        {"old": old, "private": private},
    )
    return next((row["slug"] for row in rows), None)


def rename_calendar(db: Database, old: str, new: str) -> None:
    """Gives the calendar its new slug, and all that belongs to it.

    Call it in the transaction that also adds the calendar's next revision: what was written before
    keeps the old slug in its document. Raises sqlite3.IntegrityError where there is a calendar `new`.
    """
    # Until the end of the transaction; tables that came later follow by ON UPDATE CASCADE.
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.execute("UPDATE calendars SET slug = ? WHERE slug = ?", [new, old])
    db.execute("UPDATE calendar_revisions SET calendar = ? WHERE calendar = ?", [new, old])
    db.execute("UPDATE events SET calendar = ? WHERE calendar = ?", [new, old])
    remember_former_slug(db, old, new)


def remember_former_slug(db: Database, old: str, calendar: str) -> None:
    """From now on `old` leads to that calendar, wherever it led before."""
    db.execute(
        """
        INSERT INTO renamed_calendars (old_slug, calendar) VALUES (?, ?)
        ON CONFLICT (old_slug) DO UPDATE SET calendar = excluded.calendar
        """,
        [old, calendar],
    )
