"""The timer: APScheduler says "look again", and data and time say what is due."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.base import BaseScheduler
from sqlite_utils import Database

from service.clock import Clock, RealClock, SimulatedClock
from service.operations.sending import Sender
from service.operations.ticking import Tick, advance, tick

REAL_SECONDS = 15  # between two looks; a digest is at most this late
SIMULATED_SECONDS = 0.25  # a day may pass in a second, and the mails should be seen arriving

Report = Callable[[datetime, Tick], None]


class Look:
    """One look at what is due, on a real or a simulated clock; calls `report` for what it did."""

    def __init__(self, db: Database, sender: Sender, clock: Clock, report: Report, *, resend_unknown: bool) -> None:
        self._db, self._sender, self._clock, self._report = db, sender, clock, report
        self._resend_unknown = resend_unknown
        self._looked_until = clock.now() if isinstance(clock, RealClock) else clock.starts_at

    def __call__(self) -> None:
        match self._clock:
            case RealClock():
                self._look_once()
            case SimulatedClock():
                self._catch_up()

    def _look_once(self) -> None:
        more = True
        while more:
            now = self._clock.now()
            done = tick(self._db, self._sender, now, resend_unknown=self._resend_unknown)
            self._report(now, done)
            more = done.more

    def _catch_up(self) -> None:
        now = self._clock.now()
        steps = advance(
            self._db, self._sender, after=self._looked_until, until=now, resend_unknown=self._resend_unknown
        )
        for instant, done in steps:
            self._report(instant, done)
        self._looked_until = now


def schedule(scheduler: BaseScheduler, look: Look, clock: Clock) -> None:
    """Makes `scheduler` look again and again, never twice at once. What it misses, the next look makes up for."""
    seconds = REAL_SECONDS if isinstance(clock, RealClock) else SIMULATED_SECONDS
    scheduler.configure(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    # That a look takes longer than a step is no news: the job store is the data, not the timer.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler.add_job(look, "interval", seconds=seconds, next_run_time=datetime.now(UTC))
