"""The events, each a list of revisions; `events` points to the current one."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from service.domain.event import Kind, Meeting
from service.domain.revision import Revision
from service.domain.timespan import Hours, WholeDays, days_in
from service.storage.documents import event_document, event_of

_CURRENT = """
    SELECT events.calendar, revisions.number, sequence, at, author, reason, document FROM events
    JOIN revisions ON revisions.uid = events.uid AND revisions.number = events.number
    JOIN calendars ON calendars.slug = events.calendar
"""


_ANY_REVISION = """
    SELECT events.calendar, revisions.number, sequence, at, author, reason, document FROM revisions
    JOIN events USING (uid)
"""


def current_events(
    db: Database, *, calendar: str | None = None, kind: Kind | None = None, private: bool = False
) -> list[Revision]:
    """The current revision of every event, of one calendar or kind if they are given, by day and uid.

    The events of private calendars only if they are asked for, here and in the next two.
    """
    return _revisions(
        db,
        f"""
        {_CURRENT}
        WHERE (:calendar IS NULL OR events.calendar = :calendar) AND (:kind IS NULL OR events.kind = :kind)
            AND (:private OR NOT calendars.private)
        ORDER BY events.first_day IS NULL, events.first_day, events.uid
        """,
        {"calendar": calendar, "kind": kind, "private": private},
    )


def events_between(db: Database, first_day: date, last_day: date, *, private: bool = False) -> list[Revision]:
    """The current revision of every event that begins on these days (both included), wherever the reader is.

    Days are kept as the venue's; a reader elsewhere may be a day ahead or behind, so a day is added at both ends.
    """
    one_day = timedelta(days=1)
    return _revisions(
        db,
        f"""
        {_CURRENT}
        WHERE events.first_day BETWEEN :first AND :last AND (:private OR NOT calendars.private)
        ORDER BY events.first_day, events.uid
        """,
        {"first": (first_day - one_day).isoformat(), "last": (last_day + one_day).isoformat(), "private": private},
    )


def last_meetings(db: Database, calendar: str, body: str, *, until: date, most: int) -> list[Meeting]:
    """The meetings of that body that began by that day of the venue, or a day later; the latest first."""
    rows = db.conn.execute(
        """
        SELECT document FROM event_index
        CROSS JOIN events USING (uid)
        JOIN revisions USING (uid, number)
        WHERE event_index.calendar = :calendar AND body = :body AND event_index.kind = 'meeting'
            AND precision = 'dated' AND event_index.first_day <= :until
        ORDER BY id DESC LIMIT :most
        """,
        {"calendar": calendar, "body": body, "until": (until + timedelta(days=1)).isoformat(), "most": most},
    )
    events = [event_of(document) for (document,) in rows]
    return [event for event in events if isinstance(event, Meeting)]


def event_called(db: Database, slug: str, *, private: bool = False) -> Revision | None:
    """The current revision of the event with that slug."""
    rows = _revisions(
        db,
        f"{_CURRENT} WHERE events.slug = :slug AND (:private OR NOT calendars.private)",
        {"slug": slug, "private": private},
    )
    return next(iter(rows), None)


def event_with_uid(db: Database, uid: str) -> Revision | None:
    """The current revision of the event with that uid, in a private calendar or not."""
    return next(iter(_revisions(db, f"{_CURRENT} WHERE events.uid = :uid", {"uid": uid})), None)


def last_revision_by(db: Database, uid: str, author: str) -> Revision | None:
    """The last revision of the event that this author wrote."""
    rows = _revisions(
        db,
        f"""
        {_ANY_REVISION}
        WHERE uid = :uid AND author = :author
        ORDER BY revisions.number DESC LIMIT 1
        """,
        {"uid": uid, "author": author},
    )
    return next(iter(rows), None)


def current_events_among(db: Database, uids: list[str]) -> list[Revision]:
    """The current revisions of these events, in private calendars or not, by uid."""
    return _revisions(
        db,
        f"{_CURRENT} WHERE events.uid IN (SELECT value FROM json_each(:uids)) ORDER BY events.uid",
        {"uids": json.dumps(uids)},
    )


def latest_revisions(db: Database, uids: list[str], *, most: int) -> list[Revision]:
    """The latest revisions of these events, the newest first; not more than `most` of them."""
    return _revisions(
        db,
        f"""
        {_ANY_REVISION}
        WHERE uid IN (SELECT value FROM json_each(:uids))
        ORDER BY at DESC, uid, revisions.number DESC LIMIT :most
        """,
        {"uids": json.dumps(uids), "most": most},
    )


def revisions_numbered(db: Database, wanted: list[tuple[str, int]]) -> dict[tuple[str, int], Revision]:
    """Those revisions that there are, each by its event's uid and its number."""
    rows = _revisions(
        db,
        f"""
        {_ANY_REVISION}
        JOIN json_each(:wanted) AS wanted ON wanted.value ->> 0 = uid AND wanted.value ->> 1 = revisions.number
        """,
        {"wanted": json.dumps(wanted)},
    )
    return {(each.event.uid, each.number): each for each in rows}


def uid_with_slug(db: Database, slug: str) -> str | None:
    """The uid of the event with that slug, in whatever calendar."""
    return next((row["uid"] for row in db.query("SELECT uid FROM events WHERE slug = ?", [slug])), None)


def uids_in(db: Database, calendar: str) -> list[str]:
    """The uids of all events of the calendar, private or not, by day and uid."""
    rows = db.conn.execute(
        "SELECT uid FROM events WHERE calendar = ? ORDER BY first_day IS NULL, first_day, uid", [calendar]
    )
    return [uid for (uid,) in rows]


def release_slugs(db: Database, uids: list[str]) -> None:
    """Frees the slugs of these events, so that they can take new ones, even each other's."""
    for uid in uids:
        db.execute("UPDATE events SET slug = uid WHERE uid = ?", [uid])


def add_revision(db: Database, revision: Revision) -> None:
    """Makes `revision` the current one of its event; the slug that it had before still leads to it."""
    event = revision.event
    first_day, last_day = _stored_days(event.span)
    db.execute(
        """
        INSERT INTO events (uid, calendar, slug, number, kind, first_day, last_day)
        VALUES (:uid, :calendar, :slug, :number, :kind, :first_day, :last_day)
        ON CONFLICT (uid) DO UPDATE SET slug = :slug, number = :number, kind = :kind,
            first_day = :first_day, last_day = :last_day
        """,
        {
            "uid": event.uid,
            "calendar": revision.calendar,
            "slug": event.slug,
            "number": revision.number,
            "kind": event.kind,
            "first_day": first_day,
            "last_day": last_day,
        },
    )
    db.execute(
        """
        INSERT INTO revisions (uid, number, sequence, at, author, reason, document)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
            event.uid,
            revision.number,
            revision.sequence,
            int(revision.at.timestamp()),
            revision.author,
            revision.reason,
            event_document(event),
        ],
    )
    _remember_former_slug(db, revision)


def _remember_former_slug(db: Database, revision: Revision) -> None:
    """By the revision before: the row of the event may have been released from its slug."""
    db.execute(
        """
        INSERT INTO renamed_events (old_slug, uid)
        SELECT json_extract(document, '$.slug'), uid FROM revisions
        WHERE uid = :uid AND number = :number - 1 AND json_extract(document, '$.slug') != :slug
        ON CONFLICT (old_slug) DO UPDATE SET uid = excluded.uid
        """,
        {"uid": revision.event.uid, "number": revision.number, "slug": revision.event.slug},
    )


def _stored_days(span: object) -> tuple[str | None, str | None]:
    match span:
        case Hours():
            days = days_in(span, span.zone)
        case WholeDays():
            days = span
        case _:
            return None, None
    return days.first_day.isoformat(), days.last_day.isoformat()


def _revisions(db: Database, sql: str, parameters: dict[str, Any]) -> list[Revision]:
    return [
        Revision(
            event=event_of(row["document"]),
            calendar=row["calendar"],
            number=row["number"],
            sequence=row["sequence"],
            at=datetime.fromtimestamp(row["at"], UTC),
            author=row["author"],
            reason=row["reason"],
        )
        for row in db.query(sql, parameters)
    ]
