"""Confirming: opening the link does nothing, the button does, and a link that is not good any more says so."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.domain.subscriber import Active, Subscriber, Unconfirmed
from service.domain.token import Purpose
from service.storage.subscribers import all_subscribers
from tests.web.conftest import stop_the_clock
from tests.web.pages import get, links, parsed, text, texts
from tests.web.readers import a_form, a_reader, path, the_reader

MORNING = datetime(2021, 9, 2, 4, tzinfo=UTC)
HEADING = ".//h1"


@pytest.fixture
def asked(client: FlaskClient, db: Database) -> Subscriber:
    """A reader who has asked for reminders of meetings."""
    client.post("/subscribe", data=a_form(kind="meeting", overdue="1"))
    return the_reader(db)


def test_the_page_says_what_will_be_sent_and_confirms_nothing(
    client: FlaskClient, db: Database, asked: Subscriber
) -> None:
    page = get(client, path(asked, Purpose.CONFIRM))
    assert texts(page, HEADING) == ["Was it you?"]
    assert texts(page, ".//p[@class='lead']") == ["Somebody asked for these reminders to anna@example.org."]
    assert texts(page, ".//dl[@class='facts']/div/dd[@class='main']") == [
        "All calendars: Meetings",
        "14, 7 and 1 day before, at 07:00 (Vienna, UTC+02:00)",
    ]
    assert texts(page, ".//dl[@class='facts']//li") == ["Changes and cancellations", "Instructions that are overdue"]
    client.head(path(asked, Purpose.CONFIRM))
    assert the_reader(db) == asked


def test_the_button_confirms_from_now_on(client: FlaskClient, db: Database, asked: Subscriber) -> None:
    stop_the_clock(db, MORNING + timedelta(hours=47))
    (form,) = get(client, path(asked, Purpose.CONFIRM)).findall(".//main//form")
    assert (form.attrib["method"], form.attrib["action"]) == ("post", path(asked, Purpose.CONFIRM))
    page = parsed(client.post(form.attrib["action"]).text)
    assert texts(page, HEADING) == ["You are subscribed"]
    now = MORNING + timedelta(hours=47)
    assert the_reader(db) == replace(asked, standing=Active(), since=now)
    assert db.execute("SELECT plan_at, planned_until FROM subscribers").fetchone() == (int(now.timestamp()), None)
    assert links(page, ".//p[@class='ways']/a") == [
        path(asked, Purpose.MANAGE),
        f"webcal://dates.example.org{path(asked, Purpose.FEED)}",
    ]


def test_it_is_noted_when_he_agreed_to_what(client: FlaskClient, db: Database, asked: Subscriber) -> None:
    stop_the_clock(db, MORNING + timedelta(hours=1))
    client.post(path(asked, Purpose.CONFIRM))
    (consent,) = db.execute("SELECT consent FROM subscribers").fetchone()
    assert json.loads(consent) == {
        "asked": "2021-09-02T04:00:00Z",
        "confirmed": "2021-09-02T05:00:00Z",
        "language": "en",
        "text": 1,
    }


def test_to_confirm_twice_changes_nothing(client: FlaskClient, db: Database, asked: Subscriber) -> None:
    client.post(path(asked, Purpose.CONFIRM))
    before = the_reader(db)
    stop_the_clock(db, MORNING + timedelta(days=30))
    for answer in (client.post(path(asked, Purpose.CONFIRM)), client.get(path(asked, Purpose.CONFIRM))):
        page = parsed(answer.text)
        assert (answer.status_code, texts(page, HEADING)) == (200, ["You have confirmed this already"])
    assert the_reader(db) == before


def test_after_48_hours_the_link_is_dead(client: FlaskClient, db: Database, asked: Subscriber) -> None:
    stop_the_clock(db, MORNING + timedelta(hours=48))
    for answer in (client.get(path(asked, Purpose.CONFIRM)), client.post(path(asked, Purpose.CONFIRM))):
        page = parsed(answer.text)
        assert (answer.status_code, texts(page, HEADING)) == (404, ["This link is not good"])
        assert links(page, ".//a[@class='button']") == ["/subscribe#by-mail"]
    assert [each.standing for each in all_subscribers(db)] == [Unconfirmed(MORNING + timedelta(hours=48))]


def test_before_he_confirms_there_is_nothing_else_that_he_can_do(client: FlaskClient, asked: Subscriber) -> None:
    others = (Purpose.MANAGE, Purpose.UNSUBSCRIBE, Purpose.FEED)
    assert [client.get(path(asked, purpose)).status_code for purpose in others] == [404, 404, 404]


def test_the_page_speaks_the_language_that_is_asked_for_and_its_button_goes_on_so(
    client: FlaskClient, asked: Subscriber
) -> None:
    page = get(client, f"{path(asked, Purpose.CONFIRM)}?lang=ru")
    assert texts(page, HEADING) == ["Это были вы?"]
    assert [form.attrib["action"] for form in page.findall(".//main//form")] == [
        f"{path(asked, Purpose.CONFIRM)}?lang=ru"
    ]


def test_of_a_reader_who_is_known_otherwise_nothing_is_said_to_who_has_no_token(
    client: FlaskClient, db: Database
) -> None:
    reader = a_reader(db)
    other = replace(reader, secret=bytes(16))
    page = client.get(path(other, Purpose.CONFIRM))
    assert page.status_code == 404
    assert reader.email not in page.text
    assert "This link is not good" in text(parsed(page.text))
