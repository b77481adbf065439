"""A database in the place of which another file is put, such as a backup, is noticed by the next request."""

import os
from pathlib import Path

from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.text import Text
from service.operations.importing import load
from service.storage.database import copy_to
from service.web import create_app
from tests.conftest import NOW
from tests.examples import a_file, a_meeting
from tests.web.conftest import stop_the_clock
from tests.web.pages import get, texts


def shown(client: FlaskClient) -> list[str]:
    return texts(get(client, "/"), ".//p[@class='line-title']")


def put_in_its_place(backup: Path, database: Path) -> None:
    """With what belongs to the old file taken away (sqlite.org/howtocorrupt.html, 1.4)."""
    os.replace(backup, database)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def test_another_file_is_read(db: Database, settings: Settings, database: Path, tmp_path: Path) -> None:
    stop_the_clock(db, NOW)
    load(db, [a_file(a_meeting())], settings.site, NOW)
    backup = tmp_path / "backup.sqlite3"
    copy_to(db, backup).close()
    client = create_app(settings).test_client()
    load(db, [a_file(a_meeting(summary=Text("Changed")))], settings.site, NOW)
    before = shown(client)
    put_in_its_place(backup, database)
    assert (before, shown(client)) == (["Changed"], ["About meeting@club"])


def test_a_file_that_is_gone_asks_to_come_again(db: Database, settings: Settings, database: Path) -> None:
    stop_the_clock(db, NOW)
    load(db, [a_file(a_meeting())], settings.site, NOW)
    client = create_app(settings).test_client()
    shown(client)
    database.unlink()
    assert client.get("/").status_code == 503
