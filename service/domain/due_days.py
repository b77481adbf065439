"""On which days events lie that may have fallen due, so that no others need be looked at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.reminder import OVERDUE_DAYS, longest_lead
from service.domain.slot import last_slot_day, regular_day
from service.domain.wish import WEEK_DAYS, Leads, Weekly, Wish

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days of the reader's calendar, the first and the last included."""

    first: date
    last: date


@dataclass(frozen=True)
class DueDays:
    """What begins in one of these stretches, what is `running` on that day, and the instructions that have `ended`."""

    begins: tuple[Stretch, ...] = ()
    running: date | None = None
    ended: Stretch | None = None


def all_due_days(wish: Wish, now: datetime) -> DueDays:
    """Of all that has fallen due by `now` (aware), whenever that was, and still makes sense."""
    today = wish.local(now).date()
    return DueDays(
        (Stretch(today, today + timedelta(days=longest_lead(wish))),),
        today if wish.running else None,
        Stretch(today - timedelta(days=OVERDUE_DAYS), today - _ONE_DAY) if wish.overdue else None,
    )


def due_days_between(wish: Wish, after: datetime, until: datetime) -> DueDays:
    """Of what has fallen due after one instant and until another (aware, included), and still makes sense."""
    first, last = last_slot_day(wish, after) + _ONE_DAY, last_slot_day(wish, until)
    if last < first:
        return DueDays()
    today = wish.local(until).date()
    return DueDays(
        tuple(each for each in _begins(wish, first, last, today) if each.first <= each.last),
        today if wish.running else None,
        _ended(first, last, today) if wish.overdue else None,
    )


def _begins(wish: Wish, first: date, last: date, today: date) -> list[Stretch]:
    """What is told on the days from the first to the last, and begins today or later."""
    match wish.cadence:
        case Leads(leads):
            days = [timedelta(days=lead) for lead in leads]
            return [Stretch(max(first + each, today), last + each) for each in days]
        case Weekly():
            first = regular_day(wish, first)
            end = last + timedelta(days=WEEK_DAYS - 1)
            return [Stretch(max(first, today), end)] if first <= last else []


def _ended(first: date, last: date, today: date) -> Stretch:
    """It is told on the day after, or up to a week later where that is the reader's next day."""
    earliest = max(first - timedelta(days=WEEK_DAYS), today - timedelta(days=OVERDUE_DAYS))
    return Stretch(earliest, last - _ONE_DAY)
