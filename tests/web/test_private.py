"""A private calendar is nowhere on the pages, what was renamed is found at its new address, and no token is logged."""

import logging
from datetime import UTC, datetime
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.event import AnyEvent
from service.domain.organisation import Organisation
from service.domain.text import Text
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.events import add_revision
from service.storage.renames import remember_former_slug, rename_calendar
from service.web import create_app
from service.web.masking import install, masked
from tests.conftest import NOW
from tests.examples import a_calendar, a_meeting, a_revision
from tests.web.conftest import ClientOf, stop_the_clock
from tests.web.pages import get, links, parsed, text, texts

ORGANISATION = Organisation(name=Text("The Secret Society"))
SECRET = a_meeting("secret@board", summary=Text("The secret meeting"))


@pytest.fixture
def board(db: Database, settings: Settings) -> FlaskClient:
    """A public calendar beside a private one that was called "lodge" before, as was its event."""
    keep(db, "club", a_meeting())
    board = a_calendar("board", name=Text("The Board"), private=True, organisation=ORGANISATION)
    with transaction(db):
        add_calendar_revision(db, board, at=NOW, author="board.toml")
        add_revision(db, a_revision(a_meeting("secret@board", slug="lodge"), calendar="board"))
        add_revision(db, a_revision(SECRET, calendar="board", number=2))
        remember_former_slug(db, "lodge", "board")
    stop_the_clock(db, NOW)
    return create_app(settings).test_client()


def keep(db: Database, slug: str, *events: AnyEvent) -> None:
    with transaction(db):
        add_calendar_revision(db, a_calendar(slug, organisation=ORGANISATION), at=NOW, author=f"{slug}.toml")
        for event in events:
            add_revision(db, a_revision(event, calendar=slug))


def test_the_agenda_shows_nothing_of_a_private_calendar(board: FlaskClient) -> None:
    page = get(board, "/")
    shown = text(page)
    assert [words in shown for words in ("About meeting@club", "The secret meeting", "The Board")] == [
        True,
        False,
        False,
    ]
    assert [address for address in links(page, ".//a") if "board" in address or "secret" in address] == []


@pytest.mark.parametrize(
    ("private", "unknown"),
    [
        ("/events/secret", "/events/nothing"),
        ("/events/lodge", "/events/nothing"),
        ("/organisation/board", "/organisation/nothing"),
        ("/organisation/lodge", "/organisation/nothing"),
        ("/?calendar=board", "/?calendar=nothing"),
        ("/?calendar=lodge", "/?calendar=nothing"),
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
    ],
)
def test_an_old_address_leads_to_the_new_one_with_its_query(
    db: Database, client_of: ClientOf, asked: str, location: str
) -> None:
    client = client_of(a_meeting(slug="tea"), organisation=ORGANISATION)
    with transaction(db):
        rename_calendar(db, "club", "society")
        add_calendar_revision(db, a_calendar("society", organisation=ORGANISATION), at=NOW, author="society.toml")
        add_revision(db, a_revision(a_meeting(slug="coffee"), calendar="society", number=2))
    answer = client.get(asked)
    assert (answer.status_code, answer.location) == (308, location)
    assert answer.cache_control.max_age == 300
    assert client.get(location).status_code == 200


def test_a_slug_that_something_bears_is_shown_and_leads_nowhere_else(db: Database, client_of: ClientOf) -> None:
    client = client_of(a_meeting(slug="tea"), organisation=ORGANISATION)
    with transaction(db):
        rename_calendar(db, "club", "society")
        add_calendar_revision(db, a_calendar("society"), at=NOW, author="society.toml")
        add_revision(db, a_revision(a_meeting(slug="coffee"), calendar="society", number=2))
    keep(db, "club", a_meeting("tea@club", slug="tea"))
    assert [
        client.get(address).status_code for address in ("/events/tea", "/organisation/club", "/?calendar=club")
    ] == [
        200,
        200,
        200,
    ]


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
