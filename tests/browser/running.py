"""A running service: the real application on a real server, with the shipped calendars on a day that stands still."""

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

from sqlite_utils import Database
from werkzeug.serving import make_server

from service.clock import SimulatedClock
from service.config import Settings, settings_from
from service.delivery.mailbox import Mailbox
from service.demo import READERS
from service.operations.importing import calendar_files, load
from service.operations.sending import Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import advance
from service.resources import folder
from service.storage.database import migrate, open_database
from service.storage.simulated_clock import set_simulated_clock
from service.web import create_app

DAY = "2021-09-02"  # two weeks before the Dushanbe session
PARTNER = "https://partner.example"
_HOST = "127.0.0.1"


@contextmanager
def running(where: Path, *, day: str = DAY, embed_origin: str = PARTNER) -> Iterator[str]:
    """The address of a service on a day at 09:00 UTC, which serves until the block ends; its files are in `where`.

    Pages of `embed_origin` may show its views inside.
    """
    with socket.create_server((_HOST, 0)) as listening:
        port = listening.getsockname()[1]
        settings = _settings(where, f"http://{_HOST}:{port}", embed_origin)
        _fill(settings, datetime.fromisoformat(f"{day}T09:00:00+00:00"))
        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # not a line for each request
        server = make_server(_HOST, port, create_app(settings), threaded=True, fd=listening.fileno())
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield settings.base_url
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _settings(where: Path, base_url: str, embed_origin: str) -> Settings:
    environment = {
        "DATELINE_DATABASE": str(where / "dateline.sqlite3"),
        "DATELINE_BASE_URL": base_url,
        "DATELINE_SECRET_KEY": "a secret of sixteen letters and more",
        "DATELINE_MAILBOX": str(where / "mailbox"),
        "DATELINE_EMBED_ORIGINS": embed_origin,
    }
    return settings_from(environment, web=True)


def _fill(settings: Settings, now: datetime) -> None:
    """As the demo does: the shipped calendars, and two readers who got their mails of the last week."""
    migrate(settings.database)
    db = open_database(settings.database)
    week_ago = now - timedelta(days=7)
    load(db, calendar_files([folder("calendars")]), settings.site, week_ago)
    set_simulated_clock(db, SimulatedClock(now, time.time(), speed=1e-9))
    _send_mails(db, settings, after=week_ago, until=now)
    db.close()


def _send_mails(db: Database, settings: Settings, *, after: datetime, until: datetime) -> None:
    assert settings.mailbox
    for email, wish in READERS.items():
        subscribe(db, email, wish, after)
    for _ in advance(db, Sender(Mailbox(settings.mailbox), settings.site), after=after, until=until):
        pass
