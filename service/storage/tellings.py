"""What mails tell, each set of facts kept once however many readers are told it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from sqlite_utils import Database

from service.domain.telling import Ahead, Changed, Occasion, Overdue, Running, Telling, Told


def telling_number(db: Database, tellings: Sequence[Telling]) -> int:
    """The number of this set, which is added where no mail told it before. Call it in a transaction."""
    rows = sorted((_row(each) for each in tellings), key=repr)
    hash = hashlib.sha256(repr(rows).encode()).digest()
    found = db.execute("SELECT id FROM tellings WHERE hash = ?", [hash]).fetchone()
    if found:
        return int(found[0])
    ((number,),) = db.execute("INSERT INTO tellings (hash) VALUES (?) RETURNING id", [hash]).fetchall()
    db.conn.executemany(
        "INSERT INTO telling_items (telling, uid, first_day, occasion, number, revision) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, *row) for row in rows],
    )
    return int(number)


def tellings_numbered(db: Database, number: int) -> tuple[Telling, ...]:
    """The set of that number, by day and uid."""
    rows = db.execute(
        """
        SELECT uid, first_day, occasion, number, revision FROM telling_items
        WHERE telling = ? ORDER BY first_day IS NULL, first_day, uid, occasion, number
        """,
        [number],
    ).fetchall()
    return tuple(_telling(*row) for row in rows)


def tellings_of(db: Database, message: int) -> tuple[Telling, ...]:
    """What that message of the outbox tells."""
    row = db.execute("SELECT telling FROM outbox WHERE id = ? AND telling IS NOT NULL", [message]).fetchone()
    return tellings_numbered(db, int(row[0])) if row else ()


def tellings_that_tell(db: Database, wanted: Iterable[Told]) -> dict[int, set[Told]]:
    """The numbers of all sets that tell any of these, each with those that it tells."""
    found: dict[int, set[Told]] = {}
    for told in wanted:
        first_day = told.first_day.isoformat() if told.first_day else None
        rows = db.conn.execute(
            """
            SELECT telling FROM telling_items
            WHERE uid = ? AND first_day IS ? AND occasion = ? AND number = ?
            """,
            [told.uid, first_day, *_occasion_row(told.occasion)],
        )
        for (number,) in rows:
            found.setdefault(number, set()).add(told)
    return found


def _row(telling: Telling) -> tuple[str, str | None, str, int, int]:
    told = telling.told
    first_day = told.first_day.isoformat() if told.first_day else None
    return (told.uid, first_day, *_occasion_row(told.occasion), telling.revision)


def _occasion_row(occasion: Occasion) -> tuple[str, int]:
    match occasion:
        case Ahead(days):
            return "ahead", days
        case Running(day):
            return "running", day
        case Overdue():
            return "overdue", 0
        case Changed(told):
            return "changed", told


def _telling(uid: str, first_day: str | None, occasion: str, number: int, revision: int) -> Telling:
    day = date.fromisoformat(first_day) if first_day else None
    return Telling(Told(uid, day, _occasion(occasion, number)), revision)


def _occasion(occasion: str, number: int) -> Occasion:
    match occasion:
        case "ahead":
            return Ahead(number)
        case "running":
            return Running(number)
        case "overdue":
            return Overdue()
        case _:
            return Changed(number)
