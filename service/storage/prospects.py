"""Events that a reader may have to be told of: public ones that somebody still waits for, found by their days.

An event is kept with the days of its venue; a reader elsewhere may be up to two days ahead or behind (UTC+14 and
UTC-11 are 25 hours apart), so two are added at both ends: whoever asks looks closer anyway.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from service.domain.card import Card
from service.domain.due_days import DueDays, Stretch
from service.domain.selection import Filter
from service.storage.cards import card_from
from service.storage.conditions import conditions_of, known_words_to_match
from service.storage.event_index import first_number, last_number
from service.storage.listing import CARD

_TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True)
class Prospect:
    """An event in brief, with the number of its current revision."""

    card: Card
    number: int


def prospects(db: Database, wanted: Filter, days: DueDays) -> list[Prospect]:
    """Those that the filter lets through and that lie on these days."""
    found, values = [_BEGINNING], {"stretches": json.dumps([_numbers(each) for each in days.begins])}
    if days.running:
        found.append(_RUNNING)
        values |= _ordinals("running", Stretch(days.running, days.running))
    if days.ended:
        found.append(_ENDED)
        values |= _days("ended", days.ended)
    return _prospects(db, wanted, " UNION ".join(found), values)


def prospects_revised_since(db: Database, wanted: Filter, days: Stretch, since: datetime) -> list[Prospect]:
    """Those that the filter lets through, that are on at any of these days and were written after that instant."""
    return _prospects(db, wanted, _REVISED, _days("on", days) | {"since": int(since.timestamp())})


def prospects_among(db: Database, wanted: Filter, uids: Iterable[str]) -> list[Prospect]:
    """Those that the filter lets through, of these events."""
    return _prospects(db, wanted, _AMONG, {"uids_among": json.dumps(sorted(uids))})


_BEGINNING = """
    SELECT event_index.id FROM json_each(:stretches) AS stretch
    CROSS JOIN event_index ON event_index.id BETWEEN stretch.value ->> 0 AND stretch.value ->> 1
"""
_RUNNING = "SELECT id FROM event_days WHERE first_day <= :running_last AND last_day >= :running_first"
_ENDED = "SELECT id FROM event_index WHERE progress = 'open' AND last_day BETWEEN :ended_first AND :ended_last"
_REVISED = """
    SELECT event_index.id FROM revisions CROSS JOIN event_index USING (uid)
    WHERE revisions.at > :since AND last_day >= :on_first AND first_day <= :on_last
"""
_AMONG = "SELECT id FROM event_index WHERE uid IN (SELECT value FROM json_each(:uids_among))"


def _prospects(db: Database, wanted: Filter, numbers: str, values: dict[str, Any]) -> list[Prospect]:
    conditions = conditions_of(wanted)
    if wanted.words:
        conditions.must(_HAVE_THE_WORDS, words=known_words_to_match(db, wanted.words))
    rows = db.conn.execute(
        f"""
        WITH near (id) AS MATERIALIZED ({numbers})
        SELECT {CARD}, events.number FROM near
        CROSS JOIN event_index AS found USING (id)
        CROSS JOIN calendars ON calendars.slug = found.calendar
        CROSS JOIN events ON events.uid = found.uid
        CROSS JOIN cards ON cards.id = found.id
        WHERE NOT calendars.private AND found.precision = 'dated' AND found.status != 'cancelled'
            AND found.progress IS NOT 'done' AND {conditions.sql}
        ORDER BY found.id
        """,
        conditions.values | values,
    )
    return [Prospect(card_from(row[:-1]), row[-1]) for row in rows]


_HAVE_THE_WORDS = """
    found.id IN (
        SELECT rowid FROM event_words WHERE event_words MATCH :words
            AND rowid BETWEEN (SELECT min(id) FROM near) AND (SELECT max(id) FROM near)
    )
"""


def _numbers(stretch: Stretch) -> tuple[int, int]:
    return first_number(stretch.first - _TWO_DAYS), last_number(stretch.last + _TWO_DAYS)


def _days(name: str, stretch: Stretch) -> dict[str, Any]:
    first, last = _widened(stretch)
    return {f"{name}_first": first.isoformat(), f"{name}_last": last.isoformat()}


def _ordinals(name: str, stretch: Stretch) -> dict[str, Any]:
    first, last = _widened(stretch)
    return {f"{name}_first": first.toordinal(), f"{name}_last": last.toordinal()}


def _widened(stretch: Stretch) -> tuple[date, date]:
    return stretch.first - _TWO_DAYS, stretch.last + _TWO_DAYS
