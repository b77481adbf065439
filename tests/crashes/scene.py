"""Where it happens: a database whose readers are all due a mail, and a relay that keeps a record of what it took."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from service.clock import SimulatedClock, starting_at
from service.domain.site import Site
from service.operations.importing import load
from service.operations.reminding import plan_due_digests
from service.storage.database import migrate, open_database, transaction
from service.storage.simulated_clock import set_simulated_clock
from service.storage.subscribers import add_subscriber
from tests.crashes.faults import NOBODY
from tests.examples import a_file, a_meeting, a_wish

SITE = Site("https://dates.example.org", "dateline@example.org")
SIGNED_UP = datetime(2021, 9, 1, 12, tzinfo=UTC)
MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)  # seven o'clock in Vienna, two weeks before the meeting
ONE_IN = 100  # readers has an address that the relay does not know


@dataclass(frozen=True)
class Scene:
    """Its files; time runs `speed` times as fast in it."""

    folder: Path
    speed: float

    @property
    def database(self) -> Path:
        return self.folder / "dateline.sqlite3"

    @property
    def record(self) -> Path:
        return self.folder / "record"

    @property
    def log(self) -> Path:
        return self.folder / "mail.log"


def prepare(scene: Scene, *, readers: int) -> None:
    """A new database, in which it is the morning of the day on which all of them are to be told of one meeting."""
    migrate(scene.database)
    with closing(open_database(scene.database)) as db:
        load(db, [a_file(a_meeting())], SITE, SIGNED_UP)
        with transaction(db):
            for number in range(readers):
                _sign_up(db, number)
        plan_due_digests(db, SITE, MORNING)
        set_simulated_clock(db, starting_at(MORNING, speed=scene.speed))


def _sign_up(db: Database, number: int) -> None:
    name = NOBODY if number % ONE_IN == ONE_IN - 1 else "reader"
    secret = number.to_bytes(16, "big")
    add_subscriber(db, f"{name}{number}@example.org", a_wish(), secret=secret, now=SIGNED_UP)


@contextmanager
def relay(scene: Scene, clock: SimulatedClock, *options: str) -> Iterator[int]:
    """Runs as a process of its own, with the options of `sink`; its port."""
    told = (clock.starts_at.isoformat(), repr(clock.started), repr(clock.speed))
    command = [sys.executable, "-m", "tests.crashes.sink", str(scene.record), str(scene.log)]
    with subprocess.Popen([*command, "--clock", *told, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
