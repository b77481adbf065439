"""Whom mails go to: what is asked of the database to write many at once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlite_utils import Database

from service.domain.subscriber import Standing
from service.domain.wish import Wish
from service.storage.subscribers import standing_of
from service.storage.wishes import wish_of

MOST_KEPT = 4096  # wishes that a process has at hand; many readers share one


@dataclass(frozen=True)
class Addressee:
    """What decides on a mail to a reader. `number` is that of his wish."""

    number: int
    wish: Wish
    standing: Standing


def addressees(db: Database, ids: Iterable[int]) -> dict[int, Addressee]:
    """The readers of these numbers, as far as they are not forgotten."""
    rows = db.conn.execute(
        """
        SELECT subscribers.id, wish, document, state, confirm_by, paused_until, reason FROM subscribers
        JOIN wishes ON wishes.id = subscribers.wish
        WHERE subscribers.id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(sorted(ids))],
    )
    return {id: Addressee(number, _wish(document), standing_of(*row)) for id, number, document, *row in rows}


@lru_cache(MOST_KEPT)
def _wish(document: str) -> Wish:
    return wish_of(document)
