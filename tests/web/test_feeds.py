"""The feeds as HTTP resources (RFC 9110)."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.http import http_date
from werkzeug.test import TestResponse

from service.config import Settings
from service.domain.event import Status
from service.domain.feed_format import Format
from service.domain.site import Site
from service.domain.source import Citation, Source
from service.domain.text import Text
from service.operations.editing import Edit, edit
from service.operations.feed_addresses import PARAMETERS
from service.operations.importing import load
from service.operations.sharing import share, unshare
from service.storage.publications import last_change
from service.web import create_app
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting
from tests.rendering.lint import check_feed, components

FEED = "/feeds/csto/meetings.ics"
_OF_PRIVATE = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Access-Control-Allow-Origin")
DECODE: dict[str | None, Callable[[bytes], bytes]]
DECODE = {"gzip": gzip.decompress, "zstd": zstandard.decompress, None: bytes}
README = (Path(__file__).parents[2] / "README.md").read_text()
CACHE = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"


@pytest.fixture
def published(client: FlaskClient) -> TestResponse:
    return client.get(FEED)


@pytest.fixture
def private(db: Database, site: Site) -> Database:
    """A database with one private calendar."""
    board = a_calendar("board", private=True)
    load(db, [a_file(a_meeting("secret@board"), calendar=board, name="board.toml")], site, NOW)
    return db


@pytest.fixture
def client_of_renamed(db: Database, site: Site, settings: Settings) -> FlaskClient:
    """A calendar that was the club before, and its tea that is coffee now."""
    load(db, [a_file(a_meeting(slug="tea"))], site, NOW)
    society = a_calendar("society", formerly=("club",))
    load(db, [a_file(a_meeting(slug="coffee"), calendar=society)], site, NOW)
    return create_app(settings).test_client()


def test_a_feed_is_handed_out_with_all_that_caches_need(shipped: Database, published: TestResponse) -> None:
    headers = dict(published.headers)
    check_feed(published.data)
    assert headers == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Length": str(len(published.data)),
        "Content-Disposition": 'inline; filename="csto-meetings.ics"',
        "ETag": headers["ETag"],
        "Last-Modified": http_date(last_change(shipped, ["csto"])),
        "Cache-Control": CACHE,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag",
        "X-Content-Type-Options": "nosniff",
    }
    assert (headers["ETag"][0], headers["ETag"][-1], len(headers["ETag"])) == ('"', '"', 22)


@pytest.mark.parametrize("header", ["{tag}", "W/{tag}", '"other", {tag}', 'W/"other" ,W/{tag}', "*"])
def test_a_known_tag_is_answered_without_the_bytes(client: FlaskClient, published: TestResponse, header: str) -> None:
    tag = published.headers["ETag"]
    answer = client.get(FEED, headers={"If-None-Match": header.format(tag=tag)})
    assert (answer.status_code, answer.data) == (304, b"")
    assert (answer.headers["ETag"], answer.headers["Cache-Control"]) == (tag, CACHE)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 304), (1, 304)])
def test_without_a_tag_the_date_decides(
    client: FlaskClient, published: TestResponse, seconds: int, status: int
) -> None:
    assert published.last_modified
    since = http_date(published.last_modified + timedelta(seconds=seconds))
    assert client.get(FEED, headers={"If-Modified-Since": since}).status_code == status


def test_another_tag_wins_over_the_date(client: FlaskClient, published: TestResponse) -> None:
    headers = {"If-None-Match": '"other"', "If-Modified-Since": published.headers["Last-Modified"]}
    assert client.get(FEED, headers=headers).status_code == 200


def test_a_broken_date_is_ignored(client: FlaskClient) -> None:
    assert client.get(FEED, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_head_has_the_headers_and_no_bytes(client: FlaskClient, published: TestResponse) -> None:
    answer = client.head(FEED)
    assert (answer.status_code, answer.data) == (200, b"")
    assert dict(answer.headers) == dict(published.headers)


def test_options_lists_what_can_be_done(client: FlaskClient) -> None:
    answer = client.options(FEED)
    assert (answer.status_code, set(answer.allow)) == (200, {"GET", "HEAD", "OPTIONS"})
    allowed = [answer.headers[f"Access-Control-Allow-{name}"] for name in ("Origin", "Methods", "Headers")]
    assert allowed == ["*", "GET, HEAD, OPTIONS", "If-None-Match, If-Modified-Since"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "REPORT"])
def test_nothing_else_can_be_done(client: FlaskClient, method: str) -> None:
    answer = client.open(FEED, method=method)
    assert (answer.status_code, set(answer.allow)) == (405, {"GET", "HEAD", "OPTIONS"})
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.1, gzip", "gzip"),
        ("*", "zstd"),
        ("br", None),
        ("gzip;q=0", None),
        ("", None),
    ],
)
def test_the_client_chooses_the_encoding(
    client: FlaskClient, published: TestResponse, accepted: str, encoding: str | None
) -> None:
    answer = client.get(FEED, headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding"), DECODE[encoding](answer.data)) == (encoding, published.data)
    mark = f"-{encoding}" if encoding else ""
    assert answer.headers["ETag"] == f'{published.headers["ETag"][:-1]}{mark}"'


def test_the_tag_of_one_encoding_is_not_that_of_another(client: FlaskClient, published: TestResponse) -> None:
    headers = {"If-None-Match": published.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(FEED, headers=headers).status_code == 200


def test_a_private_feed_that_was_opened_is_still_nothing_for_shared_caches(
    private: Database, settings: Settings, site: Site
) -> None:
    token = share(private, "board", "Anna", NOW)
    load(private, [a_file(a_meeting("secret@board"), calendar=a_calendar("board"), name="board.toml")], site, NOW)
    answer = create_app(settings).test_client().get(f"/feeds/private/{token}.ics")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


def test_compression_can_be_switched_off(shipped: Database, settings: Settings) -> None:
    client = create_app(replace(settings, feed_encodings=())).test_client()
    answer = client.get(FEED, headers={"Accept-Encoding": "gzip, zstd"})
    assert ("Vary" in answer.headers, "Content-Encoding" in answer.headers) == (False, False)
    check_feed(answer.data)


def test_what_the_client_accepts_and_speaks_changes_nothing(client: FlaskClient, published: TestResponse) -> None:
    answer = client.get(FEED, headers={"Accept-Language": "ru", "Accept": "text/html"})
    assert (answer.data, answer.content_type) == (published.data, "text/calendar; charset=utf-8")


@pytest.mark.parametrize("format", Format)
def test_every_format_has_its_media_type(client: FlaskClient, format: Format) -> None:
    answer = client.get(f"/feeds/csto.{format}")
    assert (answer.status_code, answer.content_type) == (200, format.media_type)


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/all.ics",
        "/feeds/all/meetings.ics",
        "/feeds/all/tasks.ics",
        "/feeds/csto.ics",
        "/feeds/csto/deadlines.ics",
        "/feeds/csto/tasks.ics",
        "/feeds/csto/2021.ics",
        "/feeds/csto/collective-security-council.ics",
        "/feeds/all.ics?kind=meeting&kind=exercise&country=TJ&lang=ru&q=%D0%90%D1%84",
        "/feeds/csto.ics?status=confirmed&since=2021-09-01&until=2021-12-31",
        "/feeds/lakes.ics?tz=venue&people=1&alarm=PT30M&cancelled=hide&approximate=include",
        "/events/regular-session-2021.ics",
    ],
)
def test_every_address_gives_a_feed_that_keeps_every_rule(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    check_feed(answer.data)


def test_the_same_filter_in_another_order_is_the_same_feed(client: FlaskClient) -> None:
    one = client.get("/feeds/all.ics?kind=meeting&calendar=csto&lang=en&kind=deadline")
    other = client.get("/feeds/csto.ics?kind=deadline&lang=en&kind=meeting&q=&body=")
    assert (one.data, one.headers["ETag"]) == (other.data, other.headers["ETag"])


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("/feeds/none.ics", 404, 'There is no calendar "none" here. There are: csto, lakes, all.'),
        ("/feeds/csto/parties.ics", 404, 'There is no feed "parties" here: no kind, no body and no year is called so.'),
        ("/feeds/csto/a/b.ics", 404, 'There is no feed "a/b" here: no kind, no body and no year is called so.'),
        ("/feeds/csto.pdf", 404, "There is no page at /feeds/csto.pdf."),
        ("/feeds/private/unknown.ics", 404, "There is no feed at this address, or no longer."),
        ("/feeds/private.ics", 404, "There is no feed at this address, or no longer."),
        ("/events/none.ics", 404, 'There is no event "none" here.'),
        ("/feeds/all.ics?calendar=none", 404, 'There is no calendar "none" here.'),
        ("/feeds/all.ics?body=none", 404, 'There is no body "none" here.'),
        (
            "/feeds/all.ics?kind=party",
            400,
            '"kind" must be one of: meeting, deadline, exercise, milestone; not "party".',
        ),
        ("/feeds/all.ics?lang=xx", 400, '"lang" must be one of: en, ru; not "xx".'),
        ("/feeds/all.ics?tz=Europe/Paris", 400, '"tz" must be one of: utc, venue; not "Europe/Paris".'),
        (
            "/feeds/all.ics?q=" + "x" * 100_000,
            400,
            "The address is too long: at most 2000 characters may follow its question mark.",
        ),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence(
    client: FlaskClient, address: str, code: int, sentence: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.text) == (code, f"{sentence}\n")
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "query", ["kind=%FF%00", "q=%00", "q=%22%20OR%20*", "place=%0D%0AX-EVIL:1", "since=0000-00-00"]
)
def test_hostile_queries_break_nothing(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/feeds/all.ics?{query}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        check_feed(answer.data)


def test_an_edit_is_seen_by_the_next_request(
    shipped: Database, client: FlaskClient, published: TestResponse, site: Site
) -> None:
    edit(shipped, "regular-session-2021", Edit(status=Status.CANCELLED), site, NOW, by="anna", reason=None)
    answer = client.get(FEED, headers={"If-None-Match": published.headers["ETag"]})
    assert (answer.status_code, answer.data.count(b"STATUS:CANCELLED")) == (200, 1)
    assert answer.last_modified
    assert published.last_modified
    assert answer.last_modified > published.last_modified


def test_a_private_feed_is_for_whoever_has_its_token(private: Database, settings: Settings) -> None:
    client, token = create_app(settings).test_client(), share(private, "board", "Anna", NOW)
    answer = client.get(f"/feeds/private/{token}.ics")
    check_feed(answer.data)
    assert answer.data.count(token.encode()) == 0
    assert [answer.headers.get(name) for name in _OF_PRIVATE] == ["private, no-cache", "noindex", "no-referrer", None]
    assert answer.headers["Content-Disposition"] == 'inline; filename="board.ics"'
    unshare(private, 1, NOW)
    assert client.get(f"/feeds/private/{token}.ics").status_code == 404


def test_a_private_calendar_has_no_public_feed(private: Database, settings: Settings) -> None:
    client = create_app(settings).test_client()
    addresses = ("/feeds/board.ics", "/events/secret.ics", "/feeds/all.ics?calendar=board")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert client.get("/feeds/all.ics").data.count(b"BEGIN:VEVENT") == 0


def test_a_renamed_calendar_and_event_are_found_at_their_new_addresses(client_of_renamed: FlaskClient) -> None:
    for old, new in (
        ("/feeds/club/meetings.ics?lang=ru", "/feeds/society/meetings.ics?lang=ru"),
        ("/events/tea.ics", "/events/coffee.ics"),
    ):
        answer = client_of_renamed.get(old)
        assert (answer.status_code, answer.location) == (308, new)


def test_a_calendar_that_was_renamed_is_found_where_it_is_a_parameter(client_of_renamed: FlaskClient) -> None:
    answer = client_of_renamed.get("/feeds/all.ics?q=tea&calendar=club")
    assert (answer.status_code, answer.location) == (308, "/feeds/all.ics?q=tea&calendar=society")


@pytest.mark.parametrize(
    ("method", "address", "code"),
    [
        ("GET", "/feeds/csto.pdf?lang=xx", 404),
        ("PROPFIND", "/feeds/csto.ics?lang=xx", 405),
        ("PROPFIND", "/events/regular-session-2021.ics", 405),
    ],
)
def test_a_request_that_leads_nowhere_is_told_so_in_plain_text(
    client: FlaskClient, method: str, address: str, code: int
) -> None:
    answer = client.open(address, method=method)
    assert (answer.status_code, answer.content_type) == (code, "text/plain; charset=utf-8")


def test_a_place_cannot_bring_control_characters_into_the_name(client: FlaskClient) -> None:
    answer = client.get("/feeds/all.ics?place=x%00BEGIN:VEVENT%1B")
    assert (answer.status_code, answer.text) == (
        400,
        '"place" must be a text without control characters, not "x�BEGIN:VEVENT�".\n',
    )


def test_a_calendar_in_another_language_than_ours_is_shown_in_it(db: Database, site: Site, settings: Settings) -> None:
    session = a_meeting(summary=Text("Sitzung", {"en": "Session"}), status=Status.CANCELLED)
    load(db, [a_file(session, calendar=a_calendar(language="de", name=Text("Verein", {"en": "Club"})))], site, NOW)
    body = create_app(settings).test_client().get("/feeds/club.ics?cancelled=keep").data
    assert (body.count(b"SUMMARY:Cancelled: Sitzung"), body.count(b"NAME:Verein")) == (1, 2)


def test_the_last_change_of_all_feeds_moves_when_a_calendar_becomes_private(
    db: Database, site: Site, settings: Settings
) -> None:
    load(db, [a_file(a_meeting())], site, NOW)
    secret = a_meeting("secret@board")
    load(db, [a_file(secret, calendar=a_calendar("board"), name="board.toml")], site, NOW + timedelta(hours=1))
    client = create_app(settings).test_client()
    before = client.get("/feeds/all.ics")
    board = a_calendar("board", private=True)
    load(db, [a_file(secret, calendar=board, name="board.toml")], site, NOW + timedelta(hours=2))
    after = client.get("/feeds/all.ics", headers={"If-Modified-Since": before.headers["Last-Modified"]})
    assert (after.status_code, after.data.count(b"BEGIN:VEVENT")) == (200, 1)
    assert after.last_modified == NOW + timedelta(hours=2)


def test_what_was_written_while_a_calendar_was_private_is_not_told_when_it_opens(
    db: Database, site: Site, settings: Settings
) -> None:
    for number, (title, private) in enumerate([("Secret plan", True), ("Plan", True), ("Open plan", False)]):
        file = a_file(a_meeting(summary=Text(title)), calendar=a_calendar(private=private))
        load(db, [file], site, NOW + timedelta(days=number))
    told = create_app(settings).test_client().get("/feeds/club.atom").text
    assert [told.count(title) for title in ("Secret plan", ">Plan", "Added: Open plan")] == [0, 0, 1]


def test_a_citation_whose_source_is_gone_breaks_no_format(db: Database, site: Site, settings: Settings) -> None:
    cited = a_meeting(citations=(Citation(source="s1", supports=("summary",), says=Text("So it is.")),))
    gazette = Source(id="s1", publication=Text("The Gazette"), date=NOW.date())
    load(db, [a_file(cited, calendar=a_calendar(sources=(gazette,)))], site, NOW)
    load(db, [a_file(calendar=a_calendar())], site, NOW)
    client = create_app(settings).test_client()
    assert [client.get(f"/feeds/club.{format}").status_code for format in Format] == [200] * len(Format)


def test_tasks_ring_before_they_are_due(client: FlaskClient) -> None:
    body = client.get("/feeds/lakes/tasks.ics?alarm=PT30M").data
    check_feed(body)
    assert set(re.findall(rb"\r\nTRIGGER[^\r]*", body)) == {b"\r\nTRIGGER;RELATED=END:-PT30M"}
    assert [len(components(body, name)) for name in ("VTODO", "VALARM")] == [2, 1]  # one of them is done


def test_robots_may_fetch_feeds(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.text) == (200, "User-agent: *\nAllow: /\n")


def test_a_broken_database_asks_to_come_again(client: FlaskClient, database: Path) -> None:
    _break(database)
    answer = client.get(FEED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.text == "The dates cannot be read at the moment.\n"


def test_whatever_goes_wrong_is_never_an_empty_feed(
    shipped: Database, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    shipped.execute("UPDATE calendar_revisions SET document = '{}'")
    shipped.execute("UPDATE generation SET number = number + 1")
    answer = client.get(FEED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert [record.message for record in caplog.records] == ["A feed could not be made."]


@pytest.mark.parametrize("address", re.findall(r"`(/(?:feeds|events)/[^`]+\.ics[^`]*)`", README))
def test_each_feed_that_the_readme_names_is_there(client: FlaskClient, address: str) -> None:
    is_secret = address.startswith(("/feeds/private/", "/feeds/personal/"))
    assert client.get(address).status_code == (404 if is_secret else 200)


def test_the_readme_names_each_format_and_each_parameter() -> None:
    endings = re.findall(r"^\| `\.([a-z]+)` \|", README, re.MULTILINE)
    table = README.partition("| parameter | meaning |\n")[2].partition("\n\n")[0]
    parameters = [name for line in table.splitlines() for name in re.findall("`([a-z]+)`", line.split("|")[1])]
    assert (endings, parameters) == (list(Format), list(PARAMETERS))


def _break(database: Path) -> None:
    database.with_name(f"{database.name}-wal").write_bytes(b"")
    database.write_bytes(b"This is no database. " * 500)
