"""Loading a calendar, and building its feed for the first time, beside icalendar with the same events."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import icalendar
from sqlite_utils import Database

from benchmarks import calendars
from benchmarks.asking import Client
from benchmarks.ours import SITE, SLUG, database_with, dateline, feed_path, load_calendar, now
from benchmarks.pairs import Pairs
from benchmarks.servers import HOST, Server
from service.operations.publishing import publish
from service.storage.database import migrate, open_database, transaction

LOADING = "loading from TOML"
RENDERING = "rendering all events anew"
FIRST_BUILD = "first build of the feed"
Values = list[tuple[str, Any]]


@dataclass(frozen=True)
class Beside:
    """Seconds of ours beside icalendar's `to_ical()` alone, and beside that and the making of its components."""

    what: str
    serialising: Pairs
    making_and_serialising: Pairs


def build(folder: Path, *, events: int, times: int) -> list[Beside]:
    """Loads, renders and joins a calendar of that many events, in turn with icalendar and the same events."""
    with dateline(database_with(folder, events=events)) as server, Client(server.url) as client:
        feed = icalendar.Calendar.from_ical(client.get(server.url, {}).body)
    values = [_values(event) for event in feed.walk("VEVENT")]
    path = calendars.write(folder, slug=SLUG, events=events)
    rounds = [_round(path, values) for _ in range(times)]
    *ours, serialising, making = (tuple(column) for column in zip(*rounds, strict=True))
    both = tuple(one + other for one, other in zip(serialising, making, strict=True))
    return [
        Beside(what, Pairs(each, serialising), Pairs(each, both))
        for what, each in zip((LOADING, RENDERING, FIRST_BUILD), ours, strict=True)
    ]


def first_request(server: Server) -> float:
    """Seconds for the first feed that a process hands out; what it loads for any request is not counted."""
    with Client(server.url) as client:
        client.get(f"http://{HOST}{feed_path('none')}", {})
        return seconds(lambda: client.get(server.url, {}))


def _round(path: Path, values: list[Values]) -> tuple[float, float, float, float, float]:
    """Seconds for loading, rendering and joining; for serialising and making."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "new.sqlite3"
        migrate(database)
        with closing(open_database(database)) as db:
            loading = seconds(lambda: load_calendar(db, path))
            rendering = seconds(lambda: _render_all(db))
        with dateline(database) as server:
            joining = first_request(server)
    made: list[icalendar.Calendar] = []
    making = seconds(lambda: made.append(_made(values)))
    return loading, rendering, joining, seconds(made[0].to_ical), making


def _render_all(db: Database) -> None:
    with transaction(db):
        publish(db, SLUG, SITE, now())


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _values(event: Any) -> Values:
    """What a user of icalendar would have at hand: a text, a number, a date, an instant or a list for each."""
    return [(name, _value(value)) for name, value in event.property_items(recursive=False)[1:-1]]


def _value(value: Any) -> Any:
    match value:
        case icalendar.vDDDTypes():
            return value.dt
        case icalendar.vCategory():
            return [str(each) for each in value.cats]
        case int():
            return int(value)
        case _:
            return str(value)


def _made(values: list[Values]) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    for properties in values:
        event = icalendar.Event()
        for name, value in properties:
            event.add(name, value)
        calendar.add_component(event)
    return calendar
