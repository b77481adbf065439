"""One trial: senders are interrupted at random moments until all is sent."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from sqlite_utils import Database

from service.clock import SimulatedClock
from service.operations.sending import LEASE, SETTLED_AFTER
from service.storage.database import open_database
from service.storage.outbox import count_by_state
from service.storage.simulated_clock import clock_of
from tests.crashes.company import Company, stopped
from tests.crashes.findings import Findings, find, mistakes
from tests.crashes.scene import Scene, prepare, relay
from tests.crashes.sender import CONNECTIONS, Orders

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

    def orders(self, scene: Scene, port: int) -> Orders:
        """For the senders. Where they are stopped, they take some time between the mark and the dot, so that many are
        stopped in between."""
        log = scene.log if self.by_evidence else None
        return Orders(scene.database, port, log, dawdle=self.pace / 4)


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
            Company(trial.orders(scene, port), senders=trial.senders) as company,
        ):
            most_in_doubt = _interrupt(trial, scene, db, company, say)
            _wait_for_the_end(db, company, say)
            company.end()
        seconds = time.monotonic() - start
        return Ended(find(db, scene.record), count_by_state(db), most_in_doubt, seconds)


def mistakes_of(trial: Trial, ended: Ended) -> list[str]:
    """A sentence for everything that must not be."""
    found = list(mistakes(ended.findings, planned=trial.mails, by_evidence=trial.by_evidence))
    if ended.most_in_doubt > CONNECTIONS:
        found.append(f"{ended.most_in_doubt} mails were in doubt when a sender of {CONNECTIONS} connections was killed")
    return found


def _interrupt(trial: Trial, scene: Scene, db: Database, company: Company, say: Say) -> int:
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
                _stop(victim, db, seconds=trial.stop_seconds, is_last=number + 1 == trial.times)
    return max(in_doubt)


def _stop(process: BaseProcess, db: Database, *, seconds: float, is_last: bool) -> None:
    """The last one for so long that others have sent all that it had in hand, too."""
    with stopped(process):
        time.sleep(seconds)
        end = time.monotonic() + LONGEST_STOP_SECONDS
        while is_last and time.monotonic() < end and not set(count_by_state(db)) <= ENDS:
            time.sleep(seconds / 10)


def _in_doubt(db: Database, process: BaseProcess) -> int:
    """How many mails that process left as being sent; its leases bear its number."""
    rows = db.execute("SELECT count(*) FROM outbox WHERE state = 'sending' AND owner LIKE ?", [f"{process.pid}-%"])
    return int(rows.fetchone()[0])


def _wait_for_the_end(db: Database, company: Company, say: Say) -> None:
    def states() -> dict[str, int]:
        return count_by_state(db)

    say("waiting for the end")
    _wait_until(lambda: set(states()) <= ENDS, states, company, poll=0.1)


def _wait_until(
    is_over: Callable[[], bool], news: Callable[[], object], company: Company, *, poll: float = POLL_SECONDS
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
