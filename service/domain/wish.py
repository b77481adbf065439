"""What somebody wants to be told, when and how; many readers may wish the same."""

from dataclasses import dataclass, field
from datetime import date, datetime

from service.domain.errors import InvalidValue
from service.domain.selection import Filter
from service.domain.timespan import zone_named

LONGEST_LEAD = 365  # days; a date more than a year away is not yet news
OFFERED_LEADS = (30, 14, 7, 3, 1, 0)  # days; what a form offers
DEFAULT_HOUR = 7  # of the reader's clock
WEEK_DAYS = 7


@dataclass(frozen=True)
class Leads:
    """Before each date, so many days ahead of its first; 0 is on the day. Kept once each, the longest first."""

    days: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.days or not all(0 <= lead <= LONGEST_LEAD for lead in self.days):
            raise InvalidValue(f"at least one lead, each of 0 to {LONGEST_LEAD} days")
        if list(self.days) != sorted(set(self.days), reverse=True):
            raise ValueError("leads are kept once each, the longest first")


@dataclass(frozen=True)
class Weekly:
    """Once a week, on that day of it (0 is Monday, as in ISO 8601 less one): what begins until the next time."""

    weekday: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday < WEEK_DAYS:
            raise InvalidValue(f"a day of the week from 0 to 6, not {self.weekday}")

    def is_on(self, day: date) -> bool:
        return day.weekday() == self.weekday


Cadence = Leads | Weekly
DEFAULT_LEADS = Leads((14, 7, 1))


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which events, when, on whose clock and in which language.

    `hour` is of the clock of `zone`. `changes`: whether a change of what was told is told, too. `running`: whether
    each further day of what lasts several days is told, as in "day 2 of 6". `overdue`: whether it is told once
    that an instruction was not carried out in time.
    """

    zone: str
    language: str
    filter: Filter = field(default_factory=Filter)
    cadence: Cadence = DEFAULT_LEADS
    hour: int = DEFAULT_HOUR
    changes: bool = True
    running: bool = False
    overdue: bool = False

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if not 0 <= self.hour <= 23:
            raise InvalidValue(f"an hour of the day from 0 to 23, not {self.hour}")

    def local(self, instant: datetime) -> datetime:
        """An aware instant on the reader's clock."""
        return instant.astimezone(zone_named(self.zone))
