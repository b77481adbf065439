"""What holds for every page holds for those of a reader, too, and no log ever holds his tokens."""

import logging
from datetime import date
from io import StringIO

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.domain.subscriber import Subscriber
from service.domain.token import Purpose
from service.operations.managing import pause
from service.web import create_app
from service.web.masking import masked
from tests.conftest import NOW
from tests.web import test_every_page as every_page
from tests.web.pages import get, links, parsed, texts
from tests.web.readers import a_form, a_reader, path, the_reader

SECRET = (Purpose.CONFIRM, Purpose.MANAGE, Purpose.UNSUBSCRIBE)


@pytest.fixture
def reader(client: FlaskClient, db: Database) -> Subscriber:
    return a_reader(db)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_is_as_a_page_must_be(client: FlaskClient, db: Database, language: str) -> None:
    client.post("/subscribe", data=a_form(kind="meeting"))
    reader, pages = the_reader(db), []
    pages.append(client.get(f"{path(reader, Purpose.CONFIRM)}?lang={language}"))
    pages.append(client.post(path(reader, Purpose.CONFIRM)))
    pages.append(client.get(path(reader, Purpose.CONFIRM)))
    pages.append(client.get(path(reader, Purpose.MANAGE)))
    pages.append(client.get(f"{path(reader, Purpose.MANAGE)}?event=regular-session-2021"))
    pages.append(client.post(path(reader, Purpose.MANAGE), data=a_form(do="change", lead=None, hour="x", since="x")))
    pages.append(client.post(path(reader, Purpose.MANAGE), data={"do": "pause", "pause": ""}))
    pages.append(client.post(path(reader, Purpose.MANAGE), data={"do": "pause", "pause": "2021-10-05"}))
    pages.append(client.get(path(reader, Purpose.UNSUBSCRIBE)))
    pages.append(client.post(path(reader, Purpose.UNSUBSCRIBE), data={"List-Unsubscribe": "One-Click"}))
    pages.append(client.get(path(reader, Purpose.MANAGE)))
    pages.append(client.get("/subscribe/confirm/x"))
    pages.append(client.get("/subscribe/manage/x"))
    pages.append(client.post("/subscribe", data={}))
    pages.append(client.post("/subscribe", data=a_form()))
    pages.append(client.post("/subscribe", data=a_form(), headers={"Sec-Fetch-Site": "cross-site"}))
    for page in pages:
        assert page.headers["Content-Security-Policy"] == every_page.POLICY
        tree = parsed(page.text)
        assert tree.attrib["lang"] == language
        every_page.test_a_page_is_as_a_page_must_be(tree)


def test_every_link_of_his_page_leads_somewhere(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    pause(db, reader, date(2021, 10, 5), NOW)
    for purpose in SECRET:
        for link in links(get(client, path(reader, purpose)), ".//a"):
            if link.startswith("/"):
                assert (link, client.get(link.partition("#")[0]).status_code) == (link, 200)


def test_another_language_is_a_click_away(client: FlaskClient, reader: Subscriber) -> None:
    page = get(client, path(reader, Purpose.MANAGE))
    (russian,) = [link for link in links(page, ".//nav[@class='languages']//a") if link == "?lang=ru"]
    assert texts(get(client, path(reader, Purpose.MANAGE) + russian), ".//h1") == ["Ваши напоминания"]


def test_a_reader_is_found_by_a_database_that_was_read_before(client: FlaskClient, db: Database) -> None:
    """Two processes share it."""
    assert client.get("/subscribe").status_code == 200
    reader = a_reader(db)
    assert client.get(path(reader, Purpose.MANAGE)).status_code == 200


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/u/aB3x", "/u/***"),
        ("/u/aB3x?lang=ru", "/u/***?lang=ru"),
        ('"POST /u/aB3x HTTP/1.1" 200', '"POST /u/*** HTTP/1.1" 200'),
        ("/subscribe/manage/aB3x", "/subscribe/manage/***"),
        ("/subscribe/confirm/aB3x?lang=ru", "/subscribe/confirm/***?lang=ru"),
        ("/dates/subscribe//confirm/aB3x", "/dates/subscribe//confirm/***"),
        ("/feeds/personal/aB3x.ics", "/feeds/personal/***.ics"),
        ("/feeds/personal/aB3x/2021.ics?alarm=P1D", "/feeds/personal/***/2021.ics?alarm=P1D"),
        ("/%75/aB3x", "/%75/***"),
        ("/subscrib%65%2Fmanage/aB3x", "/subscrib%65%2Fmanage/***"),
        ("/display?back=%2Fu%2FaB3x%3Flang%3Dru", "/display?back=%2Fu%2F***%3Flang%3Dru"),
        ("/display?back=%2Fdisplay%3Fback%3D%252Fu%252FaB3x", "/display?back=%2Fdisplay%3Fback%3D%252Fu%252F***"),
        ("/display?back=/u/aB3x&lang=ru", "/display?back=/u/***&lang=ru"),
        ("/u/aB3x and /u/aB4x", "/u/*** and /u/***"),
        ("/subscribe?event=x", "/subscribe?event=x"),
        ("/subscribe/confirm/", "/subscribe/confirm/"),
        ("/url/x /menu/x", "/url/x /menu/x"),
    ],
)
def test_a_token_is_masked_and_nothing_else(said: str, shown: str) -> None:
    assert masked(said) == shown


def test_no_log_holds_a_token(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    heard = StringIO()
    handler = logging.StreamHandler(heard)
    loggers = [logging.getLogger(name) for name in ("werkzeug", "granian.access", client.application.name)]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        for purpose in Purpose:
            for logger in loggers:
                logger.error('127.0.0.1 "GET %s HTTP/1.1" %s', path(reader, purpose), 200)
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    tokens = [path(reader, purpose).rpartition("/")[2].removesuffix(".ics") for purpose in Purpose]
    assert [token for token in tokens if token in heard.getvalue()] == []
    assert heard.getvalue().count("***") == len(loggers) * len(Purpose)


def test_a_broken_request_leaves_no_token_in_the_log(
    client: FlaskClient, reader: Subscriber, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(client.application.extensions["dateline"])

    @app.before_request
    def break_it() -> None:
        raise RuntimeError("broken")

    answer = app.test_client().get(path(reader, Purpose.MANAGE))
    assert answer.status_code == 500
    said = "".join(record.getMessage() for record in caplog.records)
    assert ("/subscribe/manage/***" in said, path(reader, Purpose.MANAGE) in said) == (True, False)
