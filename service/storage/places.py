"""The places and countries of a calendar, for readers to choose from."""

from sqlite_utils import Database

from service.domain.event import Place
from service.storage.cards import place_in


def countries_in(db: Database, calendar: str) -> list[str]:
    """The countries that the calendar has events in, by their ISO 3166-1 alpha-2 codes."""
    return [
        name for (name,) in db.conn.execute(_LEAPING.format(column="country"), {"calendar": calendar, "most": 1000})
    ]


def places_in(db: Database, calendar: str, *, most: int) -> list[Place]:
    """The places that the calendar has events at, not more than `most` of them."""
    rows = db.conn.execute(
        f"""
        WITH places (name) AS ({_LEAPING.format(column="place")})
        SELECT document FROM places
        JOIN cards ON cards.id = (SELECT id FROM event_index WHERE calendar = :calendar AND place = name LIMIT 1)
        """,
        {"calendar": calendar, "most": most},
    )
    return [place_in(document) for (document,) in rows]


# From each name to the next one in the index, however many events lie between
# (sqlite.org/lang_with.html#recursive_common_table_expressions).
_LEAPING = """
    WITH RECURSIVE known (name) AS (
        SELECT min({column}) FROM event_index WHERE calendar = :calendar AND {column} IS NOT NULL
        UNION ALL
        SELECT (SELECT min({column}) FROM event_index WHERE calendar = :calendar AND {column} > name) FROM known
        WHERE name IS NOT NULL
    )
    SELECT name FROM known WHERE name IS NOT NULL LIMIT :most
"""
