"""What there is to tell of an event, from when and until when: pure, from a reader's wish and the event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.card import Card
from service.domain.event import Open
from service.domain.slot import last_slot_day, regular_day, slot
from service.domain.telling import Ahead, Changed, Occasion, Overdue, Running, Told
from service.domain.timespan import DatedSpan, Hours, Span, WholeDays, days_in, midnight
from service.domain.wish import WEEK_DAYS, Leads, Weekly, Wish

OVERDUE_DAYS = 14  # for which it is worth telling that an instruction was not carried out

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """To be told from `due_at` on; from `too_late_at` on it makes no sense any more. Both are UTC."""

    told: Told
    due_at: datetime
    too_late_at: datetime

    @property
    def passes(self) -> bool:
        """Whether it is no news to who asked for it only after it had fallen due."""
        return isinstance(self.told.occasion, Running | Overdue)


def pending(wish: Wish, card: Card, now: datetime) -> list[Reminder]:
    """All that has fallen due of an event at `now` (aware) and still makes sense, told already or not."""
    found = (reminder(wish, card, occasion) for occasion in _occasions(wish, card, now))
    return [each for each in found if each and each.due_at <= now < each.too_late_at]


def reminder(wish: Wish, card: Card, occasion: Occasion) -> Reminder | None:
    """When to tell of the event on that occasion; None where it has no day or nobody waits for it any more."""
    if card.is_settled or card.dated is None:
        return None
    days, zone = days_in(card.dated, wish.zone), wish.zone
    told = Told(card.uid, days.first_day, occasion)
    match occasion:
        case Ahead(lead):
            return Reminder(told, slot(wish, days.first_day - timedelta(days=lead)), _begun_at(card.dated, zone))
        case Running(number):
            day = days.first_day + timedelta(days=number - 1)
            return Reminder(told, slot(wish, day), _over_at(card.dated, day, zone)) if day <= days.last_day else None
        case Overdue() if isinstance(card.progress, Open):
            due_at = slot(wish, regular_day(wish, days.last_day + _ONE_DAY))
            return Reminder(told, due_at, _midnight_after(days.last_day + timedelta(days=OVERDUE_DAYS), zone))
        case Overdue() | Changed():
            return None


def ahead_until(span: Span, zone: str) -> datetime | None:
    """The instant (UTC) from which nobody can be reminded of it as something ahead; None where no day is known.

    Hours: their start. Whole days: the end of the first one on the reader's clock, for a reminder
    "on the day" comes at his hour.
    """
    return _begun_at(span, zone) if isinstance(span, Hours | WholeDays) else None


def is_wished(wish: Wish, told: Told) -> bool:
    """Whether its reader wants to be told on such an occasion, whenever that is."""
    match told.occasion:
        case Ahead(lead):
            return told.first_day is not None and lead in leads_to(wish, told.first_day)
        case Running():
            return wish.running
        case Overdue():
            return wish.overdue
        case Changed():
            return wish.changes


def leads_to(wish: Wish, first_day: date) -> tuple[int, ...]:
    """So many days before that day its reader wants to be told."""
    match wish.cadence:
        case Leads(days):
            return days
        case Weekly(weekday):
            return ((first_day.weekday() - weekday) % WEEK_DAYS,)


def longest_lead(wish: Wish) -> int:
    match wish.cadence:
        case Leads(days):
            return days[0]
        case Weekly():
            return WEEK_DAYS - 1


def _occasions(wish: Wish, card: Card, now: datetime) -> Iterator[Occasion]:
    """Those on which the event could be told at `now`."""
    if card.dated is None:
        return
    days, today = days_in(card.dated, wish.zone), last_slot_day(wish, now)
    yield from map(Ahead, leads_to(wish, days.first_day))
    if wish.running and days.first_day < today <= days.last_day and today == regular_day(wish, today):
        yield Running((today - days.first_day).days + 1)
    if wish.overdue and days.last_day < today:
        yield Overdue()


def _begun_at(span: DatedSpan, zone: str) -> datetime:
    match span:
        case Hours(start):
            return start
        case WholeDays(first_day):
            return _midnight_after(first_day, zone)


def _over_at(span: DatedSpan, day: date, zone: str) -> datetime:
    """The end of that day or, where it is sooner, of the event."""
    midnight = _midnight_after(day, zone)
    return min(span.end, midnight) if isinstance(span, Hours) else midnight


def _midnight_after(day: date, zone: str) -> datetime:
    return midnight(day + _ONE_DAY, zone)
