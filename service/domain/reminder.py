"""Which reminders fall due when: pure, from a reader's wish and the events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from service.domain.event import AnyEvent, is_settled
from service.domain.revision import Revision
from service.domain.subscriber import Subscriber, Wish
from service.domain.timespan import Hours, WholeDays, days_in, local_to_utc


@dataclass(frozen=True)
class Told:
    """What a reminder tells: this event, on this first day (the reader's), so many days before."""

    uid: str
    first_day: date
    lead: int


@dataclass(frozen=True)
class Reminder:
    """`due_at` is aware, UTC."""

    told: Told
    due_at: datetime
    revision: Revision


def reminders(
    subscriber: Subscriber, revisions: Iterable[Revision], *, after: datetime, until: datetime
) -> list[Reminder]:
    """The reminders that fall due after one instant and until another (aware; `until` is included).

    A window cut anywhere into smaller ones gives the same reminders, none of them twice.
    """
    return [
        Reminder(Told(revision.event.uid, first_day, lead), due_at, revision)
        for revision in revisions
        if not is_settled(revision.event)
        for first_day in _first_day(revision.event, subscriber.wish.zone)
        for lead in subscriber.wish.leads
        if after < (due_at := slot(subscriber.wish, first_day - timedelta(days=lead))) <= until
    ]


def slot(wish: Wish, day: date) -> datetime:
    """The instant (UTC) of the reader's hour on that day of his calendar.

    Where the clocks skip that hour it is as much later; where they show it twice, it is the first.
    """
    return local_to_utc(datetime.combine(day, time(wish.hour)), wish.zone)


def last_slot_day(wish: Wish, now: datetime) -> date:
    """The reader's day whose slot was the last until `now` (aware)."""
    day = wish.local(now).date()
    while slot(wish, day) > now:  # twice where the clocks skip a whole day, as in Apia in 2011
        day -= timedelta(days=1)
    return day


def slots(wish: Wish, *, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant after one and until another (aware; `until` is included) at which a digest can be due."""
    day = wish.local(after).date() - timedelta(days=1)
    last_day = wish.local(until).date()
    while day <= last_day:
        if after < (instant := slot(wish, day)) <= until:
            yield instant
            after = instant
        day += timedelta(days=1)


def too_late_after(event: AnyEvent, zone: str) -> datetime | None:
    """The instant (UTC) from which a reminder makes no sense any more; None where no day is known.

    Hours: their start. Whole days: the end of the first one on the reader's clock, for a reminder
    "on the day" comes at his hour.
    """
    match event.span:
        case Hours(start):
            return start
        case WholeDays(first_day):
            return local_to_utc(datetime.combine(first_day + timedelta(days=1), time()), zone)
        case _:
            return None


def _first_day(event: AnyEvent, zone: str) -> list[date]:
    return [days_in(event.dated, zone).first_day] if event.dated else []
