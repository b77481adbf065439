"""Instructions as cards, by where they stand."""

import json
from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from service.domain.card import Card
from service.domain.event import Kind
from service.domain.selection import Filter, both
from service.storage.cards import card_from
from service.storage.conditions import Conditions, conditions_with_words
from service.storage.listing import CARD

_THEIR_BODY = """
    (found.body IN (SELECT value FROM json_each(:their_bodies)) OR EXISTS (
        SELECT 1 FROM mentions
        JOIN event_index AS meeting ON meeting.uid = mentions.other
        WHERE mentions.uid = found.uid AND mentions.stands
            AND meeting.body IN (SELECT value FROM json_each(:their_bodies))
    ))
"""


def overdue_instructions(db: Database, wanted: Filter, today: date, *, most: int) -> list[Card]:
    """Those still open after their last day, the oldest first."""
    found = _conditions(wanted)
    found.must(
        """found.status != 'cancelled' AND found.progress = 'open'
            AND found.precision = 'dated' AND found.last_day < :today""",
        today=str(today),
    )
    return _cards(db, found, "found.last_day, found.id", most)


def open_instructions(db: Database, wanted: Filter, today: date, *, most: int) -> list[Card]:
    """Those still to be carried out, the next due first; after them what is due on no known day."""
    found = _conditions(wanted)
    found.must(
        """found.status != 'cancelled' AND found.progress = 'open'
            AND (found.last_day >= :today OR found.precision != 'dated')""",
        today=str(today),
    )
    return _cards(db, found, "found.precision != 'dated', found.last_day, found.id", most)


def done_instructions(db: Database, wanted: Filter, *, most: int) -> list[Card]:
    """Those that were carried out, what was due last first."""
    found = _conditions(wanted)
    found.must("found.status != 'cancelled' AND found.progress = 'done'")
    return _cards(db, found, "found.last_day DESC, found.id DESC", most)


def withdrawn_instructions(db: Database, wanted: Filter, *, most: int) -> list[Card]:
    """Those that were called off, what would have been due last first."""
    found = _conditions(wanted)
    found.must("found.status = 'cancelled' AND found.progress IS NOT NULL")
    return _cards(db, found, "found.last_day DESC, found.id DESC", most)


def _conditions(wanted: Filter) -> Conditions:
    """An instruction is a body's also where only the meeting that gave it, or takes it, is."""
    found = conditions_with_words(replace(both(wanted, Filter(kinds=frozenset({Kind.DEADLINE}))), bodies=None))
    if wanted.bodies is not None:
        found.must(_THEIR_BODY, their_bodies=json.dumps(sorted(wanted.bodies)))
    return found


def _cards(db: Database, found: Conditions, order: str, most: int) -> list[Card]:
    rows = db.conn.execute(
        f"""
        SELECT {CARD} FROM event_index AS found
        CROSS JOIN cards USING (id)
        WHERE {found.sql} ORDER BY {order} LIMIT :most
        """,
        found.values | {"most": most},
    )
    return [card_from(row) for row in rows]
