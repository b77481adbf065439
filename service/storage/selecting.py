"""Which events a selection holds, found in SQL."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from service.domain.selection import Cancelled, Contents, Selection
from service.storage.conditions import conditions_with_words

ALARM = 120  # octets, about; in any language


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A selection, with the language of each calendar that it may look into.

    A cancelled event of which the last day is before `tombstones_from` has been forgotten, where the
    selection says so. What begins before the year `from_year` is in the archives.
    """

    selection: Selection
    languages: Mapping[str, str]
    tombstones_from: date
    from_year: int | None = None


@dataclass(frozen=True)
class StoredPiece:
    """One event as it goes into a feed. `zone` is the venue's, where the event has hours."""

    uid: str
    body: bytes
    people: bytes | None
    venue_times: bytes | None
    zone: str | None
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class YearSize:
    """How many events begin in a year, and how many octets they take."""

    year: int
    events: int
    octets: int


def plain_pieces(db: Database, choice: Choice, *, since: int | None = None) -> list[tuple[str, bytes]]:
    """The uid and the bytes of each event, by uid; of those only that changed after the generation `since`."""
    piece = _piece(choice)
    condition, values = _condition(choice, since)
    tables = _FROM if since is None else _FROM_THE_INDEX
    return db.conn.execute(
        f"SELECT pieces.uid, pieces.{piece} {tables} WHERE {condition} AND pieces.{piece} IS NOT NULL ORDER BY 1",
        values,
    ).fetchall()


def whole_pieces(db: Database, choice: Choice) -> list[StoredPiece]:
    """Everything that is stored of each event, by uid."""
    piece = _piece(choice)
    condition, values = _condition(choice, None)
    rows = db.conn.execute(
        f"""
        SELECT pieces.uid, pieces.{piece}, people, venue_times, zone, found.first_day, found.last_day {_FROM}
        WHERE {condition} AND pieces.{piece} IS NOT NULL ORDER BY 1
        """,
        values,
    )
    return [
        StoredPiece(uid, body, people, venue_times, zone, _day(first_day), _day(last_day))
        for uid, body, people, venue_times, zone, first_day, last_day in rows
    ]


def uids_selected(db: Database, choice: Choice) -> list[str]:
    """The uid of each event, whether or not anything can be shown of it in a calendar app."""
    condition, values = _condition(choice, None)
    return [uid for (uid,) in db.conn.execute(f"SELECT pieces.uid {_FROM} WHERE {condition} ORDER BY 1", values)]


def sizes_by_year(db: Database, choice: Choice) -> list[YearSize]:
    """How much there is of each year, the earliest first."""
    condition, values = _condition(choice, None)
    values |= {"people": choice.selection.style.people, "alarm": ALARM if choice.selection.style.alarm else 0}
    rows = db.conn.execute(
        f"""
        SELECT CAST(substr(found.first_day, 1, 4) AS INTEGER), count(*),
            sum(octets + :alarm + iif(:people, coalesce(length(people), 0), 0)) {_FROM}
        WHERE {condition} AND found.first_day IS NOT NULL GROUP BY 1 ORDER BY 1
        """,
        values,
    )
    return [YearSize(*row) for row in rows]


_FROM = """
    FROM event_index AS found
    JOIN events ON events.uid = found.uid
    JOIN json_each(:languages) AS calendar ON calendar.key = events.calendar
    JOIN pieces ON pieces.uid = found.uid AND pieces.language = calendar.value
"""

# The few events that changed are looked up first, in the index of generations; SQLite's planner, which
# knows no numbers, would begin with all events of a calendar (sqlite.org/optoverview.html#crossjoin).
_FROM_THE_INDEX = _FROM.replace("JOIN", "CROSS JOIN")


def _piece(choice: Choice) -> str:
    return "vtodo" if choice.selection.contents is Contents.TASKS else "vevent"


def _condition(choice: Choice, since: int | None) -> tuple[str, dict[str, Any]]:
    """The conditions that the selection needs, and the values bound in them."""
    asked = choice.selection
    found = conditions_with_words(asked.filter)
    found.values["languages"] = json.dumps(dict(choice.languages))
    if since is not None:
        found.must("found.generation > :since", since=since)
    if not asked.approximate:
        found.must("precision = 'dated'")
    if choice.from_year:
        found.must("coalesce(found.first_day >= :from_day, TRUE)", from_day=f"{choice.from_year:04}-01-01")
    match asked.cancelled:
        case Cancelled.HIDE:
            found.must("found.status != 'cancelled'")
        case Cancelled.RECENT:
            found.must(
                "NOT (found.status = 'cancelled' AND coalesce(found.last_day < :tombstones, FALSE))",
                tombstones=choice.tombstones_from.isoformat(),
            )
    return found.sql, found.values


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
