"""Whom mails go to: what is asked of the database to write many at once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from service.domain.subscriber import Active, Paused, Standing, Suspended, Unconfirmed
from service.domain.wish import Wish
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
    return {id: Addressee(number, _wish(document), _standing(*row)) for id, number, document, *row in rows}


@lru_cache(MOST_KEPT)
def _wish(document: str) -> Wish:
    return wish_of(document)


def _standing(state: str, confirm_by: Any, paused_until: Any, reason: Any) -> Standing:
    match state:
        case "unconfirmed":
            return Unconfirmed(datetime.fromtimestamp(confirm_by, UTC))
        case "paused":
            return Paused(date.fromisoformat(paused_until))
        case "suspended":
            return Suspended(reason)
        case _:
            return Active()
