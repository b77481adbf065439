"""The demo: the shipped calendars on a simulated clock, with two readers whose mails one can watch."""

import os
import secrets
import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlite_utils import Database

from service.clock import starting_at
from service.config import settings_from
from service.domain.errors import DatelineError
from service.domain.site import Site
from service.domain.wish import Wish
from service.operations.importing import calendar_files, load
from service.operations.subscribing import subscribe
from service.operations.ticking import Tick
from service.resources import folder
from service.serving import check_port, serve
from service.storage.database import connect, migrate, open_database
from service.storage.simulated_clock import set_simulated_clock, simulated_clock
from service.timeline import lines

HOST = "127.0.0.1"
FIRST_DAY = date(2021, 9, 2)  # two weeks before the Dushanbe session: the first digest is due that morning
READERS = {
    "anna@example.org": Wish(zone="Europe/Vienna", language="en"),
    "boris@example.org": Wish(zone="Asia/Dushanbe", language="ru", running=True, overdue=True),
}


def run_demo(database: Path, *, first_day: date, speed: float, port: int) -> None:
    """Serves the demo until it is interrupted; `speed` is simulated seconds per second.

    Raises DatelineError where the port is taken or `database` is something other than a demo.
    """
    check_port(HOST, port)
    start = datetime.combine(first_day, time(), UTC)
    mailbox = database.with_name(database.name + ".mailbox")
    settings = settings_from(_enter_environment(database, mailbox, port), web=True, mail=True)
    db = _fresh_database(database, mailbox)
    _fill(db, settings.site, start)
    print(_welcome(settings.base_url, start, speed, database), flush=True)
    set_simulated_clock(db, starting_at(start, speed=speed))
    serve(db, settings, lambda instant, tick: _print(db, instant, tick), quiet=True)


def _enter_environment(database: Path, mailbox: Path, port: int) -> dict[str, str]:
    """The web processes of the demo find their settings there; those of the surroundings do not count."""
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        del os.environ[name]
    demo = {
        "DATELINE_DATABASE": str(database),
        "DATELINE_BASE_URL": f"http://{HOST}:{port}",
        "DATELINE_SECRET_KEY": secrets.token_urlsafe(32),
        "DATELINE_MAILBOX": str(mailbox),
        "DATELINE_HOST": HOST,
        "DATELINE_PORT": str(port),
    }
    os.environ.update(demo)
    return demo


def _fresh_database(database: Path, mailbox: Path) -> Database:
    """A new database; the one of an earlier demo is replaced, any other is left alone."""
    if database.exists():
        db = open_database(database)
        try:
            is_demo = simulated_clock(db) is not None
        finally:
            db.close()
        if not is_demo:
            raise DatelineError(f"{database} is not the database of a demo; choose another file with --database.")
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(mailbox, ignore_errors=True)
    migrate(database)
    return connect(database)


def _fill(db: Database, site: Site, start: datetime) -> None:
    # The clock comes first: it marks the file as a demo, even where the rest fails.
    set_simulated_clock(db, starting_at(start, speed=1))
    load(db, calendar_files([folder("calendars")]), site, start)
    for email, wish in READERS.items():
        subscribe(db, email, wish, start)


def _welcome(base_url: str, start: datetime, speed: float, database: Path) -> str:
    return f"""
Dateline demo. It is {start:%d %B %Y}, and {_speed_in_words(speed)} passes each second.

  The agenda   {base_url}/
  The mails    {base_url}/mailbox
  The feed     {base_url}/feeds/csto.ics
  The database {database}

Stop with Ctrl+C. What is sent:
"""


def _speed_in_words(speed: float) -> str:
    for name, seconds in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if speed >= seconds:
            number = speed / seconds
            return f"one {name}" if number == 1 else f"{number:g} {name}s"
    return f"{speed:g} seconds"


def _print(db: Database, instant: datetime, tick: Tick) -> None:
    for line in lines(db, instant, tick):
        print(line, flush=True)
