"""The bytes of mails, each letter kept once however many readers get it."""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from service.domain.letter import Letter


def letter_number(db: Database, letter: Letter) -> int:
    """The number of the letter, which is added where nobody got it before. Call it in a transaction."""
    found = db.execute("SELECT id FROM letters WHERE hash = ?", [letter.hash]).fetchone()
    if found:
        return int(found[0])
    rows = db.execute(
        "INSERT INTO letters (hash, frame) VALUES (?, ?) RETURNING id", [letter.hash, letter.frame]
    ).fetchall()
    return int(rows[0][0])


def letters_numbered(db: Database, numbers: Iterable[int]) -> dict[int, Letter]:
    rows = db.execute(
        "SELECT id, frame FROM letters WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(sorted(set(numbers)))]
    )
    return {id: Letter(frame) for id, frame in rows.fetchall()}
