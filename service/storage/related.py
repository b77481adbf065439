"""What an event has to do with others, as cards: a meeting with its instructions, a series with its events."""

from sqlite_utils import Database

from service.domain.card import Card
from service.storage.cards import card_from
from service.storage.listing import CARD


def instructions_of(db: Database, meeting: str) -> list[Card]:
    """The instructions that name the meeting with that uid, as the one that gave or takes them.

    By their days; what is due on no known day comes last.
    """
    rows = db.conn.execute(
        f"""
        SELECT {CARD} FROM mentions
        CROSS JOIN event_index AS found ON found.uid = mentions.uid
        CROSS JOIN cards USING (id)
        JOIN calendars ON calendars.slug = found.calendar AND NOT calendars.private
        WHERE mentions.other = :meeting AND mentions.stands ORDER BY found.precision = 'undated', found.id
        """,
        {"meeting": meeting},
    )
    return [card_from(row) for row in rows]


def cards_of_series(db: Database, calendar: str, series: str, *, most: int) -> list[Card]:
    """The events of a series of that calendar, by their days; not more than `most` of them."""
    rows = db.conn.execute(
        f"""
        SELECT {CARD} FROM event_index AS found
        CROSS JOIN cards USING (id)
        WHERE found.calendar = :calendar AND found.series = :series
        ORDER BY found.precision = 'undated', found.id LIMIT :most
        """,
        {"calendar": calendar, "series": series, "most": most},
    )
    return [card_from(row) for row in rows]
