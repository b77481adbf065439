"""Dateline with a made-up calendar, under Granian as it is meant to run, and as plain Flask under gunicorn."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from benchmarks import calendars
from benchmarks.servers import HOST, Server, free_port, running
from service.catalogue.calendar_file import read
from service.domain.site import Site
from service.operations.importing import load
from service.serving import BLOCKING_THREADS
from service.storage.database import migrate, open_database

SLUG = "parliament"
SITE = Site("https://dates.example.org", "dates@example.org")
UNLIMITED = str(10**9)  # events, and octets: the whole calendar is to be in one feed


def now() -> datetime:
    return datetime.now(UTC)


def database_with(folder: Path, *, events: int, slugs: tuple[str, ...] = (SLUG,)) -> Path:
    """A new database in the folder, with calendars of that many events each."""
    path = folder / "dateline.sqlite3"
    migrate(path)
    with closing(open_database(path)) as db:
        for slug in slugs:
            load_calendar(db, calendars.write(folder, slug=slug, events=events))
    return path


def load_calendar(db: Database, path: Path) -> None:
    load(db, [read(path)], SITE, now())


@contextmanager
def dateline(database: Path) -> Iterator[Server]:
    """One worker of Granian, with the threads of the Procfile."""
    port = free_port()
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", str(BLOCKING_THREADS), "--no-ws"]
    command = [sys.executable, "-m", "granian", *options, "--host", HOST, "--port", str(port)]
    with running(
        [*command, "--factory", "service.web:create_app"],
        port=port,
        log=database.with_name("granian.log"),
        environment=_environment(database),
    ) as pid:
        yield Server("Dateline", _feed(port), pid)


@contextmanager
def plain_flask(database: Path) -> Iterator[Server]:
    """The same application without its layer for feeds, in one synchronous worker."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"{HOST}:{port}"]
    with running(
        [*command, "service.web:create_plain_app()"],
        port=port,
        log=database.with_name("gunicorn.log"),
        environment=_environment(database),
    ) as pid:
        yield Server("Flask, gunicorn", _feed(port), pid)


def feed_path(slug: str) -> str:
    return f"/feeds/{slug}.ics"


def _feed(port: int) -> str:
    return f"http://{HOST}:{port}{feed_path(SLUG)}"


def _environment(database: Path) -> dict[str, str]:
    return {
        "DATELINE_DATABASE": str(database),
        "DATELINE_BASE_URL": SITE.base_url,
        "DATELINE_SECRET_KEY": "only for the loopback, only for a benchmark",
        "DATELINE_FEED_EVENTS": UNLIMITED,
        "DATELINE_FEED_OCTETS": UNLIMITED,
    }
