"""Ticking: one look at the data and the time; it may come late, twice or after a crash."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from service.domain.delivery import Deferred, Unsure
from service.domain.reminder import slots
from service.operations.reminding import plan_due_digests
from service.operations.sending import Sender, Sent, send_one
from service.storage.database import transaction
from service.storage.outbox import expire, release_ended_leases, retry_unknown
from service.storage.subscribers import all_subscribers

BATCH = 100  # messages per tick; the next tick goes on with a fresh `now`
FAULTS_IN_A_ROW = 3  # then the relay is in trouble, and the rest waits for the next tick


@dataclass(frozen=True)
class Tick:
    """What one look did. `more` says that messages may still wait."""

    planned: int
    expired: int
    sent: tuple[Sent, ...]
    more: bool


def tick(db: Database, sender: Sender, now: datetime, *, resend_unknown: bool = True) -> Tick:
    """Plans what is due at `now` (aware, UTC) and sends at most a batch of what waits."""
    planned = len(plan_due_digests(db, sender.site, now))
    with transaction(db):
        release_ended_leases(db, now)
        if resend_unknown:
            retry_unknown(db, now)
        expired = expire(db, now)
    try:
        sent, more = _send_batch(db, sender, now)
    finally:
        sender.mailer.close()
    return Tick(planned, expired, tuple(sent), more)


def advance(
    db: Database, sender: Sender, *, after: datetime, until: datetime, resend_unknown: bool = True
) -> Iterator[tuple[datetime, Tick]]:
    """Ticks through simulated time: at each instant at which a digest can be due, and at the end.

    However large the step, every reader gets every digest on its day. Aware, UTC; `until` is included.
    """
    wishes = [subscriber.wish for subscriber in all_subscribers(db)]
    instants = {instant for wish in wishes for instant in slots(wish, after=after, until=until)}
    for instant in sorted(instants | {until}):
        done = tick(db, sender, instant, resend_unknown=resend_unknown)
        yield instant, done
        while done.more:
            done = tick(db, sender, instant, resend_unknown=resend_unknown)
            yield instant, done


def _send_batch(db: Database, sender: Sender, now: datetime) -> tuple[list[Sent], bool]:
    sent: list[Sent] = []
    while step := send_one(db, sender, now):
        sent.append(step)
        if len(sent) == BATCH:
            return sent, True
        last = sent[-FAULTS_IN_A_ROW:]
        if len(last) == FAULTS_IN_A_ROW and all(isinstance(each.outcome, Deferred | Unsure) for each in last):
            return sent, False
    return sent, False
