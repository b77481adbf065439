"""Suspending: to an address that is refused again and again nothing more is sent, until its reader says it works."""

from datetime import datetime

from sqlite_utils import Database

from service.domain.message import Mailing
from service.storage.address_faults import note_fault, suspend_if_refused_often
from service.storage.outbox_of_reader import cancel_waiting


def count_against_address(
    db: Database, reader: int, now: datetime, *, half_points: int, said: str, bounced: bool
) -> bool:
    """Whether the reader is suspended now; then what waits for him is given up. Call it in a transaction."""
    note_fault(db, reader, now.date(), half_points=half_points, said=said, bounced=bounced)
    if not suspend_if_refused_often(db, reader, now.date()):
        return False
    cancel_waiting(db, reader, [Mailing.DIGEST, Mailing.NOTICE], now, reason="the reader is suspended")
    return True
