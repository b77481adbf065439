"""Planning one day for many readers: how long it takes and what it needs of the memory.

`python -m benchmarks.sending_plans DATABASE` plans what is due in that database, and prints how many messages that
were, the seconds, and the octets of its memory at its greatest.
"""

import resource
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from benchmarks.ours import SITE
from benchmarks.sending_readers import DUE, ZONES, database_of
from service.domain.event import Kind
from service.domain.selection import Filter
from service.domain.wish import Cadence, Leads, Weekly, Wish
from service.operations.reminding import plan_due_digests
from service.storage.database import open_database

KIB = 1024

_FILTERS = (Filter(), *(Filter(kinds=frozenset({kind})) for kind in (Kind.MEETING, Kind.DEADLINE, Kind.EXERCISE)))
_CADENCES: tuple[Cadence, ...] = (Leads((14, 7, 1)), Leads((30, 14, 7, 3, 1, 0)), Leads((1,)), Weekly(0))
WISHES = tuple(
    Wish(zone=zone, language=language, filter=wanted, cadence=cadence)
    for zone, language, wanted, cadence in product(ZONES, ("ru", "en"), _FILTERS, _CADENCES)
)


@dataclass(frozen=True)
class Planned:
    """`octets` is the greatest resident memory of the process."""

    readers: int
    mails: int
    seconds: float
    octets: int

    @property
    def microseconds_each(self) -> float:
        return self.seconds / self.mails * 10**6


def plan(folder: Path, *, readers: int, events: int) -> Planned:
    """In a process of its own, so that nothing else is weighed."""
    database = database_of(folder, readers=readers, events=events, wishes=WISHES)
    done = subprocess.run([sys.executable, "-m", __name__, database], check=True, stdout=subprocess.PIPE, text=True)
    mails, seconds, octets = done.stdout.split()
    return Planned(readers, int(mails), float(seconds), int(octets))


def _plan(database: Path) -> None:
    with closing(open_database(database)) as db:
        start = time.perf_counter()
        mails = plan_due_digests(db, SITE, DUE)
        seconds = time.perf_counter() - start
    print(mails, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB)


if __name__ == "__main__":
    _plan(Path(sys.argv[1]))
