"""The timer: APScheduler says "look again", and data and time say what is due."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlite_utils import Database

from service.clock import Clock, RealClock, SimulatedClock
from service.operations.sending import Sender
from service.operations.ticking import Policy, Tick, advance, tick
from service.watchdog import Watchdog

REAL_SECONDS = 5  # between two looks; a digest is at most this late
SIMULATED_SECONDS = 0.25  # a day may pass in a second, and the mails should be seen arriving

AHEAD = timedelta(minutes=2)  # what is due then is made ready; so many distinct letters can be worded in that time

Report = Callable[[datetime, Tick], None]


class Look:
    """One look at what is due, on a real or a simulated clock; calls `report` for what it did."""

    def __init__(
        self, db: Database, sender: Sender, clock: Clock, report: Report, *, policy: Policy, ending: Event
    ) -> None:
        """`ending` is what `sender` goes by, too: once it is set, nothing new is begun."""
        self.clock = clock
        self.signs = 0  # rises with all that is done: who watches sees that it has not stalled
        self._db, self._sender, self._report = db, sender, report
        self._policy, self._ending = policy, ending
        self._looked_until = clock.now() if isinstance(clock, RealClock) else clock.starts_at

    @property
    def seconds(self) -> float:
        """From one look to the next."""
        return REAL_SECONDS if isinstance(self.clock, RealClock) else SIMULATED_SECONDS

    def __call__(self) -> None:
        self.signs += 1
        match self.clock:
            case RealClock():
                self._look_once()
            case SimulatedClock():
                self._catch_up()

    def end(self) -> None:
        """Lets nothing more be begun; the look that is under way comes to its end."""
        self._ending.set()

    def leave(self) -> None:
        """After the last look: waits for what is still under way."""
        self._sender.close(self._db, self.clock.now)

    def _look_once(self) -> None:
        more = True
        while more and not self._ending.is_set():
            done = tick(self._db, self._sender, self._now, replace(self._policy, ahead=AHEAD))
            self._tell(self.clock.now(), done)
            more = done.more

    def _catch_up(self) -> None:
        now = self.clock.now()
        for instant, done in advance(self._db, self._sender, after=self._looked_until, until=now, policy=self._policy):
            self._tell(instant, done)
            self._looked_until = instant
            if self._ending.is_set():
                return
        self._looked_until = now

    def _now(self) -> datetime:
        """Whoever asks for the time is alive."""
        self.signs += 1
        return self.clock.now()

    def _tell(self, instant: datetime, done: Tick) -> None:
        self.signs += 1
        self._report(instant, done)


@contextmanager
def looking(look: Look) -> Iterator[None]:
    """Looks again and again, never twice at once, until the end of the block; then what is under way is finished.

    What a look misses, the next one makes up for. Should the timer stall, a watchdog wakes it.
    """
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    # That a look takes longer than a step is no news: the job store is the data, not the timer.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    job = scheduler.add_job(look, "interval", seconds=look.seconds, next_run_time=datetime.now(UTC))
    scheduler.start()
    watchdog = Watchdog(
        signs=lambda: look.signs, wake=lambda: job.modify(next_run_time=datetime.now(UTC)), seconds=look.seconds
    )
    try:
        with watchdog:
            yield
    finally:
        look.end()
        scheduler.shutdown(wait=True)
        look.leave()
