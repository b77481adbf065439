"""Readers who are all due a digest of some 8 kB at the same instant, and sending it to them."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from benchmarks import calendars
from benchmarks.ours import SITE, SLUG
from benchmarks.sending_relays import Relay
from benchmarks.servers import HOST
from service.catalogue.calendar_file import read
from service.delivery.smtp import SmtpRelay
from service.domain.wish import Wish
from service.operations.importing import load
from service.operations.reminding import plan_due_digests
from service.operations.sending import Sender
from service.operations.ticking import Policy, tick
from service.operations.writing import Writer
from service.storage.database import migrate, open_database, transaction
from service.storage.outbox import count_by_state, waiting
from service.storage.subscribers import add_subscriber

EVENTS = 365  # over twenty years: few are due and ahead at a time, which makes a digest of some 8 kB
DUE = datetime(2021, 9, 6, 4, tzinfo=UTC)  # seven o'clock in all of the zones
SIGNED_UP = DUE - timedelta(hours=1)
AHEAD = timedelta(minutes=5)
POLICY = Policy(ahead=AHEAD)
ZONES = ("Europe/Moscow", "Europe/Minsk", "Africa/Nairobi", "Asia/Riyadh")
WISHES = tuple(Wish(zone=zone, language="en") for zone in ZONES)


def database_of(folder: Path, *, readers: int, events: int = EVENTS, wishes: Sequence[Wish] = WISHES) -> Path:
    """A new database in the folder, with that many readers who have these wishes in turn; nothing is planned yet."""
    path = folder / f"{readers}-{events}.sqlite3"
    migrate(path)
    with closing(open_database(path)) as db:
        load(db, [read(calendars.write(folder, slug=SLUG, events=events))], SITE, SIGNED_UP)
        with transaction(db):
            for number in range(readers):
                wish = wishes[number % len(wishes)]
                secret = number.to_bytes(16, "big")
                add_subscriber(db, f"reader{number}@example.org", wish, secret=secret, now=SIGNED_UP)
    return path


def send_all(database: Path, relay: Relay, *, connections: int) -> float:
    """Seconds from the instant at which the digests are due until all are sent, in a copy of the database.

    A look shortly before plans and words them, as it does wherever the scheduler runs.
    """
    with _copied(database) as db:
        sender = Sender(SmtpRelay(HOST, relay.port, tls="none", connections=connections), SITE)
        tick(db, sender, lambda: DUE - AHEAD, POLICY)
        readers = db["subscribers"].count
        assert count_by_state(db) == {"planned": readers}, f"nothing is sent before it is due: {count_by_state(db)}"
        start = time.perf_counter()

        def now() -> datetime:
            return DUE + timedelta(seconds=time.perf_counter() - start)

        while tick(db, sender, now, POLICY).more:
            pass
        seconds = time.perf_counter() - start
        sender.close(db, now)
        assert count_by_state(db) == {"sent": readers}, f"all are sent: {count_by_state(db)}"
    return seconds


def a_mail_from(database: Path) -> bytes:
    """What one of the readers gets."""
    with _copied(database) as db:
        plan_due_digests(db, SITE, DUE)
        with transaction(db):
            messages = waiting(db, DUE, most=1)
            written = Writer(SITE).write(db, messages, DUE)[messages[0].id]
    assert written, "there is something to tell"
    return written.letter.filled(written.own)


@contextmanager
def _copied(database: Path) -> Iterator[Database]:
    with TemporaryDirectory(dir=database.parent) as folder:
        copy = Path(folder) / database.name
        shutil.copy(database, copy)
        with closing(open_database(copy)) as db:
            yield db
