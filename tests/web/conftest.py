"""The real application on the shipped calendars, asked by Flask's client, at a day that stands still."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.clock import SimulatedClock
from service.config import Settings, settings_from
from service.domain.event import AnyEvent
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.events import add_revision
from service.storage.simulated_clock import set_simulated_clock
from service.web import create_app
from tests.conftest import NOW
from tests.examples import a_calendar, a_revision

ClientAt = Callable[[str], FlaskClient]
ClientOf = Callable[..., FlaskClient]


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
        stop_the_clock(db, NOW)
        with transaction(db):
            add_calendar_revision(db, a_calendar(**calendar), at=NOW, author="club.toml")
            for event in events:
                add_revision(db, a_revision(event))
        return create_app(settings).test_client()

    return client_of


def stop_the_clock(db: Database, at: datetime) -> None:
    set_simulated_clock(db, SimulatedClock(at, time.time(), speed=1e-9))
