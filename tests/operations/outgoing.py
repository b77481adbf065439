"""Readers who are due a mail, clocks to send by, and what became of their messages."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.site import Site
from service.operations.reminding import plan_due_digests
from service.operations.sending import Time
from service.operations.subscribing import subscribe
from tests.conftest import NOW
from tests.examples import a_wish
from tests.operations.conftest import MORNING


def invite(db: Database, number: int) -> list[str]:
    """So many more readers: their addresses."""
    addresses = [f"reader{each}@example.org" for each in range(number)]
    for address in addresses:
        subscribe(db, address, a_wish(), NOW)
    return addresses


def plan_for(db: Database, number: int, site: Site) -> list[str]:
    """So many readers, each of whom is due a digest in the `MORNING`: their addresses."""
    addresses = invite(db, number)
    assert plan_due_digests(db, site, MORNING) == number
    return addresses


def at(instant: datetime) -> Time:
    """A clock that stands still."""
    return lambda: instant


@dataclass
class Watch:
    """A clock that is moved on by hand."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


def states(db: Database) -> list[str]:
    """All that happened, in the order in which it did."""
    return [row[0] for row in db.execute("SELECT to_state FROM outbox_log ORDER BY id").fetchall()]


def repeated(recipients: list[str]) -> list[str]:
    return [recipient for recipient, times in Counter(recipients).items() if times > 1]
