"""`python -m benchmarks.planning`: what it takes to plan a day of digests, for more and more readers, as Markdown.

Each size is planned in a process of its own, so that nothing else is weighed: first the day on which all have signed
up, when everything is looked at for each of them, then the next day, an ordinary one.
"""

import json
import platform
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlite_utils import Database

from benchmarks import targets
from benchmarks.memory import KIB
from benchmarks.ours import SITE
from benchmarks.progress import say
from benchmarks.sending_plans import WISHES
from benchmarks.sending_readers import DUE, database_of
from benchmarks.tables import number, octets, table
from service.domain.letter import Letter
from service.operations.reminding import plan_due_digests
from service.storage.database import open_database, transaction
from service.storage.letters import letter_number
from service.storage.outbox import keep_lease

SIZES, EVENTS = (1000, 10_000, 100_000), 10_000
QUICK_SIZES, QUICK_EVENTS = (200, 400), 1000
DAYS = (("the day they sign up", DUE), ("the next day", DUE + timedelta(days=1)))


@dataclass(frozen=True)
class Day:
    """`octets` is the greatest resident memory of the process until the end of that day."""

    name: str
    mails: int
    seconds: float
    octets: int

    @property
    def microseconds_each(self) -> float:
        return self.seconds / max(self.mails, 1) * 10**6


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help=f"At most {QUICK_SIZES[-1]} readers: to see that all works.")
def main(quick: bool) -> None:
    """Measure how long planning a day of digests takes and what it needs of the memory, and print a table."""
    sizes, events = (QUICK_SIZES, QUICK_EVENTS) if quick else (SIZES, EVENTS)
    click.echo(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} "
        f"{platform.machine()}; {events:,} events over twenty years, {len(WISHES)} different wishes\n"
    )
    headings = ("day", "readers", "mails", "planning", "a mail", "memory", "target")
    rows = [row for readers in sizes for row in _rows(readers, events)]
    click.echo(table(headings, rows))


def planned_days(folder: Path, *, readers: int, events: int) -> list[Day]:
    """Of a new database in the folder."""
    database = database_of(folder, readers=readers, events=events, wishes=WISHES)
    command = [sys.executable, "-c", f"import sys; from {__spec__.name} import plan_days; plan_days(sys.argv[1])"]
    done = subprocess.run([*command, str(database)], check=True, stdout=subprocess.PIPE, text=True)
    return [Day(*each) for each in json.loads(done.stdout)]


def plan_days(database: str) -> None:
    """Prints what each day took; meant for a process of its own."""
    days = []
    with closing(open_database(Path(database))) as db:
        for name, now in DAYS:
            days.append((name, *_planned(db, now)))
            _all_are_sent(db, now)
    print(json.dumps(days))


def _all_are_sent(db: Database, now: datetime) -> None:
    """As by a relay that takes no time."""
    at = int(now.timestamp())
    with transaction(db):
        letter = letter_number(db, Letter(b"the same for all"))
        keep_lease(db, "benchmark", now)
        db.execute(
            """
            UPDATE outbox SET state = 'claimed', owner = 'benchmark', letter = ?, own = '{}' WHERE state = 'planned'
            """,
            [letter],
        )
        db.execute("UPDATE outbox SET state = 'sending', sending_at = ? WHERE state = 'claimed'", [at])
        db.execute("UPDATE outbox SET state = 'sent', sent_at = ?, owner = NULL WHERE state = 'sending'", [at])


def _planned(db: Database, now: datetime) -> tuple[int, float, int]:
    start = time.perf_counter()
    mails = plan_due_digests(db, SITE, now)
    seconds = time.perf_counter() - start
    return mails, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB


def _rows(readers: int, events: int) -> Iterator[Sequence[str]]:
    say(f"{readers:,} readers and {events:,} events")
    with TemporaryDirectory() as folder:
        for day in planned_days(Path(folder), readers=readers, events=events):
            each = f"{number(day.microseconds_each)} µs"
            took, memory, target = f"{number(day.seconds)} s", octets(day.octets), octets(targets.PLANNING_OCTETS)
            yield day.name, f"{readers:,}", f"{day.mails:,}", took, each, memory, f"≤ {target}"


if __name__ == "__main__":
    main()
