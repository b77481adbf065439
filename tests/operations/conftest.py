"""The club: a calendar with one meeting on 16 September, and Anna, who is told of it two weeks before."""

from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from service.domain.site import Site
from service.operations.importing import load
from service.operations.subscribing import subscribe
from tests.conftest import NOW
from tests.examples import a_file, a_meeting, a_wish

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)  # seven o'clock in Vienna


@pytest.fixture
def club(db: Database, site: Site) -> Database:
    load(db, [a_file(a_meeting())], site, NOW)
    return db


@pytest.fixture
def with_anna(club: Database) -> Database:
    subscribe(club, "anna@example.org", a_wish(), NOW)
    return club
