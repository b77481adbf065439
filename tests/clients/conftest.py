"""The real application on a real server, and every client that reads from it."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from service.clock import SimulatedClock
from service.config import settings_from
from service.domain.site import Site
from service.operations.importing import load
from service.storage.database import migrate, open_database
from service.storage.simulated_clock import set_simulated_clock
from service.web import create_app
from tests.clients.feeds import Feed, files
from tests.clients.roster import INSTALLED, ROOT, Client
from tests.clients.shown import Shown
from tests.conftest import NOW

Show = Callable[[Client, Feed, str], list[Shown]]

_PATIENCE = 120  # seconds for one client to read one feed; the slowest takes four


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with the shipped calendars and the club's, on 2 September 2021."""
    database = tmp_path_factory.mktemp("served") / "dateline.sqlite3"
    _fill(database)
    environment = {"DATELINE_DATABASE": str(database), "DATELINE_SECRET_KEY": "a secret of sixteen letters and more"}
    server = make_server("127.0.0.1", 0, create_app(settings_from(environment, web=True)), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def show(served: str, tmp_path_factory: pytest.TempPathFactory) -> Show:
    """What a client shows of a feed to a reader in a zone, in order; each is asked once."""
    if not (INSTALLED / "installed").exists():
        pytest.fail(f"tests/clients/install.sh has not installed the clients into {INSTALLED}")
    home = tmp_path_factory.mktemp("home")

    @cache
    def show(client: Client, feed: Feed, zone: str) -> list[Shown]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TZ": zone,
            "DATELINE_CLIENTS": str(INSTALLED),
        }
        command = [*client.command, served + feed]
        printed = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, timeout=_PATIENCE
        ).stdout
        return sorted(Shown(**each) for each in json.loads(printed))

    return show


def _fill(database: Path) -> None:
    migrate(database)
    db = open_database(database)
    load(db, files(), Site("https://dates.example.org", "dateline@example.org"), NOW)
    set_simulated_clock(db, SimulatedClock(NOW, time.time(), speed=1e-9))
    db.close()
