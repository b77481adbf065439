"""A reader's own feed holds what he is told of, follows what he chooses, and never says where it is."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlite_utils import Database

from service.config import Settings
from service.domain.event import Kind
from service.domain.selection import Filter
from service.domain.subscriber import Subscriber
from service.domain.text import Text
from service.domain.token import Purpose
from service.domain.wish import Wish
from service.storage.subscribers import subscriber_with_email
from tests.examples import a_calendar, a_file, a_meeting, a_wish
from tests.web.conftest import client_of_files
from tests.web.pages import get, texts
from tests.web.readers import EMAIL, a_form, a_reader, path

MEETINGS = a_wish(language="ru", filter=Filter(calendars=frozenset({"csto"}), kinds=frozenset({Kind.MEETING})))


def feed(reader: Subscriber) -> str:
    return path(reader, Purpose.FEED)


def uids(body: bytes) -> list[str]:
    return sorted(str(event["UID"]) for event in Calendar.from_ical(body).walk("VEVENT"))


def test_it_is_the_public_feed_of_the_same_dates_without_its_address(client: FlaskClient, db: Database) -> None:
    answer = client.get(feed(a_reader(db, MEETINGS)))
    public = client.get("/feeds/csto/meetings.ics?lang=ru")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    of_its_own = [b"SOURCE;", b"URL;"]  # which the name of the calendar comes before
    lines = public.data.split(b"\r\n")
    head = lines[: lines.index(b"BEGIN:VTIMEZONE") if b"BEGIN:VTIMEZONE" in lines else lines.index(b"BEGIN:VEVENT")]
    said = [line for line in head if line.startswith(tuple(of_its_own))]
    assert len(said) == 2
    assert uids(answer.data) == uids(public.data) != []
    personal = Calendar.from_ical(answer.data)
    assert ("SOURCE" in personal, "URL" in personal) == (False, False)
    assert personal["X-WR-CALNAME"] == Calendar.from_ical(public.data)["X-WR-CALNAME"]


def test_the_token_is_nowhere_in_it(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db)
    answer = client.get(feed(reader))
    token = feed(reader).rpartition("/")[2].removesuffix(".ics")
    assert token not in answer.text.replace("\r\n ", "")
    assert [value for value in answer.headers.values() if token in value] == []
    assert EMAIL not in answer.text


def test_it_is_for_him_alone_and_is_found_unchanged(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db)
    answer = client.get(feed(reader))
    assert [answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        "private, no-cache",
        "no-referrer",
        "noindex",
    ]
    assert "Access-Control-Allow-Origin" not in answer.headers
    again = client.get(feed(reader), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(feed(reader)).headers["ETag"] == answer.headers["ETag"]


def test_it_follows_what_he_chooses_at_once(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db, MEETINGS)
    before = client.get(feed(reader))
    client.post(path(reader, Purpose.MANAGE), data=a_form(do="change", kind="exercise", calendar="csto"))
    after = client.get(feed(reader), headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert uids(after.data) == uids(client.get("/feeds/csto/exercises.ics").data)


def test_it_goes_on_while_he_takes_a_rest_from_mails_and_ends_when_he_leaves(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db)
    client.post(path(reader, Purpose.MANAGE), data={"do": "pause", "pause": "2021-10-05"})
    assert client.get(feed(reader)).status_code == 200
    client.post(path(reader, Purpose.UNSUBSCRIBE), data={"List-Unsubscribe": "One-Click"})
    gone = client.get(feed(reader))
    assert (gone.status_code, gone.content_type) == (404, "text/plain; charset=utf-8")
    assert gone.text == "There is no feed at this address, or no longer.\n"


def test_of_a_single_event_there_is_a_feed_as_well(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db, a_wish(filter=Filter(uids=frozenset({"regular-session-2021@csto"}))))
    assert uids(client.get(feed(reader)).data) == ["regular-session-2021@csto"]


def test_it_can_be_written_as_any_feed_can(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db, MEETINGS)
    assert b"TRIGGER" in client.get(f"{feed(reader)}?alarm=P1D").data
    assert client.get(f"{feed(reader)}?alarm=soon").status_code == 400
    assert client.get(feed(reader).replace(".ics", "/2021.ics")).status_code == 200
    assert client.get(feed(reader).replace(".ics", ".json")).status_code == 404


@pytest.mark.parametrize(
    "forged",
    ["/feeds/personal/x.ics", "/feeds/personal/.ics", "/feeds/personal.ics", "/feeds/personal/%00.ics"],
)
def test_what_is_no_token_leads_nowhere(client: FlaskClient, forged: str) -> None:
    assert client.get(forged).status_code == 404


def _board(db: Database, settings: Settings, *, wish: Wish, **calendar: Any) -> tuple[FlaskClient, Subscriber]:
    """A client of two calendars, and a reader with that wish."""
    files = a_file(a_meeting()), a_file(a_meeting("tea@choir"), calendar=a_calendar("choir"), name="choir.toml")
    client_of_files(db, settings, *files)
    reader = subscriber_with_email(db, EMAIL) or a_reader(db, wish)
    changed = replace(a_calendar("choir"), **calendar)
    return client_of_files(db, settings, a_file(a_meeting("tea@choir"), calendar=changed, name="choir.toml")), reader


def test_of_a_calendar_that_has_become_private_it_holds_nothing(db: Database, settings: Settings) -> None:
    client, reader = _board(db, settings, wish=a_wish(), private=True)
    assert uids(client.get(feed(reader)).data) == ["meeting@club"]


def test_of_several_calendars_those_that_are_left_count(db: Database, settings: Settings) -> None:
    both = a_wish(filter=Filter(calendars=frozenset({"club", "choir"})))
    client, reader = _board(db, settings, wish=both, private=True)
    assert uids(client.get(feed(reader)).data) == ["meeting@club"]


def test_where_none_is_left_there_is_no_feed(db: Database, settings: Settings) -> None:
    """An empty one would say that everything was called off."""
    client, reader = _board(db, settings, wish=a_wish(filter=Filter(calendars=frozenset({"choir"}))), private=True)
    assert client.get(feed(reader)).status_code == 404


def test_a_calendar_that_is_called_otherwise_now_is_found(db: Database, settings: Settings) -> None:
    wish = a_wish(filter=Filter(calendars=frozenset({"choir"})))
    client, reader = _board(db, settings, wish=wish, slug="singers", name=Text("The Singers"), formerly=("choir",))
    page = get(client, path(reader, Purpose.MANAGE))
    assert texts(page, ".//dl[@class='facts']//dd[@class='main']")[0] == "The Singers"
    assert [box.attrib["value"] for box in page.findall(".//fieldset[@id='w-calendar']//input[@checked]")] == [
        "singers"
    ]
    assert uids(client.get(feed(reader)).data) == ["tea@choir"]
