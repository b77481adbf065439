"""The one mail that a reader gets on a day: what falls due, and what is ahead."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.reminder import (
    Reminder,
    Told,
    last_slot_day,
    reminders,
    slot,
    too_late_after,
)
from service.domain.revision import Revision
from service.domain.subscriber import Subscriber
from service.domain.timespan import days_in

AHEAD_DAYS = 30  # how far "also ahead" looks; a month is what people plan by


@dataclass(frozen=True)
class PlannedDigest:
    """A digest that is due: for the reader's `day`, not to be sent from `not_after` (UTC) on."""

    subscriber: Subscriber
    day: date
    due_at: datetime
    not_after: datetime
    items: tuple[Reminder, ...]

    @property
    def dedupe_key(self) -> str:
        """One digest per reader and day, whatever it holds."""
        return f"digest|{self.subscriber.id}|{self.day.isoformat()}"


@dataclass(frozen=True)
class Item:
    """One event in a digest, with the reader's days until it begins."""

    revision: Revision
    first_day: date
    days_left: int


@dataclass(frozen=True)
class Digest:
    """What the mail says, as of the reader's `today`."""

    subscriber: Subscriber
    today: date
    due: tuple[Item, ...]
    ahead: tuple[Item, ...]


def due_digest(
    subscriber: Subscriber, revisions: Iterable[Revision], told: Set[Told], now: datetime
) -> PlannedDigest | None:
    """The digest that is due at `now` (aware, UTC), if any; what was told already is not told again.

    What fell due on earlier days and was missed goes into the same one digest, unless it is too late.
    """
    wish = subscriber.wish
    pending = [
        reminder
        for reminder in reminders(subscriber, revisions, after=subscriber.since, until=now)
        if reminder.told not in told and now < _too_late_after(reminder, wish.zone)
    ]
    if not pending:
        return None
    day = last_slot_day(wish, now)
    not_after = max(_too_late_after(reminder, wish.zone) for reminder in pending)
    return PlannedDigest(subscriber, day, slot(wish, day), not_after, tuple(pending))


def digest(subscriber: Subscriber, due: Iterable[Revision], upcoming: Iterable[Revision], now: datetime) -> Digest:
    """The digest as it reads at `now` (aware): `due` is what it is sent for, `upcoming` what else there is.

    What has begun since it was planned is left out.
    """
    zone = subscriber.wish.zone
    today = subscriber.wish.local(now).date()
    due_items = _items((each for each in due if _is_ahead(each, zone, now)), today, zone)
    shown = {item.revision.event.uid for item in due_items}
    ahead = [
        item
        for item in _items(upcoming, today, zone)
        if item.revision.event.uid not in shown and 0 <= item.days_left <= AHEAD_DAYS
    ]
    return Digest(subscriber, today, due_items, tuple(ahead))


def horizon(today: date) -> date:
    """The last day that a digest of `today` looks ahead to."""
    return today + timedelta(days=AHEAD_DAYS)


def _is_ahead(revision: Revision, zone: str, now: datetime) -> bool:
    instant = too_late_after(revision.event, zone)
    return instant is not None and now < instant


def _too_late_after(reminder: Reminder, zone: str) -> datetime:
    instant = too_late_after(reminder.revision.event, zone)
    assert instant is not None, "only dated events are reminded of"
    return instant


def _items(revisions: Iterable[Revision], today: date, zone: str) -> tuple[Item, ...]:
    items = [
        Item(revision, (first_day := days_in(revision.event.dated, zone).first_day), (first_day - today).days)
        for revision in revisions
        if revision.event.dated
    ]
    return tuple(sorted(items, key=lambda item: (item.first_day, item.revision.event.uid)))
