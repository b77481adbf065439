"""The words that occur in any event, by their beginning."""

from sqlite_utils import Database

INDEXED = 3  # letters at the beginning that the full-text index itself knows, with their events
MOST_WORDS = 100


def words_beginning(db: Database, beginning: str, *, most: int = MOST_WORDS) -> list[str] | None:
    """All that begin so; None where there are more than `most`."""
    rows = db.conn.execute(_LEAPING, {"first": beginning, "after": beginning + _LAST, "most": most + 1}).fetchall()
    return [word for (word,) in rows] if len(rows) <= most else None


_LAST = "\U0010ffff"
# From each word to the next one, however many events have it (the least that is greater is the word with a NUL).
_LEAPING = """
    WITH RECURSIVE known (word) AS (
        SELECT (SELECT term FROM event_vocabulary WHERE term >= :first AND term < :after LIMIT 1)
        UNION ALL
        SELECT (SELECT term FROM event_vocabulary WHERE term >= word || char(0) AND term < :after LIMIT 1) FROM known
        WHERE word IS NOT NULL
    )
    SELECT word FROM known WHERE word IS NOT NULL LIMIT :most
"""
