"""The same from 100 to 100,000 events: what grows with a calendar, and how."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import calendars
from benchmarks.asking import Client
from benchmarks.building import first_request, seconds
from benchmarks.edits import look_at_ours
from benchmarks.memory import resident_octets
from benchmarks.ours import SLUG, database_with, dateline, feed_path, load_calendar
from benchmarks.rates import PLAIN, rate
from service.storage.database import migrate, open_database

FEEDS = 10  # that a web process is asked for before it is weighed


@dataclass(frozen=True)
class Grown:
    """Times in seconds; `after_edit` is from the commit until the changed feed was received."""

    events: int
    octets: int
    loading: float
    first_build: float
    after_edit: float
    rate: float
    resident_octets: int


def grow(folder: Path, *, events: int) -> Grown:
    """One calendar, one feed, one web process."""
    path = calendars.write(folder, slug=SLUG, events=events)
    database = folder / "dateline.sqlite3"
    migrate(database)
    with closing(open_database(database)) as db:
        loading = seconds(lambda: load_calendar(db, path))
    with dateline(database) as server:
        first = first_request(server)
        (reached,) = rate(server, PLAIN, slices=1)
        edited = look_at_ours(server, database, PLAIN)
        with Client(server.url) as client:
            size = len(client.get(server.url, {}).body)
        return Grown(events, size, loading, first, edited.feed, reached, resident_octets(server.pid))


def weigh(folder: Path, *, events: int) -> int:
    """Octets that a web process holds after it has served ten feeds of that many events, plain and compressed."""
    slugs = tuple(f"{SLUG}-{number}" for number in range(FEEDS))
    database = database_with(folder, events=events, slugs=slugs)
    with dateline(database) as server, Client(server.url) as client:
        for slug in slugs:
            client.get(feed_path(slug), {})
            client.get(feed_path(slug), {"Accept-Encoding": "gzip"})
        return resident_octets(server.pid)
