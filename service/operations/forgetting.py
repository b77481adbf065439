"""Forgetting: a reader leaves, and nothing that was his stays; that there were messages, and how they ended, does."""

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from service.domain.token import Purpose
from service.operations.recognising import is_of_somebody_gone, reader_of
from service.storage.database import transaction
from service.storage.outbox_of_reader import part_from
from service.storage.subscribers import remove_subscribers


def forget(db: Database, ids: Sequence[int], now: datetime, *, reason: str) -> None:
    """Call it in a transaction. What is not sent yet never will be, for that reason."""
    part_from(db, ids, now, reason=reason)
    remove_subscribers(db, ids)


def leave(db: Database, token: str, now: datetime) -> bool:
    """Forgets whose unsubscribing token it is; who has left before may do so again.

    Whether there was anybody: False for what was never a token of anybody.
    """
    with transaction(db):
        reader = reader_of(db, token, Purpose.UNSUBSCRIBE)
        if reader is None:
            return is_of_somebody_gone(db, token)
        forget(db, [reader.id], now, reason="the reader unsubscribed")
    return True
