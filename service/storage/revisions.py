"""The history of events: of one, and the latest changes of all, as far as everybody may see them."""

import json
from datetime import UTC, datetime
from typing import NamedTuple

from sqlite_utils import Database

from service.domain.revision import Revision
from service.domain.selection import Filter
from service.storage.conditions import conditions_with_words
from service.storage.events import revisions_numbered

_FIRST, _LAST = -(2**62), 2**62  # before and after any instant


class Cursor(NamedTuple):
    """Where a revision stands among all; `at` is aware, UTC."""

    at: datetime
    uid: str
    number: int


def cursor_of(revision: Revision) -> Cursor:
    """Before it are the changes that are earlier than this one."""
    return Cursor(revision.at, revision.event.uid, revision.number)


def history(db: Database, uid: str) -> list[Revision]:
    """All revisions of the event that everybody may see, the oldest first; none of an event of a private calendar."""
    rows = db.conn.execute(
        f"""
        SELECT revisions.number FROM revisions
        JOIN events USING (uid)
        {_JOIN_PUBLIC}
        WHERE uid = :uid ORDER BY revisions.number
        """,
        {"uid": uid, "public": json.dumps(_public(db))},
    )
    wanted = [(uid, number) for (number,) in rows]
    known = revisions_numbered(db, wanted)
    return [known[each] for each in wanted]


def latest_changes(
    db: Database, wanted: Filter, *, most: int, before: Cursor | None = None
) -> list[tuple[Revision, Revision | None]]:
    """The latest revisions of the events of the filter, as far as everybody may see them; the newest first.

    Where there is a cursor, those before it. An event is found by what it is now.

    Beside each is the one before it: None where the event was new, or where not everybody may see that one.
    """
    public = _public(db)
    at, uid, number = (int(before.at.timestamp()), before.uid, before.number) if before else (_LAST, "", 0)
    found = conditions_with_words(wanted)
    rows = db.conn.execute(
        f"""
        SELECT revisions.uid, revisions.number FROM revisions
        CROSS JOIN events USING (uid)
        CROSS JOIN event_index AS found USING (uid)
        {_JOIN_PUBLIC}
        WHERE revisions.at >= :first AND (revisions.at, revisions.uid, revisions.number) < (:at, :uid, :number)
            AND {found.sql}
        ORDER BY revisions.at DESC, revisions.uid DESC, revisions.number DESC LIMIT :most
        """,
        found.values
        | {
            "public": json.dumps(public),
            "first": min(public.values(), default=_LAST),
            "at": at,
            "uid": uid,
            "number": number,
            "most": most,
        },
    ).fetchall()
    known = revisions_numbered(db, sorted({(uid, each) for uid, number in rows for each in (number, number - 1)}))
    return [(known[uid, number], _seen(known.get((uid, number - 1)), public)) for uid, number in rows]


def public_since(db: Database) -> dict[str, datetime | None]:
    """The public calendars by slug, each with the instant (aware, UTC) at which it was opened.

    None for what has always been public. What was written before that instant stays with those who could see it then.
    """
    rows = db.conn.execute(
        """
        SELECT slug, (
            SELECT at FROM calendar_revisions
            WHERE calendar = slug AND number = 1 + (
                SELECT max(number) FROM calendar_revisions WHERE calendar = slug AND document ->> '$.private'
            )
        )
        FROM calendars WHERE NOT private
        """
    )
    return {slug: None if at is None else datetime.fromtimestamp(at, UTC) for slug, at in rows}


_JOIN_PUBLIC = (
    "CROSS JOIN json_each(:public) AS public ON public.key = events.calendar AND revisions.at >= public.value"
)


def _public(db: Database) -> dict[str, int]:
    """The same in whole seconds."""
    return {slug: _FIRST if at is None else int(at.timestamp()) for slug, at in public_since(db).items()}


def _seen(revision: Revision | None, public: dict[str, int]) -> Revision | None:
    return revision if revision and revision.at.timestamp() >= public[revision.calendar] else None
