"""One trial: senders are interrupted at random moments until all is sent."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from sqlite_utils import Database

from service.clock import SimulatedClock
from service.operations.sending import LEASE, SETTLED_AFTER
from service.storage.database import open_database
from service.storage.outbox import count_by_state
from service.storage.simulated_clock import clock_of
from tests.crashes.findings import Findings, find
from tests.crashes.scene import Scene, prepare, relay
from tests.crashes.sender import CONNECTIONS, Orders, send_all

PATIENCE_SECONDS = 60  # without anything new; then it is stuck
LONGEST_STOP_SECONDS = 20  # where who is stopped holds the lock of the database, others do not wait much longer
POLL_SECONDS = 0.002
LATEST = 0.95  # of all mails; the last interruption comes before so many are accepted
RESTLESS_SECONDS = 0.05  # at most between the moment that was drawn and the interruption
ENDS = {"sent", "failed"}

Say = Callable[[str], None]


class Interruption(Enum):
    KILLED = "killed"  # SIGKILL; another sender is started
    STOPPED = "stopped"  # SIGSTOP until its lease has ended and others had time to take over, then SIGCONT


@dataclass(frozen=True, kw_only=True)
class Trial:
    """`times` is how often a sender is interrupted; `faults`, how many in a thousand of each kind at the relay.

    `speed` is how many times as fast the clock runs that leases and retries go by.
    """

    mails: int
    interruption: Interruption
    times: int
    senders: int
    by_evidence: bool
    seed: int
    faults: float = 4
    speed: float = 40

    def __post_init__(self) -> None:
        assert self.senders >= (2 if self.interruption is Interruption.STOPPED else 1), "somebody has to take over"
        assert self.by_evidence or self.interruption is Interruption.KILLED, "the relay waits for who is stopped"
        assert 0 < self.times < self.mails * LATEST, "there has to be something to send after each interruption"

    @property
    def of_relay(self) -> list[str]:
        """The options of the relay."""
        return ["--seed", str(self.seed), "--faults", str(self.faults), "--pace", str(self.pace)]

    @property
    def stop_seconds(self) -> float:
        """How long one is stopped: until others may have sent what it had in hand."""
        return (LEASE + SETTLED_AFTER) / timedelta(seconds=self.speed) * 1.3

    @property
    def pace(self) -> float:
        """Seconds that the relay takes for each mail, so that there is enough to send until the end."""
        if self.interruption is Interruption.KILLED:
            return 0
        return self.times * self.stop_seconds * (self.senders - 1) * CONNECTIONS / self.mails

    @property
    def most_repeated(self) -> int | None:
        """None where they cannot be counted beforehand, but each must have been in doubt."""
        return 0 if self.by_evidence else None

    @property
    def dawdle(self) -> float:
        """Seconds between the mark and the dot, so that many are stopped in between."""
        return 0 if self.interruption is Interruption.KILLED else self.pace / 4


@dataclass(frozen=True)
class Ended:
    """`most_in_doubt` is of how many mails it was not known, at most, when one was killed, whether they were sent."""

    findings: Findings
    states: dict[str, int]
    most_in_doubt: int
    seconds: float


def run(trial: Trial, folder: Path, say: Say) -> Ended:
    """Raises AssertionError where a sender ends by itself, or nothing goes on any more."""
    scene = Scene(folder, trial.speed)
    prepare(scene, readers=trial.mails)
    with closing(open_database(scene.database)) as db:
        clock = clock_of(db)
        assert isinstance(clock, SimulatedClock)
        start = time.monotonic()
        with (
            relay(scene, clock, *trial.of_relay) as port,
            _Company(scene, port, trial) as company,
        ):
            most_in_doubt = _interrupt(trial, scene, db, company, say)
            _wait_for_the_end(db, company, say)
            company.end()
        seconds = time.monotonic() - start
        return Ended(find(db, scene.record), count_by_state(db), most_in_doubt, seconds)


class _Company:
    """The senders, each a process of its own."""

    def __init__(self, scene: Scene, port: int, trial: Trial) -> None:
        self._scene, self._port, self._trial = scene, port, trial
        # It has imported everything already, so that a sender begins at once.
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload([send_all.__module__])
        self.processes: list[BaseProcess] = []

    def __enter__(self) -> "_Company":
        for _ in range(self._trial.senders):
            self.start_one()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
            process.join()

    def end(self) -> None:
        """In peace: what they have in hand goes out."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(PATIENCE_SECONDS)
            # Asked before it knew how to end in peace, it is killed like others before.
            assert process.exitcode in (0, -signal.SIGTERM), f"a sender that was to end ended with {process.exitcode}"
        self.processes.clear()

    def start_one(self) -> None:
        log = self._scene.log if self._trial.by_evidence else None
        orders = Orders(self._scene.database, self._port, log, self._trial.dawdle)
        process = self._context.Process(target=send_all, args=(orders,))
        process.start()
        self.processes.append(process)

    def kill(self, process: BaseProcess) -> None:
        process.kill()
        process.join()
        self.processes.remove(process)

    def check(self) -> None:
        for process in self.processes:
            assert process.is_alive(), f"a sender ended by itself with {process.exitcode}"


def _interrupt(trial: Trial, scene: Scene, db: Database, company: _Company, say: Say) -> int:
    """At moments that are drawn over all mails. Of how many mails it was not known afterwards where they are."""
    random = Random(trial.seed)
    accepted = _Accepted(scene.record)
    in_doubt = [0]
    for number, point in enumerate(sorted(random.sample(range(int(trial.mails * LATEST)), trial.times))):
        _wait_until(lambda: accepted.count() >= point, accepted.count, company)  # noqa: B023  # called at once
        time.sleep(random.uniform(0, RESTLESS_SECONDS))
        victim = random.choice(company.processes)
        say(f"{number + 1} of {trial.times}: {accepted.count()} accepted, one {trial.interruption.value}")
        match trial.interruption:
            case Interruption.KILLED:
                company.kill(victim)
                in_doubt.append(_in_doubt(db, victim))
                company.start_one()
            case Interruption.STOPPED:
                _stop_for(trial.stop_seconds, victim, is_last=number + 1 == trial.times, db=db)
    return max(in_doubt)


def _stop_for(seconds: float, process: BaseProcess, *, is_last: bool, db: Database) -> None:
    """The last one for so long that others have sent all that it had in hand, too."""
    assert process.pid
    os.kill(process.pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
        end = time.monotonic() + LONGEST_STOP_SECONDS
        while is_last and time.monotonic() < end and not set(count_by_state(db)) <= ENDS:
            time.sleep(seconds / 10)
    finally:
        os.kill(process.pid, signal.SIGCONT)


def _in_doubt(db: Database, process: BaseProcess) -> int:
    """How many mails that process left as being sent; its leases bear its number."""
    rows = db.execute("SELECT count(*) FROM outbox WHERE state = 'sending' AND owner LIKE ?", [f"{process.pid}-%"])
    return int(rows.fetchone()[0])


def _wait_for_the_end(db: Database, company: _Company, say: Say) -> None:
    def states() -> dict[str, int]:
        return count_by_state(db)

    say("waiting for the end")
    _wait_until(lambda: set(states()) <= ENDS, states, company, poll=0.1)


def _wait_until(
    is_over: Callable[[], bool], news: Callable[[], object], company: _Company, *, poll: float = POLL_SECONDS
) -> None:
    """Gives up where nothing is new for a long time."""
    last, since = news(), time.monotonic()
    while not is_over():
        company.check()
        time.sleep(poll)
        if (now := news()) != last:
            last, since = now, time.monotonic()
        assert time.monotonic() - since < PATIENCE_SECONDS, f"nothing goes on any more: {last}"


class _Accepted:
    """Counts what the relay has written down, without reading it from the beginning again and again."""

    def __init__(self, record: Path) -> None:
        self._record, self._read, self._counted = record, 0, 0

    def count(self) -> int:
        with self._record.open("rb") as file:
            file.seek(self._read)
            added = file.read()
        self._read += len(added)
        self._counted += added.count(b" accepted ")
        return self._counted
