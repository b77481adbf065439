"""The scheduler looks again and again, sends each digest once, and ends when it is told to, with nothing in hand."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlite_utils import Database

from service.clock import RealClock, SimulatedClock, starting_at
from service.config import settings_from
from service.domain.site import Site
from service.operations.importing import load
from service.operations.sending import LEASE, Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import Tick
from service.scheduler import Look, schedule
from service.serving import sender_for
from service.storage.outbox import count_by_state
from service.storage.simulated_clock import set_simulated_clock
from tests.conftest import NOW
from tests.delivery.relay import SLOWLY, relay
from tests.examples import a_file, a_meeting, a_wish, whole_days
from tests.operations.mailers import Answering

MORNING = NOW + timedelta(hours=5)


@pytest.fixture
def demo(shipped: Database) -> Database:
    """The shipped calendars, and Anna; it is seven o'clock in Vienna, and time stands almost still."""
    subscribe(shipped, a_wish(), NOW)
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
        assert line(process) == "Thu 02 Sep 2021 07:00 Europe/Vienna  sent to anna@example.org"
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
    assert count_by_state(demo) in ({"sent": 1}, {})


def test_on_the_real_clock_a_look_is_one_tick(db: Database, site: Site) -> None:
    clock = RealClock()
    yesterday, tomorrow = (clock.now() + timedelta(days=days) for days in (-1, 1))
    load(db, [a_file(a_meeting(span=whole_days(tomorrow.date().isoformat())))], site, yesterday)
    subscribe(db, a_wish(zone="UTC", hour=0, leads=(1,)), yesterday)
    mailer, done = Answering(), list[int]()
    look = Look(db, Sender(mailer, site), clock, lambda _, tick: done.append(len(tick.sent)), resend_unknown=True)
    look()
    look()
    assert (len(mailer.accepted), done) == (1, [1, 0])


def test_on_a_simulated_clock_a_look_makes_up_for_all_that_passed(demo: Database, site: Site) -> None:
    mailer, looked, sent = Answering(), list[datetime](), list[datetime]()

    def report(instant: datetime, tick: Tick) -> None:
        looked.append(instant)
        sent.extend([instant] * len(tick.sent))

    clock = SimulatedClock(NOW, started=0.0, speed=0.0034)  # more than a month since 1970
    look = Look(demo, Sender(mailer, site), clock, report, resend_unknown=True)
    look()
    assert sent[0] == MORNING
    assert [instant.hour for instant in sent[:5]] == [5] * 5
    assert len(sent) == len(set(sent)) == len(mailer.accepted)
    looked_before, sent_before = len(looked), len(sent)
    look()
    assert (len(looked) - looked_before, len(sent) - sent_before) == (1, 0)


def test_on_a_fast_clock_a_lease_lasts_as_long_in_real_time(tmp_path: Path) -> None:
    settings = settings_from({"DATELINE_MAILBOX": str(tmp_path)}, mail=True)
    assert sender_for(settings, RealClock()).lease_for == LEASE
    assert sender_for(settings, SimulatedClock(NOW, started=0.0, speed=86400.0)).lease_for == 86400 * LEASE


def test_looks_never_overlap_and_none_is_skipped_for_coming_late(demo: Database, site: Site) -> None:
    timer, clock = BackgroundScheduler(), RealClock()
    look = Look(demo, Sender(Answering(), site), clock, lambda *_: None, resend_unknown=True)
    schedule(timer, look, clock)
    timer.start(paused=True)
    (job,) = timer.get_jobs()
    timer.shutdown()
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
