"""The only reader of the wall clock; a simulated clock starts anywhere and runs at any speed."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class RealClock:
    def now(self) -> datetime:
        """This instant, aware, UTC."""
        return datetime.now(UTC)

    def lasting(self, real: timedelta) -> timedelta:
        """How much this clock moves on while that much real time passes."""
        return real


@dataclass(frozen=True)
class SimulatedClock:
    """Showed `starts_at` (aware, UTC) at the real moment `started` (seconds since 1970); runs `speed` times as fast."""

    starts_at: datetime
    started: float
    speed: float

    def now(self) -> datetime:
        """The simulated instant, aware, UTC. Past the year 9999 it stands still."""
        elapsed = max(0.0, time.time() - self.started)
        try:
            return self.starts_at + self.lasting(timedelta(seconds=elapsed))
        except OverflowError:
            return _LAST_INSTANT

    def lasting(self, real: timedelta) -> timedelta:
        """How much this clock moves on while that much real time passes."""
        return real * self.speed


def lead_over_monotonic() -> float:
    """By how many seconds the wall clock is ahead of one that nobody sets; it changes only where the former jumps."""
    return time.time() - time.monotonic()


Clock = RealClock | SimulatedClock

_LAST_INSTANT = datetime(9999, 12, 30, tzinfo=UTC)


def starting_at(starts_at: datetime, *, speed: float) -> SimulatedClock:
    """A clock that shows `starts_at` (aware, UTC) right now."""
    return SimulatedClock(starts_at, time.time(), speed)
