"""Sending: the next message of the outbox goes out, exactly once as far as SMTP can tell."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.delivery import Accepted, Deferred, Mail, Mailer, Outcome, Refused, Unsure
from service.domain.digest import digest, horizon
from service.domain.reminder import Told
from service.domain.site import Site
from service.rendering.mail import digest_mail
from service.storage.calendars import all_calendars
from service.storage.database import transaction
from service.storage.events import event_with_uid, events_between
from service.storage.outbox import (
    Lease,
    LostLease,
    Message,
    claim_next,
    freeze,
    items_of,
    mark_sending,
    mark_sent,
    mark_unsent,
)
from service.storage.subscribers import subscriber_with_id

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=4)
LEASE = timedelta(minutes=30)  # longer than a slow relay takes for a whole batch (RFC 5321 4.5.3.2)


def _unique_name() -> str:
    return f"{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Sender:
    """Who delivers, in whose name, and for how long a message is his, on the clock that `now` comes from."""

    mailer: Mailer
    site: Site
    lease_for: timedelta = LEASE
    owner: str = field(default_factory=_unique_name)

    def lease(self, now: datetime) -> Lease:
        return Lease(self.owner, now + self.lease_for)


@dataclass(frozen=True)
class Sent:
    """One step of the outbox: this message, what it tells, and what became of it."""

    message: Message
    told: tuple[Told, ...]
    outcome: Outcome


def send_one(db: Database, sender: Sender, now: datetime) -> Sent | None:
    """Sends the message that has waited longest; None where nothing waits. `now` is aware, UTC.

    The mark that it is being sent is on disk before the relay can have it, so that after a crash
    it is known which message may have been accepted, and that every other was not.
    """
    lease = sender.lease(now)
    with transaction(db):
        message = claim_next(db, lease, now)
        if message is None:
            return None
        told = tuple(items_of(db, message))
        payload = message.payload or _composed(db, message, told, sender.site, now)
        if payload is None:
            reason = "nothing that it told is still ahead"
            mark_unsent(db, message, lease, now, reason, state="expired", next_try_at=now)
            return Sent(message, told, Refused(reason))
        freeze(db, message, payload, lease)
    mail = Mail(message.message_id, sender.site.mail_from, message.recipient, payload)
    try:
        outcome = sender.mailer.deliver(mail, before_final_dot=lambda: _mark_sending(db, message, lease, now))
        with transaction(db):
            _record(db, message, lease, outcome, now)
    except LostLease:
        outcome = Deferred("another sender took over")
    return Sent(message, told, outcome)


def retry_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to a limit."""
    return min(FIRST_RETRY * (1 << min(attempts - 1, 16)), LONGEST_RETRY)


def _composed(db: Database, message: Message, told: tuple[Told, ...], site: Site, now: datetime) -> bytes | None:
    """The bytes of the mail as it reads now; None where nothing is left to tell."""
    subscriber = subscriber_with_id(db, message.subscriber)
    assert subscriber is not None, "a reader's messages go with him"
    today = subscriber.wish.local(now).date()
    uids = dict.fromkeys(item.uid for item in told)
    due = [revision for uid in uids if (revision := event_with_uid(db, uid))]
    composed = digest(subscriber, due, events_between(db, today, horizon(today)), now)
    if not composed.due:
        return None
    calendars = {calendar.slug: calendar for calendar in all_calendars(db)}
    return digest_mail(composed, calendars, site, message_id=message.message_id, now=now)


def _mark_sending(db: Database, message: Message, lease: Lease, now: datetime) -> None:
    with transaction(db):
        mark_sending(db, message, lease, now)


def _record(db: Database, message: Message, lease: Lease, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Accepted(reply):
            mark_sent(db, message, lease, now, reply)
        case Deferred(reason):
            later = now + retry_after(message.attempts)
            mark_unsent(db, message, lease, now, reason, state="retry", next_try_at=later)
        case Refused(reason):
            mark_unsent(db, message, lease, now, reason, state="failed", next_try_at=now)
        case Unsure(reason):
            later = now + retry_after(message.attempts)
            mark_unsent(db, message, lease, now, reason, state="unknown", next_try_at=later)
