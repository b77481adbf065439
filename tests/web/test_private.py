"""A private calendar is nowhere on the pages, what was renamed is found at its new address, and no token is logged."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.organisation import Organisation
from service.domain.text import Text
from service.storage.calendars import add_calendar_revision
from service.web import create_app
from service.web.masking import install, masked
from tests.examples import a_calendar, a_file, a_meeting
from tests.web.conftest import ClientOf, client_of_files
from tests.web.pages import get, parsed, texts

ORGANISATION = Organisation(name=Text("The Secret Society"))
SECRET = a_meeting("secret@board", summary=Text("The secret meeting"))


@pytest.fixture
def board(db: Database, settings: Settings) -> FlaskClient:
    """A public calendar beside a private one that was called "lodge" before, as was its event."""
    lodge = a_calendar("lodge", name=Text("The Board"), private=True, organisation=ORGANISATION)
    before = a_meeting("secret@board", slug="lodge")
    client_of_files(db, settings, a_file(a_meeting()), a_file(before, calendar=lodge, name="board.toml"))
    board = replace(lodge, slug="board", formerly=("lodge",))
    return client_of_files(db, settings, a_file(SECRET, calendar=board, name="board.toml"))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?since=2021-01-01",
        "/?until=2021-12-31",
        "/month/2021-09",
        "/week/2021-W37",
        "/year/2021",
        "/timeline/2021/2021",
        "/deadlines",
        "/changes",
        "/subscribe",
        "/organisations",
        "/display",
        "/events/meeting",
        "/embed/",
        "/agenda.json",
        "/month/2021-09.json",
        "/changes.json",
    ],
)
def test_no_page_shows_anything_of_a_private_calendar(board: FlaskClient, address: str) -> None:
    answer = board.get(address)
    assert answer.status_code == 200
    assert [word for word in ("ecret", "The Board", "lodge", "@board", "/board") if word in answer.text] == []


def test_who_searches_for_a_secret_finds_nothing(board: FlaskClient) -> None:
    assert texts(get(board, "/?q=secret"), ".//p[@class='line-title']") == []
    assert texts(get(board, "/?q=meeting"), ".//p[@class='line-title']") == ["About meeting@club"]


def test_a_private_calendar_does_not_count(board: FlaskClient) -> None:
    assert [cell.attrib["class"] for cell in get(board, "/year/2021").findall(".//table[@class='small']//td[a]")] == [
        "s1"
    ]
    assert board.get("/next").location == "/events/meeting"


@pytest.mark.parametrize(
    ("private", "unknown"),
    [
        ("/events/secret", "/events/nothing"),
        ("/events/lodge", "/events/nothing"),
        ("/organisation/board", "/organisation/nothing"),
        ("/organisation/lodge", "/organisation/nothing"),
        ("/?calendar=board", "/?calendar=nothing"),
        ("/?calendar=lodge", "/?calendar=nothing"),
        ("/month/2021-09?calendar=board", "/month/2021-09?calendar=nothing"),
        ("/changes?calendar=lodge", "/changes?calendar=nothing"),
    ],
)
def test_what_is_private_is_as_unknown_as_what_does_not_exist(board: FlaskClient, private: str, unknown: str) -> None:
    name = private.replace("=", "/").rpartition("/")[2]
    answers = [board.get(address) for address in (private, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    sentences = [texts(parsed(answer.text), ".//p[@class='lead']") for answer in answers]
    assert [said.replace(name, "nothing") for said in sentences[0]] == sentences[1]


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/events/tea", "/events/coffee"),
        ("/events/tea?lang=ru", "/events/coffee?lang=ru"),
        ("/events/tea?a=1&a=%C3%A4&_external=1&_scheme=x", "/events/coffee?a=1&a=%C3%A4&_external=1&_scheme=x"),
        ("/organisation/club", "/organisation/society"),
        ("/organisation/club?on=2021-09-02", "/organisation/society?on=2021-09-02"),
        ("/?calendar=club", "/?calendar=society"),
        ("/?kind=meeting&calendar=club&lang=ru", "/?kind=meeting&calendar=society&lang=ru"),
        ("/?calendar=society&calendar=club", "/?calendar=society&calendar=society"),
        ("/month/2021-09?calendar=club", "/month/2021-09?calendar=society"),
        ("/deadlines?calendar=club&body=&q=tea", "/deadlines?calendar=society&body=&q=tea"),
        ("/subscribe?calendar=club", "/subscribe?calendar=society"),
        ("/next?calendar=club", "/next?calendar=society"),
        ("/embed/year?calendar=club", "/embed/year?calendar=society"),
    ],
)
def test_an_old_address_leads_to_the_new_one_with_its_query(
    db: Database, client_of: ClientOf, settings: Settings, asked: str, location: str
) -> None:
    client = client_of(a_meeting(slug="tea"), organisation=ORGANISATION)
    society = a_calendar("society", formerly=("club",), organisation=ORGANISATION)
    client_of_files(db, settings, a_file(a_meeting(slug="coffee"), calendar=society))
    answer = client.get(asked)
    assert (answer.status_code, answer.location) == (308, location)
    assert answer.cache_control.max_age == 300
    assert client.get(location).status_code in (200, 302)


def test_of_several_calendars_only_the_renamed_one_is_called_otherwise(
    db: Database, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(a_meeting())
    files = a_file(calendar=a_calendar("society", formerly=("club",))), a_file(calendar=a_calendar("a"), name="a.toml")
    client_of_files(db, settings, *files)
    assert client.get("/?calendar=a&calendar=club").location == "/?calendar=a&calendar=society"


def test_a_slug_that_something_bears_is_shown_and_leads_nowhere_else(
    db: Database, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(a_meeting(slug="tea"), organisation=ORGANISATION)
    society = a_calendar("society", formerly=("club",), organisation=ORGANISATION)
    client_of_files(db, settings, a_file(a_meeting(slug="coffee"), calendar=society))
    again = a_calendar(organisation=ORGANISATION)
    client_of_files(
        db,
        settings,
        a_file(a_meeting(slug="coffee"), calendar=a_calendar("society", organisation=ORGANISATION)),
        a_file(a_meeting("tea@club", slug="tea"), calendar=again, name="again.toml"),
    )
    found = [client.get(address).status_code for address in ("/events/tea", "/organisation/club", "/?calendar=club")]
    assert found == [200, 200, 200]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/feeds/private/aB-3_x.ics", "/feeds/private/***.ics"),
        ("/feeds/private/aB-3_x/2021.ics?lang=ru", "/feeds/private/***/2021.ics?lang=ru"),
        ("/feeds/private/aB-3_x", "/feeds/private/***"),
        ("/feeds/private/aB.3.x", "/feeds/private/***"),
        ('"GET /feeds/private/aB-3_x.ics HTTP/1.1" 200', '"GET /feeds/private/***.ics HTTP/1.1" 200'),
        ("https://a.org/feeds/private/one.ics and /feeds/private/two.ics", None),
        ("/feeds//private/aB-3_x.ics", "/feeds//private/***.ics"),
        ("/feeds%2fprivate%2FaB-3_x.ics", "/feeds%2fprivate%2F***.ics"),
        ("/feeds/private/", "/feeds/private/"),
        ("/feeds/club.ics", "/feeds/club.ics"),
    ],
)
def test_a_token_is_masked_and_nothing_else(said: str, shown: str | None) -> None:
    assert masked(said) == (shown or "https://a.org/feeds/private/***.ics and /feeds/private/***.ics")


@pytest.mark.parametrize("name", ["werkzeug", "gunicorn.access", "granian.access", "_granian", "service.web"])
def test_no_token_is_logged(settings: Settings, name: str, caplog: pytest.LogCaptureFixture) -> None:
    create_app(settings)
    logger, written = logging.getLogger(name), StringIO()
    handler = logging.StreamHandler(written)
    logger.addHandler(handler)
    with caplog.at_level(logging.INFO, logger=name):
        logger.info('%s - "%s %s" %d', "127.0.0.1", "GET", "/feeds/private/aB-3_x.ics", 200)
        logger.info("%(path)s %(status)d", {"path": "/feeds/private/aB-3_x", "status": 404})
        logger.info("100 % of /feeds/club.ics")
    logger.removeHandler(handler)
    assert written.getvalue().splitlines() == [
        '127.0.0.1 - "GET /feeds/private/***.ics" 200',
        "/feeds/private/*** 404",
        "100 % of /feeds/club.ics",
    ]


def test_the_masks_of_several_applications_are_one() -> None:
    for _ in range(2):
        install(Flask("service.web"))
    assert len(logging.getLogger("service.web").filters) == 1


def test_a_private_calendar_that_is_opened_is_shown(db: Database, board: FlaskClient) -> None:
    add_calendar_revision(db, a_calendar("board"), at=datetime(2021, 9, 3, tzinfo=UTC), author="board.toml")
    assert texts(get(board, "/events/secret"), ".//h1") == ["The secret meeting"]
