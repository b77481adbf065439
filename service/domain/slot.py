"""When mails can be due: at the reader's hour of a day of his calendar."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from service.domain.timespan import local_to_utc
from service.domain.wish import Leads, Weekly, Wish

_ONE_DAY = timedelta(days=1)


def slot(wish: Wish, day: date) -> datetime:
    """The instant (UTC) of the reader's hour on that day.

    Where the clocks skip that hour it is as much later; where they show it twice, it is the first.
    """
    return local_to_utc(datetime.combine(day, time(wish.hour)), wish.zone)


def last_slot_day(wish: Wish, now: datetime) -> date:
    """The reader's day whose slot was the last until `now` (aware), on whichever days he wants to be told."""
    day = wish.local(now).date()
    while slot(wish, day) > now:  # twice where the clocks skip a whole day, as in Apia in 2011
        day -= _ONE_DAY
    return day


def slots(wish: Wish, *, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant after one and until another (aware; `until` is included) at which a digest can be due.

    Of a weekly one, too, on every day: what had to wait comes at the reader's hour of the next.
    """
    day = wish.local(after).date() - _ONE_DAY
    last_day = wish.local(until).date()
    while day <= last_day:
        if after < (instant := slot(wish, day)) <= until:
            yield instant
            after = instant
        day += _ONE_DAY


def next_slot(wish: Wish, after: datetime) -> datetime:
    """The first slot after that instant (aware), on whichever days the reader wants to be told."""
    day = last_slot_day(wish, after)
    while (instant := slot(wish, day)) <= after:
        day += _ONE_DAY
    return instant


def next_regular_slot(wish: Wish, after: datetime) -> datetime:
    """The first slot after that instant (aware), of a day on which the reader wants to be told."""
    day = last_slot_day(wish, after)
    while (instant := slot(wish, regular_day(wish, day))) <= after:
        day += _ONE_DAY
    return instant


def regular_day(wish: Wish, day: date) -> date:
    """That day or the next one on which the reader wants to be told: any or, where he said so, one of the week."""
    match wish.cadence:
        case Leads():
            return day
        case Weekly(weekday):
            return day + timedelta(days=(weekday - day.weekday()) % 7)
