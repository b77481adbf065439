"""Ticking: one look at the data and the time; it may come late, twice or after a crash."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.quiet import Quiet
from service.domain.slot import slots
from service.operations.noticing import plan_due_notices
from service.operations.reconciling import Reconciliation, WithoutEvidence, reconcile
from service.operations.reminding import plan_due_digests
from service.operations.sending import SETTLED_AFTER, Sender, Sent, Time
from service.operations.subscribing import forget_unconfirmed
from service.storage.database import transaction
from service.storage.outbox_upkeep import expire, forget_ended_senders, release_ended_leases
from service.storage.subscribers import all_subscribers

BATCH = 1000  # messages per tick; then others may see how far it is


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What an operator decides for all readers. What is due within `ahead` is planned and worded before it is."""

    quiet: Quiet | None = None
    ahead: timedelta = timedelta()
    on_unknown: Reconciliation = field(default_factory=WithoutEvidence)


@dataclass(frozen=True)
class Tick:
    """What one look did. `more` says that messages still wait."""

    planned: int
    expired: int
    sent: tuple[Sent, ...]
    more: bool


def tick(db: Database, sender: Sender, time: Time, policy: Policy | None = None) -> Tick:
    """Plans what is due and sends about a batch of what waits. `time` says what instant it is (aware, UTC)."""
    now, policy = time(), policy or Policy()
    planned = plan_due_digests(db, sender.site, now, ahead=policy.ahead, quiet=policy.quiet)
    planned += plan_due_notices(db, sender.site, now, quiet=policy.quiet)
    expired = _look_after(db, policy, now)
    sent = sender.send(db, time, most=BATCH)
    more = len(sent) >= BATCH or sender.has_more
    if not more:
        sender.prepare(db, now, now + policy.ahead)
        sender.rest()
    return Tick(planned, expired, tuple(sent), more)


def advance(
    db: Database, sender: Sender, *, after: datetime, until: datetime, policy: Policy | None = None
) -> Iterator[tuple[datetime, Tick]]:
    """Ticks through simulated time: at each instant at which a digest can be due, and at the end.

    However large the step, every reader gets every digest on its day. Aware, UTC; `until` is included.
    """
    wishes = {subscriber.wish for subscriber in all_subscribers(db)}
    instants = {instant for wish in wishes for instant in slots(wish, after=after, until=until)}
    for instant in sorted(instants | {until}):
        more = True
        while more:
            done = tick(db, sender, lambda now=instant: now, policy)  # type: ignore[misc]
            yield instant, done
            more = done.more


def _look_after(db: Database, policy: Policy, now: datetime) -> int:
    """What was left behind, is in doubt or has become too late: how many have expired."""
    with transaction(db):
        release_ended_leases(db, now, look_at=now + SETTLED_AFTER)
        forget_ended_senders(db, now)
        forget_unconfirmed(db, now)
    reconcile(db, policy.on_unknown, now)
    with transaction(db):
        return expire(db, now)
