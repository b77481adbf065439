"""Errors as pages."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.errors import Mistakes
from service.storage.database import Unusable
from service.web import create_app
from tests.web.pages import get, parsed, texts


def test_an_unknown_page_is_called_by_its_address(client: FlaskClient) -> None:
    page = get(client, "/party", status=404)
    assert texts(page, ".//h1") == ["Not found"]
    assert texts(page, ".//p[@class='lead']") == ["There is no page at /party."]


def test_what_is_only_read_cannot_be_written(client: FlaskClient) -> None:
    answer = client.post("/")
    assert (answer.status_code, set(answer.allow)) == (405, {"GET", "HEAD", "OPTIONS"})
    assert texts(parsed(answer.text), ".//p[@class='lead']") == ["This page can only be read."]


def test_what_cannot_be_handed_out_is_told(client: FlaskClient) -> None:
    answer = client.get("/static/dateline.css", headers={"Range": "bytes=9999999-"})
    assert answer.status_code == 416
    assert texts(parsed(answer.text), ".//p[@class='lead']") == ["This request cannot be answered."]


def test_an_address_with_a_slash_too_many_leads_to_the_right_one(client: FlaskClient) -> None:
    answer = client.get("/organisation//csto")
    assert (answer.status_code, answer.location) == (308, "http://localhost/organisation/csto")


def test_a_mistake_of_ours_is_admitted_without_details(client: FlaskClient, db: Database) -> None:
    db.execute("UPDATE calendar_revisions SET document = '{}'")
    page = get(client, "/", status=500)
    assert texts(page, ".//p[@class='lead']") == ["Something went wrong here, and it has been recorded."]


def test_a_broken_database_asks_to_come_again(client: FlaskClient, database: Path) -> None:
    database.with_name(f"{database.name}-wal").write_bytes(b"")
    database.write_bytes(b"This is no database. " * 500)
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert texts(parsed(answer.text), ".//p[@class='lead']") == [
        "The dates cannot be read at the moment. Please try again in a minute."
    ]


def test_hostile_addresses_are_shown_and_not_obeyed(client: FlaskClient) -> None:
    page = get(client, "/<script>alert(1)</script>", status=404)
    assert texts(page, ".//p[@class='lead']") == ["There is no page at /<script>alert(1)</script>."]


def test_without_a_database_the_application_does_not_start(settings: Settings, database: Path) -> None:
    database.unlink()
    with pytest.raises(Unusable, match='"dateline migrate" creates it'):
        create_app(settings)


def test_without_settings_the_application_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATELINE_SECRET_KEY", raising=False)
    with pytest.raises(Mistakes, match="DATELINE_SECRET_KEY is missing"):
        create_app()
