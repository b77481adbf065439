"""What most tests need: a database, a site, and an instant to look at it from."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlite_utils import Database

from service.domain.site import Site
from service.operations.importing import calendar_files, load
from service.resources import folder
from service.storage.database import migrate, open_database

# No test says how long anything may take, not even the making of its examples.
settings.register_profile("dateline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dateline")

NOW = datetime(2021, 9, 2, tzinfo=UTC)  # two weeks before the Dushanbe session


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def site() -> Site:
    return Site("https://dates.example.org", "dateline@example.org")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The path of a new, empty, migrated database."""
    path = tmp_path / "dateline.sqlite3"
    migrate(path)
    return path


@pytest.fixture
def db(database: Path) -> Iterator[Database]:
    """A new, empty, migrated database, open."""
    db = open_database(database)
    yield db
    db.close()


@pytest.fixture
def shipped(db: Database, site: Site) -> Database:
    """A database with the calendars that Dateline ships, loaded at `NOW`."""
    load(db, calendar_files([folder("calendars")]), site, NOW)
    return db
