"""How much is on, day by day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from service.domain.timespan import WholeDays

FULL = (1, 2, 3, 6)  # events from which on a day is a shade darker


def events_by_day(spans: Iterable[tuple[WholeDays, int]], first_day: date, last_day: date) -> Counter[date]:
    """How many events are on each day from `first_day` to `last_day`, both included; days with none are left out.

    `spans` are days, each with the number of events that have them.
    """
    found: Counter[date] = Counter()
    for days, events in spans:
        day = max(days.first_day, first_day)
        while day <= min(days.last_day, last_day):
            found[day] += events
            day += timedelta(days=1)
    return found


def shade(events: int) -> int:
    """From 0, nothing, to 4."""
    return sum(events >= least for least in FULL)
