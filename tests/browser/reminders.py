"""A service of its own with readers who come and go, and a sender that is let loose when a test wants it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlite_utils import Database

from service.clock import SimulatedClock
from service.delivery.mailbox import Mailbox
from service.domain.site import Site
from service.domain.subscriber import Subscriber
from service.operations.managing import pause
from service.operations.sending import Sender
from service.operations.subscribing import subscribe
from service.operations.suspending import count_against_address
from service.operations.ticking import tick
from service.storage.database import open_database, transaction
from service.storage.simulated_clock import simulated_clock
from tests.browser.running import running
from tests.examples import a_wish


@dataclass(frozen=True)
class Readership:
    """A running service, and its database."""

    address: str
    folder: Path
    db: Database

    @property
    def _clock(self) -> SimulatedClock:
        clock = simulated_clock(self.db)
        assert clock
        return clock

    def send(self) -> None:
        """What is due goes to the mailbox."""
        site = Site(self.address, "dateline@example.org")
        tick(self.db, Sender(Mailbox(self.folder / "mailbox"), site), self._clock.now)

    def reader(self, email: str = "carla@example.org") -> Subscriber:
        """A new one."""
        return subscribe(self.db, email, a_wish(), self._clock.now())

    def pause(self, reader: Subscriber, until: date) -> None:
        pause(self.db, reader, until, self._clock.now())

    def suspend(self, reader: Subscriber, said: str) -> None:
        with transaction(self.db):
            for days in (1, 0):
                at = self._clock.now() - timedelta(days=days)
                count_against_address(self.db, reader.id, at, half_points=2, said=said, bounced=False)


@contextmanager
def readership(where: Path) -> Iterator[Readership]:
    """Until the block ends."""
    with running(where) as address:
        db = open_database(where / "dateline.sqlite3")
        try:
            yield Readership(address, where, db)
        finally:
            db.close()
