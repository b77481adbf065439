"""The real application on the shipped calendars, asked by Flask's client, at a day that stands still."""

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile
from service.clock import SimulatedClock
from service.config import Settings, settings_from
from service.domain.event import AnyEvent
from service.domain.site import Site
from service.operations.importing import calendar_files, load
from service.resources import folder
from service.storage.database import migrate, open_database
from service.storage.simulated_clock import set_simulated_clock
from service.web import create_app
from tests.conftest import NOW
from tests.examples import a_calendar, a_file

ClientAt = Callable[[str], FlaskClient]
ClientOf = Callable[..., FlaskClient]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that is copied for each test: there are hundreds of them."""
    path = tmp_path_factory.mktemp("empty") / "dateline.sqlite3"
    migrate(path)
    return path


@pytest.fixture(scope="session")
def shipped_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the shipped calendars, loaded at `NOW`."""
    path = Path(shutil.copy(empty_file, tmp_path_factory.mktemp("shipped")))
    db = open_database(path)
    load(db, calendar_files([folder("calendars")]), Site("https://dates.example.org", "dateline@example.org"), NOW)
    db.close()
    return path


@pytest.fixture
def database(tmp_path: Path, empty_file: Path) -> Path:
    return Path(shutil.copy(empty_file, tmp_path))


@pytest.fixture
def shipped(db: Database, shipped_file: Path) -> Database:
    source = open_database(shipped_file)
    source.conn.backup(db.conn)
    source.close()
    return db


@pytest.fixture
def settings(database: Path, mailbox: Path) -> Settings:
    environment = {
        "DATELINE_DATABASE": str(database),
        "DATELINE_BASE_URL": "https://dates.example.org",
        "DATELINE_SECRET_KEY": "a secret of sixteen letters and more",
        "DATELINE_MAILBOX": str(mailbox),
    }
    return settings_from(environment, web=True)


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    folder = tmp_path / "mailbox"
    folder.mkdir()
    return folder


@pytest.fixture
def client_at(shipped: Database, settings: Settings) -> ClientAt:
    """A client of the shipped calendars on a day, at 04:00 UTC."""

    def client_at(day: str) -> FlaskClient:
        stop_the_clock(shipped, datetime.fromisoformat(f"{day}T04:00:00+00:00"))
        return create_app(settings).test_client()

    return client_at


@pytest.fixture
def client(client_at: ClientAt) -> FlaskClient:
    """A client of the shipped calendars on 2 September 2021."""
    return client_at("2021-09-02")


@pytest.fixture
def empty_client(db: Database, settings: Settings) -> FlaskClient:
    """A client of a database with no calendar yet."""
    stop_the_clock(db, NOW)
    return create_app(settings).test_client()


@pytest.fixture
def client_of(db: Database, settings: Settings) -> ClientOf:
    """A client of one small calendar in Vienna with these events, on 2 September 2021."""

    def client_of(*events: AnyEvent, **calendar: Any) -> FlaskClient:
        return client_of_files(db, settings, a_file(*events, calendar=a_calendar(**calendar)))

    return client_of


def client_of_files(db: Database, settings: Settings, *files: CalendarFile, at: datetime = NOW) -> FlaskClient:
    """A client of the calendars in these files, loaded at that instant, at which the clock then stands."""
    stop_the_clock(db, at)
    load(db, [*files], settings.site, at)
    return create_app(settings).test_client()


def stop_the_clock(db: Database, at: datetime) -> None:
    set_simulated_clock(db, SimulatedClock(at, time.time(), speed=1e-9))
