"""How many mails may go out: so many a minute, spread evenly."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
BURST = timedelta(seconds=5)  # what was not used is kept no longer, so that no minute has many more than it may


@dataclass
class Allowance:
    """`per_minute` None is without a limit. What it allows depends only on the instants that it is told (aware)."""

    per_minute: int | None
    _left: float = field(default=0.0, init=False)
    _at: datetime | None = field(default=None, init=False)

    def allowed(self, now: datetime) -> int | None:
        """How many may begin by now; None where there is no limit."""
        if self.per_minute is None:
            return None
        if self._at is None:
            self._left = 1.0
        elif now > self._at:
            most = 1.0 + self.per_minute * (BURST / MINUTE)
            self._left = min(most, self._left + self.per_minute * ((now - self._at) / MINUTE))
        self._at = now
        return int(self._left)

    def within_a_minute(self, most: int) -> int:
        """How many may begin in a minute, but no more than that."""
        return most if self.per_minute is None else min(most, self.per_minute)

    def use(self, number: int) -> None:
        """So many have begun."""
        self._left -= number
