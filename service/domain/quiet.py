"""Hours of the night in which nobody is woken."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from service.domain.timespan import local_to_utc, zone_named


class Night(NamedTuple):
    """From one instant to before another (UTC)."""

    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Quiet:
    """From one hour of the reader's clock to before another, as in 22 and 7."""

    first_hour: int
    last_hour: int

    def __post_init__(self) -> None:
        if self.first_hour == self.last_hour or not {self.first_hour, self.last_hour} <= set(range(24)):
            raise ValueError("two hours of the day")

    def night(self, instant: datetime, zone: str) -> Night | None:
        """The quiet hours that hold the instant (aware), if any do."""
        today = instant.astimezone(zone_named(zone)).date()
        over_midnight = timedelta(days=1 if self.last_hour < self.first_hour else 0)
        for day in (today - timedelta(days=2), today - timedelta(days=1), today):
            begin = local_to_utc(datetime.combine(day, time(self.first_hour)), zone)
            end = local_to_utc(datetime.combine(day + over_midnight, time(self.last_hour)), zone)
            if begin <= instant < end:
                return Night(begin, end)
        return None
