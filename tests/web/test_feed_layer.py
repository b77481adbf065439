"""The layer in front of Flask answers just as the view does, and not a request longer than nothing has changed."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.clock import SimulatedClock
from service.config import Settings
from service.domain.event import Status
from service.domain.site import Site
from service.domain.text import Text
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.sharing import share, unshare
from service.storage.database import open_database
from service.storage.simulated_clock import set_simulated_clock
from service.web import create_app, create_plain_app
from service.web.feed_layer import FEED, MOST_ANSWERS, FeedLayer
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, whole_days
from tests.web.conftest import stop_the_clock

ADDRESSES = (
    "/feeds/club.ics",
    "/feeds/club.json",
    "/feeds/club/meetings.ics",
    "/feeds/all.ics?kind=meeting&lang=ru",
    "/feeds/all.ics?kind=party",
    "/feeds/none.ics",
    "/events/meeting.ics",
    "/events/meeting",
    "/feeds/",
)
FIRST_DAY, OTHER = whole_days("2021-09-16"), whole_days("2021-10-16")

encodings = st.none() | st.sampled_from(("gzip", "zstd, gzip", "br", "gzip;q=0.5, *;q=0", "*", "", "é;;q=z"))
dates = st.none() | st.sampled_from(
    ("Thu, 02 Sep 2021 00:00:00 GMT", "Wed, 01 Sep 2021 23:59:59 GMT", "yesterday", "", "Fri, 01 Jan 2100 00:00:00 GMT")
)
requests = st.fixed_dictionaries(
    {
        "method": st.sampled_from(("GET", "GET", "HEAD", "OPTIONS", "POST", "PROPFIND")),
        "address": st.sampled_from(ADDRESSES),
        "Accept-Encoding": encodings,
        "If-None-Match": st.none() | st.sampled_from(("{tag}", "W/{tag}", '"x", {tag}', "*", "x", "", "{gzip}", '"')),
        "If-Modified-Since": dates,
        "If-Unmodified-Since": dates,
        "If-Match": st.none() | st.sampled_from(("{tag}", "*", '"x"')),
        "Range": st.none() | st.sampled_from(("bytes=0-9", "bytes=-", "x")),
        "Accept-Language": st.none() | st.just("ru"),
    }
)


@pytest.fixture
def club(db: Database, site: Site) -> Database:
    stop_the_clock(db, NOW)
    load(db, [a_file(a_meeting(span=FIRST_DAY))], site, NOW)
    return db


@pytest.fixture
def app(club: Database, settings: Settings) -> Flask:
    return create_app(settings)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(requests, min_size=1, max_size=4))
def test_every_answer_is_that_of_the_view(app: Flask, settings: Settings, asked: list[dict[str, str | None]]) -> None:
    plain = create_plain_app(settings)
    tag = plain.test_client().get("/feeds/club.ics").headers["ETag"]
    for each in asked * 2:  # the second time from the layer, where it keeps anything
        assert answer_of(app, each, tag) == answer_of(plain, each, tag)


def answer_of(app: Flask, asked: dict[str, str | None], tag: str) -> tuple[int, list[tuple[str, str]], bytes]:
    given = {name: value for name, value in asked.items() if name not in ("method", "address") and value is not None}
    headers = {
        name: value.replace("{tag}", tag).replace("{gzip}", f'{tag[:-1]}-gzip"') for name, value in given.items()
    }
    answer = app.test_client().open(asked["address"] or "", method=asked["method"] or "", headers=headers)
    return answer.status_code, sorted(answer.headers), answer.data


def asks_the_view(app: Flask, address: str) -> bool:
    """Whether the request went through Flask."""
    asked = []
    layer = app.wsgi_app
    assert isinstance(layer, FeedLayer)
    inner = layer.app
    layer.app = lambda environ, start_response: asked.append(address) or inner(environ, start_response)  # type: ignore[func-returns-value]
    app.test_client().get(address)
    layer.app = inner
    return asked == [address]


def test_what_was_answered_once_is_answered_without_flask(app: Flask) -> None:
    assert [asks_the_view(app, "/feeds/club.ics") for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("address", ["/feeds/none.ics", "/feeds/all.ics?kind=party", "/events/meeting", "/"])
def test_what_is_no_feed_is_always_answered_by_flask(app: Flask, address: str) -> None:
    assert [asks_the_view(app, address) for _ in range(2)] == [True, True]


def test_an_edit_by_another_connection_is_seen_by_the_very_next_request(app: Flask, database: Path, site: Site) -> None:
    client, editor = app.test_client(), open_database(database)
    before = client.get("/feeds/club.ics")
    edit(editor, "meeting", Edit(status=Status.CANCELLED), site, NOW, by="anna", reason=None)
    editor.close()
    headers = {"If-None-Match": before.headers["ETag"]}
    after = client.get("/feeds/club.ics", headers=headers)
    assert (before.data.count(b"STATUS:CANCELLED"), after.data.count(b"STATUS:CANCELLED")) == (0, 1)


def test_a_write_that_no_feed_shows_leaves_the_answers_as_they_are(app: Flask, club: Database) -> None:
    asks_the_view(app, "/feeds/club.ics")
    club.execute("UPDATE subscribers SET since = 1")
    stop_the_clock(club, NOW)
    assert not asks_the_view(app, "/feeds/club.ics")


def test_a_tombstone_goes_with_its_day_though_nothing_is_written_to_the_feed(
    app: Flask, club: Database, site: Site
) -> None:
    edit(club, "meeting", Edit(status=Status.CANCELLED), site, NOW, by="anna", reason=None)
    shown = []
    for day in (datetime(2022, 3, 15, 23, 59, tzinfo=UTC), datetime(2022, 3, 16, tzinfo=UTC)):
        set_simulated_clock(club, SimulatedClock(day, time.time(), speed=1e-9))
        answer = app.test_client().get("/feeds/club.ics")
        shown.append((answer.data.count(b"BEGIN:VEVENT"), answer.headers["Last-Modified"]))
    assert shown == [(1, "Thu, 02 Sep 2021 00:00:01 GMT"), (0, "Wed, 16 Mar 2022 00:00:00 GMT")]


def test_a_token_that_is_revoked_leads_nowhere_from_the_next_request_on(app: Flask, club: Database, site: Site) -> None:
    board = a_calendar("board", private=True)
    load(club, [a_file(a_meeting("secret@board"), calendar=board, name="board.toml")], site, NOW)
    address = f"/feeds/private/{share(club, 'board', 'Anna', NOW)}.ics"
    assert [asks_the_view(app, address) for _ in range(2)] == [True, False]
    unshare(club, 1, NOW)
    assert app.test_client().get(address).status_code == 404


def test_answers_to_ever_other_headers_do_not_pile_up(app: Flask) -> None:
    client = app.test_client()
    layer = app.wsgi_app
    assert isinstance(layer, FeedLayer)
    layer._answers.update({("GET", str(number)): None for number in range(MOST_ANSWERS)})  # type: ignore[misc]
    client.get("/feeds/club.ics", headers={"If-None-Match": '"other"'})
    assert len(layer._answers) == 1


def test_a_feed_that_was_made_before_the_last_change_is_not_kept(app: Flask, club: Database, site: Site) -> None:
    layer = app.wsgi_app
    assert isinstance(layer, FeedLayer)
    inner = layer.app

    def changed_meanwhile(environ, start_response):  # type: ignore[no-untyped-def]
        answer = inner(environ, start_response)
        load(club, [a_file(a_meeting(span=OTHER, summary=Text("Moved")))], site, NOW)
        assert environ[FEED]
        return answer

    layer.app = changed_meanwhile
    app.test_client().get("/feeds/club.ics")
    layer.app = inner
    assert app.test_client().get("/feeds/club.ics").data.count(b"SUMMARY:Moved") == 1
