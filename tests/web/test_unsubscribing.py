"""Unsubscribing in one click: as RFC 8058 says, twice if need be, and nothing of the reader stays."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.domain.token import Purpose
from service.storage.subscribers import all_subscribers
from tests.web.pages import fields, get, links, parsed, texts
from tests.web.readers import a_reader, path

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
HEADING = ".//h1"


def heading(html: str) -> list[str]:
    return texts(parsed(html), HEADING)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_post_unsubscribes_at_once(client: FlaskClient, db: Database, kind: str) -> None:
    reader = a_reader(db)
    headers = {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(path(reader, Purpose.UNSUBSCRIBE), data=ONE_CLICK, content_type=kind, headers=headers)
    assert (answer.status_code, heading(answer.text)) == (200, ["You are unsubscribed"])
    assert [name for name in ("Location", "Set-Cookie") if name in answer.headers] == []
    assert all_subscribers(db) == []


def test_the_very_bytes_of_a_mail_program_are_understood(client: FlaskClient, db: Database) -> None:
    """RFC 8058 8.1 and 8.2."""
    reader = a_reader(db)
    body = (
        b"---FormBoundaryjWmhtjORrn\r\n"
        b'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        b"One-Click\r\n"
        b"---FormBoundaryjWmhtjORrn--\r\n"
    )
    kind = "multipart/form-data; boundary=-FormBoundaryjWmhtjORrn"
    assert client.post(path(reader, Purpose.UNSUBSCRIBE), data=body, content_type=kind).status_code == 200
    assert all_subscribers(db) == []


def test_opening_the_address_only_asks(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db)
    page = get(client, path(reader, Purpose.UNSUBSCRIBE))
    (form,) = page.findall(".//main//form")
    assert (texts(page, HEADING), form.attrib["method"], form.attrib["action"], fields(form)) == (
        ["Unsubscribe?"],
        "post",
        path(reader, Purpose.UNSUBSCRIBE),
        [*ONE_CLICK.items()],
    )
    assert links(form, "a") == [path(reader, Purpose.MANAGE)]
    assert all_subscribers(db) == [reader]


@pytest.mark.parametrize(
    "data",
    [{}, {"List-Unsubscribe": "Two-Clicks"}, {"list-unsubscribe": "One-Click"}, b"List-Unsubscribe", b"\xff\x00"],
)
def test_a_post_that_says_something_else_asks_as_well(client: FlaskClient, db: Database, data: bytes) -> None:
    reader = a_reader(db)
    answer = client.post(path(reader, Purpose.UNSUBSCRIBE), data=data)
    assert (answer.status_code, heading(answer.text), all_subscribers(db)) == (400, ["Unsubscribe?"], [reader])


def test_who_has_left_may_leave_again(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db)
    client.post(path(reader, Purpose.UNSUBSCRIBE), data=ONE_CLICK)
    answers = (
        client.post(path(reader, Purpose.UNSUBSCRIBE), data=ONE_CLICK),
        client.get(path(reader, Purpose.UNSUBSCRIBE)),
    )
    for answer in answers:
        assert (answer.status_code, heading(answer.text)) == (200, ["You are unsubscribed already"])


def test_his_other_links_are_dead_then(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db)
    client.post(path(reader, Purpose.UNSUBSCRIBE), data=ONE_CLICK)
    others = (Purpose.CONFIRM, Purpose.MANAGE, Purpose.FEED)
    assert [client.get(path(reader, purpose)).status_code for purpose in others] == [404, 404, 404]
    assert heading(client.get(path(reader, Purpose.MANAGE)).text) == ["You are unsubscribed already"]


def test_nobody_else_is_unsubscribed(client: FlaskClient, db: Database) -> None:
    anna, boris = a_reader(db), a_reader(db, email="boris@example.org")
    forged = (replace(boris, secret=anna.secret), replace(boris, secret=bytes(16)), replace(boris, id=3))
    for reader in forged:
        answer = client.post(path(reader, Purpose.UNSUBSCRIBE), data=ONE_CLICK)
        assert (answer.status_code, heading(answer.text)) == (404, ["This link is not good"])
    client.post(path(anna, Purpose.UNSUBSCRIBE), data=ONE_CLICK)
    assert all_subscribers(db) == [boris]
