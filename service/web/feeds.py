"""The feeds: bytes that are handed out, or found unchanged (RFC 9110 13), by an address that says what is in them."""

import logging
import sqlite3
from collections.abc import Iterable

from flask import Blueprint, Response, request
from werkzeug import Response as AnyResponse

from service.domain.errors import DatelineError, InvalidValue, NotFound
from service.domain.feed_format import Format
from service.operations.feed_addresses import LONGEST_QUERY
from service.operations.feed_paths import event_order, feed_order, moved_feed
from service.operations.feeding import Feed
from service.storage.renames import new_event_slug
from service.web.asking import database, now, settings, shelf
from service.web.compression import liked_best
from service.web.errors import RETRY_SECONDS, for_programs
from service.web.feed_layer import FEED
from service.web.moved import moved_to_path
from service.web.other_sites import allow_other_sites

feed_files = Blueprint("feeds", __name__)

# Seconds: a calendar app asks every hour at most; a cache may serve what it has while it asks, and a day in need.
_PUBLIC = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"
_PRIVATE = "private, no-cache"
_SECRET = ("/feeds/private/", "/feeds/personal/")  # how addresses begin of which only who was given them may know
_ENDINGS = ", ".join(Format)


@feed_files.get(f"/feeds/<path:path>.<any({_ENDINGS}):ending>")
def feed(path: str, ending: str) -> AnyResponse:
    """A calendar, a part of it, or all together; the query narrows it and says how it is written."""
    try:
        order = feed_order(database(), path, Format(ending), _parameters())
    except NotFound:
        if moved := moved_feed(database(), path, [*_parameters()]):
            new_path, parameters = moved
            return moved_to_path(f"/feeds/{new_path}.{ending}", parameters)
        raise
    # A reader's wish may change while the feeds do not: it is looked up each time.
    return _answer(shelf().feed(database(), order, now()), is_kept=not order.personal)


@feed_files.get(f"/events/<slug>.<any({_ENDINGS}):ending>")
def event(slug: str, ending: str) -> AnyResponse:
    """One event."""
    try:
        order = event_order(database(), slug, Format(ending), _parameters())
    except NotFound:
        if new_slug := new_event_slug(database(), slug):
            return moved_to_path(f"/events/{new_slug}.{ending}", _parameters())
        raise
    return _answer(shelf().feed(database(), order, now()))


@feed_files.errorhandler(DatelineError)
def refused(error: DatelineError) -> Response:
    return for_programs(404 if isinstance(error, NotFound) else 400, str(error))


@feed_files.errorhandler(sqlite3.Error)
def unreadable(_: sqlite3.Error) -> Response:
    """A calendar app keeps what it has and asks again; an empty feed would take every event away from it."""
    answer = for_programs(503, "The dates cannot be read at the moment.")
    answer.retry_after = RETRY_SECONDS
    return answer


@feed_files.errorhandler(Exception)
def broken(error: Exception) -> Response:
    """Whatever went wrong, it is recorded, and the app keeps what it has."""
    logging.getLogger(__name__).error("A feed could not be made.", exc_info=error)
    return unreadable(sqlite3.Error())


@feed_files.after_request
def allow_other_pages(response: Response) -> Response:
    """Any web page may read a public feed."""
    if request.method == "OPTIONS":
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
    if request.path.startswith(_SECRET):
        response.headers["Cache-Control"] = _PRIVATE  # also where the calendar has been opened since
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
    return allow_other_sites(response)


def _parameters() -> Iterable[tuple[str, str]]:
    if len(request.query_string) > LONGEST_QUERY:
        raise InvalidValue(f"The address is too long: at most {LONGEST_QUERY} characters may follow its question mark.")
    return request.args.items(multi=True)


def _answer(feed: Feed, *, is_kept: bool = True) -> Response:
    """In the encoding that the client likes best of those that are switched on; each has an entity tag of its own.

    What `is_kept` is answered again by the layer in front, as long as no feed changes.
    """
    encodings = settings().feed_encodings
    encoding = liked_best(encodings)
    body, mark = _encoded(feed, encoding)
    response = Response(body, content_type=feed.format.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{feed.file_name}"'
    response.headers["ETag"] = f'"{feed.content.tag}{mark}"'
    response.last_modified = feed.changed_at
    response.headers["Cache-Control"] = _PUBLIC
    if encodings:
        response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.make_conditional(request)
    del response.headers["Date"]  # the server says it, anew each time
    if is_kept:
        request.environ[FEED] = feed
    return response


def _encoded(feed: Feed, encoding: str | None) -> tuple[bytes, str]:
    match encoding:
        case "gzip":
            return feed.content.gzip, "-gzip"
        case "zstd":
            return feed.content.zstd, "-zstd"
        case _:
            return feed.content.body, ""
