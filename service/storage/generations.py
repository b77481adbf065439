"""The generation of the feeds: a number that rises with every change that any feed can show."""

from sqlite_utils import Database


def generation(db: Database) -> int:
    """The number of changes so far; where it is what it was, every feed is what it was."""
    (number,) = db.conn.execute("SELECT number FROM generation").fetchone()
    return int(number)


def raise_generation(db: Database) -> int:
    """The number of the change that is being made. Call it in the transaction of the change."""
    db.conn.execute("UPDATE generation SET number = number + 1")
    return generation(db)


def data_version(db: Database) -> int:
    """Another number as soon as another connection has written anything; it costs some microseconds.

    (sqlite.org/pragma.html#pragma_data_version; only numbers of the same connection can be compared.)
    """
    (number,) = db.conn.execute("PRAGMA data_version").fetchone()
    return int(number)
