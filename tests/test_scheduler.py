"""The scheduler looks again and again, sends each digest once, and ends when it is told to, with nothing in hand."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlite_utils import Database

from service.clock import Clock, RealClock, SimulatedClock, starting_at
from service.config import settings_from
from service.domain.delivery import News
from service.domain.site import Site
from service.operations.importing import load
from service.operations.sending import LEASE, Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import Policy, Tick
from service.scheduler import Look, looking
from service.serving import sender_for
from service.storage.outbox import count_by_state
from service.storage.simulated_clock import set_simulated_clock
from tests.conftest import NOW
from tests.delivery.relay import SLOWLY, relay
from tests.examples import a_file, a_meeting, a_wish, whole_days
from tests.operations.mailers import Answering

MORNING = NOW + timedelta(hours=5)
ANNA = "anna@example.org"


@pytest.fixture
def demo(shipped: Database) -> Database:
    """The shipped calendars, and Anna; it is seven o'clock in Vienna, and time stands almost still."""
    subscribe(shipped, ANNA, a_wish(), NOW)
    set_simulated_clock(shipped, starting_at(MORNING, speed=0.001))
    return shipped


@contextmanager
def scheduler(database: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A real process; killed at the end if it is still there."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "scheduler"],
        env=inherited | {"DATELINE_DATABASE": str(database)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().rstrip("\n")


def told_to_end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    """The exit code, and what it said on stderr."""
    process.send_signal(number)
    _, complaints = process.communicate(timeout=30)
    return process.returncode, complaints


def test_mails_arrive_as_simulated_time_passes(demo: Database, database: Path, tmp_path: Path) -> None:
    set_simulated_clock(demo, starting_at(NOW, speed=30 * 86400.0))
    mails = tmp_path / "mails"
    with scheduler(database, DATELINE_MAILBOX=str(mails)) as process:
        assert line(process).startswith(f"Looking at {database}. It is 2021-")
        assert line(process) == "Thu 02 Sep 2021 07:00 Europe/Vienna  digest sent to anna@example.org"
        while not line(process).endswith("Echelon-2021 exercise  (1 day before)"):
            assert process.poll() is None
        assert told_to_end(process) == (0, "")
    counts = count_by_state(demo)
    assert set(counts) == {"sent"}
    assert len(list(mails.glob("*.eml"))) == counts["sent"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_mail_in_hand_is_finished_before_the_end(demo: Database, database: Path, number: signal.Signals) -> None:
    with relay({".": SLOWLY}) as server:
        address = f"smtp://127.0.0.1:{server.port}?tls=none"
        with scheduler(database, DATELINE_SMTP_URL=address, DATELINE_MAIL_FROM="dates@example.com") as process:
            while not server.begun:
                assert process.poll() is None
            assert told_to_end(process, number) == (0, "")
    assert count_by_state(demo) == {"sent": 1}
    assert len(server.mails) == 1


def test_being_told_to_end_twice_and_at_once_is_no_trouble(demo: Database, database: Path, tmp_path: Path) -> None:
    with scheduler(database, DATELINE_MAILBOX=str(tmp_path / "mails")) as process:
        line(process)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        assert told_to_end(process) == (0, "")
    assert count_by_state(demo) in ({"sent": 1}, {"planned": 1}, {"retry": 1}, {})


class Watching:
    """A look with a carrier of its own; it keeps what it reported."""

    def __init__(self, db: Database, carrier: Answering, clock: Clock, site: Site) -> None:
        self.ending = Event()
        self.reports: list[tuple[datetime, Tick]] = []
        self.reported = Event()
        sender = Sender(carrier, site, is_ending=self.ending.is_set)
        self.look = Look(db, sender, clock, self.report, policy=Policy(), ending=self.ending)

    def report(self, instant: datetime, done: Tick) -> None:
        self.reports.append((instant, done))
        self.reported.set()

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Until a report after which it is so."""
        while not is_so():
            assert self.reported.wait(timeout=30)
            self.reported.clear()

    @property
    def sent(self) -> list[datetime]:
        return [instant for instant, done in self.reports for _ in done.sent]


def test_on_the_real_clock_a_look_sends_what_is_due(db: Database, site: Site) -> None:
    clock = RealClock()
    yesterday, tomorrow = (clock.now() + timedelta(days=days) for days in (-1, 1))
    load(db, [a_file(a_meeting(span=whole_days(tomorrow.date().isoformat())))], site, yesterday)
    subscribe(db, ANNA, a_wish(zone="UTC", hour=0), yesterday)
    watching = Watching(db, carrier := Answering(), clock, site)
    before = watching.look.signs
    watching.look()
    assert watching.look.signs > before + 1
    watching.look()
    assert len(carrier.accepted) == 1
    assert [len(done.sent) for _, done in watching.reports] == [1, 0]


def test_on_a_simulated_clock_a_look_makes_up_for_all_that_passed(demo: Database, site: Site) -> None:
    clock = SimulatedClock(NOW, started=0.0, speed=0.0034)  # more than a month since 1970
    watching = Watching(demo, carrier := Answering(), clock, site)
    watching.look()
    sent = watching.sent
    assert sent[0] == MORNING
    assert [instant.hour for instant in sent[:5]] == [5] * 5
    assert len(sent) == len(set(sent)) == len(carrier.accepted)
    looked = len(watching.reports)
    watching.look()
    assert (len(watching.reports) - looked, len(watching.sent)) == (1, len(sent))


def test_on_a_simulated_clock_a_look_that_is_to_end_goes_on_later_where_it_ended(demo: Database, site: Site) -> None:
    clock = SimulatedClock(NOW, started=0.0, speed=0.0034)
    whole = Watching(demo, Answering(), clock, site)

    class EndingSoon(Watching):
        def report(self, instant: datetime, done: Tick) -> None:
            super().report(instant, done)
            self.ending.set()

    cut = EndingSoon(demo, Answering(), clock, site)
    cut.look()
    assert len(cut.reports) == 1
    cut.ending.clear()
    cut.look()
    assert len(cut.reports) == 2
    assert cut.reports[0][0] < cut.reports[1][0]
    whole.look()
    assert [instant for instant, _ in whole.reports][:2] == [instant for instant, _ in cut.reports]


def test_on_a_fast_clock_a_lease_lasts_as_long_in_real_time(tmp_path: Path) -> None:
    settings = settings_from({"DATELINE_MAILBOX": str(tmp_path)}, mail=True)
    assert sender_for(settings, RealClock())._lease_for == LEASE
    assert sender_for(settings, SimulatedClock(NOW, started=0.0, speed=86400.0))._lease_for == 86400 * LEASE


def test_it_looks_again_and_again_until_the_end_of_the_block(demo: Database, site: Site) -> None:
    watching = Watching(demo, carrier := Answering(), starting_at(MORNING, speed=0.001), site)
    with looking(watching.look):
        watching.wait_for(lambda: len(watching.reports) >= 3)
    assert watching.ending.is_set()
    assert (len(carrier.accepted), count_by_state(demo)) == (1, {"sent": 1})
    reported = len(watching.reports)
    watching.reported.clear()
    assert not watching.reported.wait(timeout=0.6)
    assert len(watching.reports) == reported


class Dawdling(Answering):
    """Takes longer than from one look to the next, and notices whoever comes in between."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = 0
        self.most = 0
        self.entered = Event()

    def news(self, *, seconds: float) -> Sequence[News]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.entered.set()
        Event().wait(0.6)
        self.inside -= 1
        return super().news(seconds=seconds)


def test_looks_never_overlap_and_the_one_under_way_comes_to_its_end(demo: Database, site: Site) -> None:
    watching = Watching(demo, carrier := Dawdling(), starting_at(MORNING, speed=0.001), site)
    with looking(watching.look):
        assert carrier.entered.wait(timeout=30)
    assert (carrier.most, carrier.inside) == (1, 0)
    assert (len(carrier.accepted), carrier.dropped) == (1, [])
    assert count_by_state(demo) == {"sent": 1}


def test_a_look_that_fails_is_told_and_the_next_one_goes_on(
    demo: Database, site: Site, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    demo.execute("PRAGMA busy_timeout = 0")
    another = sqlite3.connect(database, isolation_level=None)
    another.execute("BEGIN IMMEDIATE")
    watching = Watching(demo, carrier := Answering(), starting_at(MORNING, speed=0.001), site)
    with looking(watching.look):
        while not caplog.records:
            Event().wait(0.01)
        another.execute("ROLLBACK")
        watching.wait_for(lambda: bool(watching.sent))
    another.close()
    assert "database is locked" in caplog.text
    assert len(carrier.accepted) == 1
