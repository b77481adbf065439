"""Reminding: what falls due becomes messages in the outbox, one per reader and day."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.digest import PlannedDigest, due_digest
from service.domain.site import Site
from service.domain.subscriber import LONGEST_LEAD
from service.rendering.mail import message_id
from service.storage.database import transaction
from service.storage.events import events_between
from service.storage.outbox import plan_message, told_to
from service.storage.subscribers import all_subscribers


def plan_due_digests(db: Database, site: Site, now: datetime) -> list[PlannedDigest]:
    """The digests that are due at `now` (aware, UTC) and were not planned before; they are now."""
    today = now.date()
    with transaction(db):
        upcoming = events_between(db, today, today + timedelta(days=LONGEST_LEAD))
        due = [
            planned
            for subscriber in all_subscribers(db)
            if (planned := due_digest(subscriber, upcoming, told_to(db, subscriber.id), now))
        ]
        return [
            planned
            for planned in due
            if plan_message(db, planned, message_id=message_id(planned.dedupe_key, site), now=now)
        ]
