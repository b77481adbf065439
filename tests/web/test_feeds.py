"""The feeds as HTTP resources (RFC 9110)."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.http import http_date

from service.storage.feeds import PublishedFeed, feed_at

FEED = "/feeds/csto/meetings.ics"


@pytest.fixture
def published(shipped: Database) -> PublishedFeed:
    feed = feed_at(shipped, "csto/meetings")
    assert feed is not None
    return feed


def test_a_feed_is_handed_out_as_it_was_published(client: FlaskClient, published: PublishedFeed) -> None:
    answer = client.get(FEED)
    headers = dict(answer.headers)
    headers.pop("Date")
    assert answer.data == published.body
    assert headers == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Length": str(len(published.body)),
        "Content-Disposition": 'inline; filename="csto-meetings.ics"',
        "ETag": published.etag,
        "Last-Modified": http_date(published.changed_at),
        "Cache-Control": "public, max-age=300",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
        "Access-Control-Expose-Headers": "ETag",
        "Content-Security-Policy": headers["Content-Security-Policy"],
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


@pytest.mark.parametrize("header", ["{tag}", "W/{tag}", '"other", {tag}', 'W/"other" ,W/{tag}', "*"])
def test_a_known_tag_is_answered_without_the_bytes(client: FlaskClient, published: PublishedFeed, header: str) -> None:
    answer = client.get(FEED, headers={"If-None-Match": header.format(tag=published.etag)})
    assert (answer.status_code, answer.data) == (304, b"")
    assert (answer.headers["ETag"], answer.headers["Cache-Control"]) == (published.etag, "public, max-age=300")


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 304), (1, 304)])
def test_without_a_tag_the_date_decides(
    client: FlaskClient, published: PublishedFeed, seconds: int, status: int
) -> None:
    since = http_date(published.changed_at.timestamp() + seconds)
    assert client.get(FEED, headers={"If-Modified-Since": since}).status_code == status


def test_another_tag_wins_over_the_date(client: FlaskClient, published: PublishedFeed) -> None:
    headers = {"If-None-Match": '"other"', "If-Modified-Since": http_date(published.changed_at)}
    assert client.get(FEED, headers=headers).status_code == 200


def test_a_broken_date_is_ignored(client: FlaskClient) -> None:
    assert client.get(FEED, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_head_has_the_headers_and_no_bytes(client: FlaskClient, published: PublishedFeed) -> None:
    answer = client.head(FEED)
    assert (answer.status_code, answer.data) == (200, b"")
    assert (answer.headers["ETag"], answer.content_length) == (published.etag, len(published.body))


def test_options_lists_what_can_be_done(client: FlaskClient) -> None:
    answer = client.options(FEED)
    assert (answer.status_code, set(answer.allow)) == (200, {"GET", "HEAD", "OPTIONS"})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_nothing_else_can_be_done(client: FlaskClient, method: str) -> None:
    answer = client.open(FEED, method=method)
    assert (answer.status_code, set(answer.allow)) == (405, {"GET", "HEAD", "OPTIONS"})


def test_an_unknown_feed_is_told_in_a_sentence(client: FlaskClient) -> None:
    answer = client.get("/feeds/csto/parties.ics")
    assert (answer.status_code, answer.content_type) == (404, "text/plain; charset=utf-8")
    assert answer.text == "There is no feed /feeds/csto/parties.ics here.\n"


def test_the_language_of_the_reader_changes_nothing(client: FlaskClient, published: PublishedFeed) -> None:
    answer = client.get(f"{FEED}?lang=xx", headers={"Accept-Language": "ru"})
    assert (answer.data, "Vary" in answer.headers) == (published.body, False)


def test_a_broken_database_asks_to_come_again(client: FlaskClient, database: Path) -> None:
    _break(database)
    answer = client.get(FEED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.text == "The dates cannot be read at the moment.\n"


def _break(database: Path) -> None:
    database.with_name(f"{database.name}-wal").write_bytes(b"")
    database.write_bytes(b"This is no database. " * 500)
