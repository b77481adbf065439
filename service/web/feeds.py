"""The published feeds: bytes that are looked up and handed out, or found unchanged (RFC 9110 13)."""

import sqlite3

from flask import Blueprint, Response, request

from service.storage.feeds import PublishedFeed, feed_at
from service.web.asking import database
from service.web.errors import RETRY_SECONDS

feed_files = Blueprint("feeds", __name__)

MAX_AGE = 300  # seconds that a cache may hand out the same bytes; calendar apps ask every hour at most


@feed_files.get("/feeds/<path:path>.ics")
def feed(path: str) -> Response:
    """One language for all: the feed is in that of its calendar."""
    published = feed_at(database(), path)
    if published is None:
        return _sentence(404, f"There is no feed /feeds/{path}.ics here.")
    response = _file(published)
    response.make_conditional(request)
    return response


@feed_files.errorhandler(sqlite3.Error)
def unreadable(_: sqlite3.Error) -> Response:
    """A calendar app keeps what it has and asks again; a page of ours would be of no use to it."""
    answer = _sentence(503, "The dates cannot be read at the moment.")
    answer.retry_after = RETRY_SECONDS
    return answer


@feed_files.after_request
def allow_other_pages(response: Response) -> Response:
    """Any web page may read a feed and ask for it conditionally (the CORS protocol of the Fetch standard)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


def _file(published: PublishedFeed) -> Response:
    response = Response(published.body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{published.path.replace("/", "-")}.ics"'
    response.headers["ETag"] = published.etag
    response.last_modified = published.changed_at
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE
    return response


def _sentence(code: int, sentence: str) -> Response:
    return Response(f"{sentence}\n", code, content_type="text/plain; charset=utf-8")
