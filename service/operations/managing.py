"""Managing: a reader changes what he is told, or takes a rest from it."""

from datetime import date, datetime, timedelta

from sqlite_utils import Database

from service.domain.errors import InvalidValue, translatable
from service.domain.message import Mailing
from service.domain.subscriber import Paused, Subscriber, Suspended
from service.domain.timespan import midnight
from service.domain.wish import Wish
from service.storage.address_faults import forget_faults
from service.storage.database import transaction
from service.storage.outbox_of_reader import cancel_waiting
from service.storage.subscribers import activate_subscriber, change_wish, pause_subscriber

LONGEST_PAUSE = timedelta(days=366)


def change(db: Database, reader: Subscriber, wish: Wish, now: datetime) -> None:
    """He wishes this instead: what has fallen due by it and was not told yet is looked for at once."""
    standing = reader.standing
    plan_at = midnight(standing.until, wish.zone) if isinstance(standing, Paused) else now
    with transaction(db):
        change_wish(db, reader.id, wish, plan_at=plan_at)


def pause(db: Database, reader: Subscriber, until: date, now: datetime) -> None:
    """No mails before that day of his clock; what waits to be sent is told after it, if it still makes sense.

    Raises InvalidValue for a day that has come already or is far away.
    """
    today = reader.wish.local(now).date()
    if not today < until <= today + LONGEST_PAUSE:
        raise InvalidValue(translatable("A pause ends on a day from tomorrow on, within a year."))
    with transaction(db):
        pause_subscriber(db, reader.id, until, plan_at=midnight(until, reader.wish.zone))
        cancel_waiting(db, reader.id, [Mailing.DIGEST, Mailing.NOTICE], now, reason="the reader paused")


def resume(db: Database, reader: Subscriber, now: datetime) -> None:
    """He wants mails again, or says that his address works again: what was held against it is forgotten."""
    with transaction(db):
        activate_subscriber(db, reader.id, now=now)
        if isinstance(reader.standing, Suspended):
            forget_faults(db, [reader.id])
