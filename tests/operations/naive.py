"""What is to be told, as somebody would find out who looks at every event, every day and every quarter of an hour.

It is written without the code that it checks: slots are found by looking at the clock again and again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from service.domain.event import AnyEvent, Deadline, Done, Status
from service.domain.telling import Ahead, Occasion, Overdue, Running, Told
from service.domain.timespan import Hours, WholeDays
from service.domain.wish import Leads, Weekly, Wish

ONE_DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Window:
    """When something is to be told: from one instant to before another."""

    told: Told
    due: datetime
    too_late: datetime


@cache
def clock_shows(zone: str, day: date, hour: int) -> datetime:
    """When the clock first shows that hour of that day; where it skips it, the next that it shows, and where it skips
    the whole day, that hour of the next day."""
    wanted = datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 -- on that clock
    instant = wanted.replace(tzinfo=UTC) - timedelta(hours=15)
    while (local := instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) < wanted:
        instant += QUARTER
    return instant if local.date() == day else clock_shows(zone, day + ONE_DAY, hour)


def slot_of(wish: Wish, day: date) -> datetime:
    return clock_shows(wish.zone, day, wish.hour)


def local_day(wish: Wish, instant: datetime) -> date:
    return local_day_in(wish.zone, instant)


def local_day_in(zone: str, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def day_of_last_slot(wish: Wish, now: datetime) -> date:
    day = local_day(wish, now) + ONE_DAY
    while slot_of(wish, day) > now:
        day -= ONE_DAY
    return day


def slot_after(wish: Wish, now: datetime, *, regular: bool = False) -> datetime:
    """The next of any day or, if it must be `regular`, of a day on which the reader wants to be told."""
    day = local_day(wish, now) - 2 * ONE_DAY
    while slot_of(wish, day) <= now or (regular and not is_regular(wish, day)):
        day += ONE_DAY
    return slot_of(wish, day)


def is_regular(wish: Wish, day: date) -> bool:
    return isinstance(wish.cadence, Leads) or day.weekday() == wish.cadence.weekday


def all_windows(wish: Wish, event: AnyEvent) -> Iterator[Window]:
    """Everything that there is ever to tell of the event as it is."""
    if event.status is Status.CANCELLED or (isinstance(event, Deadline) and isinstance(event.progress, Done)):
        return
    match event.span:
        case Hours(start, end):
            first, last = local_day(wish, start), local_day(wish, end - timedelta(seconds=1))
            begun, over = start, end
        case WholeDays(first, last):
            begun, over = midnight_after(wish, first), midnight_after(wish, last)
        case _:
            return

    def window(occasion: Occasion, day: date, too_late: datetime) -> Window:
        return Window(Told(event.uid, first, occasion), slot_of(wish, day), too_late)

    for lead in leads(wish, first):
        yield window(Ahead(lead), first - timedelta(days=lead), begun)
    number, day = 2, first + ONE_DAY
    while wish.running and day <= last:
        if is_regular(wish, day):
            yield window(Running(number), day, min(over, midnight_after(wish, day)))
        number, day = number + 1, day + ONE_DAY
    if wish.overdue and isinstance(event, Deadline):
        day = last + ONE_DAY
        while not is_regular(wish, day):
            day += ONE_DAY
        yield window(Overdue(), day, midnight_after(wish, last + timedelta(days=14)))


def leads(wish: Wish, first: date) -> list[int]:
    match wish.cadence:
        case Leads(days):
            return list(days)
        case Weekly():
            return [lead for lead in range(7) if is_regular(wish, first - timedelta(days=lead))]


def midnight_after(wish: Wish, day: date) -> datetime:
    return clock_shows(wish.zone, day + ONE_DAY, 0)


@cache
def night_at(zone: str, now: datetime, first: int, last: int) -> tuple[datetime, datetime] | None:
    """When the quiet hours of now began and will end, minute by minute; None where it is day."""
    minute = timedelta(minutes=1)
    instant = now.replace(second=0)
    while instant.astimezone(ZoneInfo(zone)).hour not in (first, last):
        instant -= minute
    if instant.astimezone(ZoneInfo(zone)).hour == last:
        return None
    end = now.replace(second=0)
    while end.astimezone(ZoneInfo(zone)).hour != last:
        end += minute
    return clock_shows(zone, local_day_in(zone, instant), first), end
