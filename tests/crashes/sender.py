"""A process that sends, until it is told to end or is killed."""

import signal
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from service.config import settings_from
from service.delivery.smtp import SmtpRelay
from service.domain.delivery import News
from service.operations.sending import Sender
from service.operations.ticking import tick
from service.serving import policy_of
from service.storage.database import open_database
from service.storage.simulated_clock import clock_of
from tests.crashes.scene import SITE

CONNECTIONS = 4
REST_SECONDS = 0.02  # between two looks


@dataclass(frozen=True)
class Orders:
    """`log` is where the relay says what it has taken, if it does; `dawdle`, seconds between the mark and the dot."""

    database: Path
    port: int
    log: Path | None
    dawdle: float


def send_all(orders: Orders) -> None:
    """Looks again and again, as the scheduler does."""
    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ending.append(number))
    sender = Sender(_Dawdling(orders), SITE, is_ending=lambda: bool(ending))
    policy = policy_of(settings_from({"DATELINE_RELAY_LOG": str(orders.log)} if orders.log else {}))
    with closing(open_database(orders.database)) as db:
        clock = clock_of(db)
        while not ending:
            tick(db, sender, clock.now, policy)
            time.sleep(REST_SECONDS)
        sender.close(db, clock.now)


class _Dawdling(SmtpRelay):
    """Lets some time pass before what was begun or finished really goes out."""

    def __init__(self, orders: Orders) -> None:
        super().__init__("127.0.0.1", orders.port, tls="none", connections=CONNECTIONS)
        self._seconds = orders.dawdle

    def news(self, *, seconds: float) -> Sequence[News]:
        time.sleep(self._seconds)
        return super().news(seconds=seconds)
