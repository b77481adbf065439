"""A calendar of one size on Dateline, nginx, Radicale, Xandikos and plain Flask, all asked the same."""

import gzip
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import Client
from benchmarks.edits import Edits, edit_and_look
from benchmarks.ours import database_with, dateline, plain_flask
from benchmarks.peers import items, nginx, radicale, xandikos
from benchmarks.progress import say
from benchmarks.rates import GZIP, PLAIN, QUESTIONS, Compared, compare
from benchmarks.servers import Server


@dataclass(frozen=True)
class Contest:
    """What was measured of a calendar of that size; `octets` and `compressed` are of its feed."""

    events: int
    octets: int
    compressed: int
    rates: list[Compared]
    edits: list[Edits]


def contest(folder: Path, *, events: int, slices: int) -> Contest:
    """Starts all servers with the same events; only one is busy at a time."""
    say(f"{events:,} events: loading")
    database = database_with(folder, events=events)
    with ExitStack() as stack:
        ours = stack.enter_context(dateline(database))
        body, compressed = _feed(ours)
        say(f"{events:,} events: starting the others")
        flask = stack.enter_context(plain_flask(database))
        file = stack.enter_context(nginx(folder, body, compressed))
        caldav = stack.enter_context(radicale(folder, body))
        git = stack.enter_context(xandikos(folder, body))
        rates = [_compared(ours, other, slices, events) for other in (file, flask, caldav, git)]
        item = next(iter(items(body).items()))
        say(f"{events:,} events: edits, beside {caldav.name}")
        edits = [edit_and_look(ours, database, caldav, item, question, times=slices) for question in (PLAIN, GZIP)]
    return Contest(events, len(body), len(compressed), [each for some in rates for each in some], edits)


def _feed(ours: Server) -> tuple[bytes, bytes]:
    """Plain and compressed, as Dateline has it: nginx is to send the very same bytes."""
    with Client(ours.url) as client:
        body = client.get(ours.url, {}).body
        compressed = client.get(ours.url, {"Accept-Encoding": "gzip"}).body
    assert gzip.decompress(compressed) == body, "the same feed"
    return body, compressed


def _compared(ours: Server, other: Server, slices: int, events: int) -> list[Compared]:
    say(f"{events:,} events: requests per second, beside {other.name}")
    return [compare(ours, other, question, slices=slices) for question in QUESTIONS]
