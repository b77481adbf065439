"""The stored pieces of single events, as a mail attaches them."""

import json
from collections.abc import Collection, Mapping

from sqlite_utils import Database


def vevents(db: Database, uids: Collection[str], languages: Mapping[str, str], wanted: str) -> dict[str, bytes]:
    """The VEVENT of each event that has one, by uid: in the wanted language or, where it is not kept in that, in its
    calendar's. `languages` are those of the calendars, by slug; events of other calendars are left out."""
    rows = db.conn.execute(
        """
        SELECT pieces.uid, vevent FROM json_each(:uids) AS asked
        JOIN events ON events.uid = asked.value
        JOIN json_each(:languages) AS calendar ON calendar.key = events.calendar
        JOIN pieces ON pieces.uid = events.uid AND pieces.language IN (:wanted, calendar.value)
        WHERE vevent IS NOT NULL ORDER BY pieces.language = :wanted
        """,
        {"uids": json.dumps(list(uids)), "languages": json.dumps(dict(languages)), "wanted": wanted},
    )
    return dict(rows.fetchall())
