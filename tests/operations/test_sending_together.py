"""Several senders at once on one database: each message goes out exactly once."""

import multiprocessing
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from queue import Empty
from threading import Barrier, Thread
from time import sleep

import pytest
from sqlite_utils import Database

from service.clock import RealClock, SimulatedClock, starting_at
from service.domain.delivery import Deferred, News
from service.domain.site import Site
from service.operations.sending import BATCH, Sender
from service.operations.ticking import tick
from service.storage.database import open_database
from service.storage.outbox import count_by_state
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering
from tests.operations.outgoing import at, plan_for

SENDERS = 3
READERS = SENDERS * BATCH + 100  # so that none is without work


class Unhurried(Answering):
    """Takes a moment for each, so that none of several sends all before the others have begun."""

    def news(self, *, seconds: float) -> Sequence[News]:
        sleep(0.001)
        return super().news(seconds=seconds)


def look(database: Path, carrier: Answering, clock: RealClock | SimulatedClock, site: Site) -> None:
    """Until nothing waits any more."""
    with closing(open_database(database)) as db:
        sender = Sender(carrier, site)
        for _ in range(10_000):
            if set(count_by_state(db)) == {"sent"}:
                break
            tick(db, sender, clock.now)
        sender.close(db, clock.now)


def test_threads_send_each_message_once(club: Database, site: Site, database: Path) -> None:
    plan_for(club, READERS, site)
    carriers = [Unhurried(connections=3) for _ in range(SENDERS)]
    together, clock = Barrier(SENDERS), starting_at(MORNING, speed=1)

    def begin(carrier: Answering) -> None:
        together.wait()
        look(database, carrier, clock, site)

    threads = [Thread(target=begin, args=[carrier]) for carrier in carriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    accepted = [mail.message_id for carrier in carriers for mail in carrier.accepted]
    assert (len(accepted), len(set(accepted))) == (READERS, READERS)
    assert all(carrier.accepted for carrier in carriers)
    assert count_by_state(club) == {"sent": READERS}


def send_and_report(database: Path, site: Site, clock: SimulatedClock, said: "multiprocessing.Queue[str]") -> None:
    carrier = Unhurried(connections=3)
    look(database, carrier, clock, site)
    for mail in carrier.accepted:
        said.put(mail.message_id)


def test_processes_send_each_message_once(club: Database, site: Site, database: Path) -> None:
    plan_for(club, READERS, site)
    context = multiprocessing.get_context("spawn")
    said, clock = context.Queue(), starting_at(MORNING, speed=1)
    processes = [context.Process(target=send_and_report, args=(database, site, clock, said)) for _ in range(SENDERS)]
    for process in processes:
        process.start()
    accepted = [said.get(timeout=60) for _ in range(READERS)]
    for process in processes:
        process.join()
    with pytest.raises(Empty):
        said.get(timeout=0.1)
    assert Counter(accepted) == Counter(set(accepted))
    assert [process.exitcode for process in processes] == [0] * SENDERS
    assert count_by_state(club) == {"sent": READERS}


def test_what_one_gives_back_another_sends(club: Database, site: Site, database: Path) -> None:
    plan_for(club, 30, site)
    in_trouble, healthy = Answering(*[Deferred("later")] * 30), Answering(connections=3)
    with closing(open_database(database)) as other:
        Sender(in_trouble, site).send(club, at(MORNING), most=1000)
        Sender(healthy, site).send(other, at(MORNING), most=1000)
    tried = {mail.message_id for mail in in_trouble.tried}
    assert len(tried) + len(healthy.accepted) == 30
    assert not tried & {mail.message_id for mail in healthy.accepted}
