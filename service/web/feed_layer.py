"""What stands in front of Flask: it answers again what a feed's view has answered, as long as nothing has changed.

An answer is kept with all that it depends on in the request, and proved fresh on every request, so
that the view stays the truth and an edit by any process is seen by the very next request.
"""

import sqlite3
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlite_utils import Database

from service.clock import Clock, RealClock
from service.operations.feeding import Feed, Shelf
from service.storage.database import connect
from service.storage.generations import data_version, generation
from service.storage.simulated_clock import clock_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FEED = "dateline.feed"  # where a view leaves, in the environment of the request, the feed that it answered with
MOST_ANSWERS = 4096  # kept at once; the same feed has some, for each encoding and each thing that clients ask with
LONGEST_KEY = 4096  # characters: any address and some entity tags; nobody fills the memory with headers

Headers = list[tuple[str, str]]
_Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    headers: Headers
    body: list[bytes]


class FeedLayer:
    """A WSGI application around another one (PEP 3333)."""

    def __init__(self, app: "WSGIApplication", database: Path, shelf: Shelf) -> None:
        """`shelf` is where the views of `app` have their feeds from; what it drops is not kept here, either."""
        self.app = app
        self._shelf = shelf
        self._dropped = shelf.dropped
        self._database = database
        self._db: Database | None = None
        self._version = self._generation = -1
        self._clock: Clock = RealClock()
        self._day = date.min
        self._answers: dict[_Key, _Answer] = {}
        self._lock = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(("/feeds/", "/events/")):
            return self.app(environ, start_response)
        key = _key(environ)
        with self._lock:
            self._forget_what_has_changed()
            answer = self._answers.get(key)
        if answer is None:
            answer = self._asked(key, environ)
        start_response(answer.status, [*answer.headers])
        return answer.body

    def _forget_what_has_changed(self) -> None:
        try:
            self._look()
        except sqlite3.Error:  # the view finds the words for it
            self._answers.clear()
            self._version = -1

    def _look(self) -> None:
        """By far the most often only the first line: another connection has written nothing at all."""
        if self._db is None or data_version(self._db) != self._version:
            self._look_closer()
        day = self._clock.now().date()
        if day != self._day:
            self._answers.clear()
            self._day = day

    def _look_closer(self) -> None:
        if self._db is None:
            self._db = connect(self._database)
            weakref.finalize(self, self._db.close)
        version = data_version(self._db)  # before the rest: what is written meanwhile is seen the next time
        number = generation(self._db)
        self._clock = clock_of(self._db)
        if number != self._generation:
            self._answers.clear()
        self._version, self._generation = version, number

    def _asked(self, key: _Key, environ: "WSGIEnvironment") -> _Answer:
        answer = _answer_of(self.app, environ)
        feed = environ.get(FEED)
        if isinstance(feed, Feed):
            with self._lock:
                self._keep(key, answer, feed)
        return answer

    def _keep(self, key: _Key, answer: _Answer, feed: Feed) -> None:
        if len(self._answers) >= MOST_ANSWERS or self._shelf.dropped != self._dropped:
            self._answers.clear()
            self._dropped = self._shelf.dropped
        is_short = sum(len(part or "") for part in key) <= LONGEST_KEY
        if is_short and (feed.generation, feed.day) == (self._generation, self._day):
            self._answers[key] = answer


def _key(environ: "WSGIEnvironment") -> _Key:
    """All that the view of a feed may look at."""
    get = environ.get
    return (
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        get("QUERY_STRING"),
        get("HTTP_ACCEPT_ENCODING"),
        get("HTTP_IF_NONE_MATCH"),
        get("HTTP_IF_MODIFIED_SINCE"),
        get("HTTP_IF_MATCH"),
        get("HTTP_IF_UNMODIFIED_SINCE"),
        get("HTTP_RANGE"),
        get("HTTP_IF_RANGE"),
    )


def _answer_of(app: "WSGIApplication", environ: "WSGIEnvironment") -> _Answer:
    """What the application answers, whole."""
    begun: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: object = None, /) -> Callable[[bytes], object]:
        begun.append((status, headers))
        return lambda octets: None

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if close := getattr(chunks, "close", None):
            close()
    status, headers = begun[-1]
    return _Answer(status, headers, [body])
