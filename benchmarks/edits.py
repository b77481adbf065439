"""How soon an edit by another process is seen: from the change until the whole changed feed has been received."""

import re
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import Client
from benchmarks.calendars import event_name
from benchmarks.ours import SITE, SLUG, now
from benchmarks.pairs import Pairs
from benchmarks.rates import Question, headers_for
from benchmarks.servers import Server
from service.domain.event import Status
from service.operations.editing import Edit, edit
from service.storage.database import open_database
from service.storage.events import event_called

WELL = range(200, 300)


@dataclass(frozen=True)
class Seen:
    """Seconds. `change` is until it was committed, or the PUT answered; `feed` from then until it was received."""

    change: float
    feed: float


@dataclass(frozen=True)
class Edits:
    """Edits of ours and theirs in turn."""

    question: Question
    other: str
    ours: tuple[Seen, ...]
    theirs: tuple[Seen, ...]

    @property
    def feed(self) -> Pairs:
        return Pairs(tuple(each.feed for each in self.ours), tuple(each.feed for each in self.theirs))

    @property
    def whole(self) -> Pairs:
        return Pairs(
            tuple(each.change + each.feed for each in self.ours), tuple(each.change + each.feed for each in self.theirs)
        )


def edit_and_look(
    ours: Server, database: Path, other: Server, item: tuple[str, bytes], question: Question, *, times: int
) -> Edits:
    """Edits an event here and another one there, in turn, and asks for the feed right after.

    The `item` is a resource that the other one holds, by its name.
    """
    measured = [
        (look_at_ours(ours, database, question), _look_at_theirs(other, item, question, sequence=number + 1))
        for number in range(times)
    ]
    return Edits(question, other.name, *zip(*measured, strict=True))


def look_at_ours(server: Server, database: Path, question: Question) -> Seen:
    """The first event is made tentative, or confirmed again, by this process, over a connection that is open before."""
    slug = f"{SLUG}-{event_name(0)}"
    with closing(open_database(database)) as db:
        before = event_called(db, slug)
        assert before, "the made-up calendar has it"
        other = Status.CONFIRMED if before.event.status is Status.TENTATIVE else Status.TENTATIVE
        change = Edit(status=other)
        return _look(server, question, lambda _: edit(db, slug, change, SITE, now(), by="benchmark", reason=None))


def _look_at_theirs(server: Server, item: tuple[str, bytes], question: Question, *, sequence: int) -> Seen:
    """The event is given another sequence number, by a PUT of it alone."""
    name, body = item
    changed = re.sub(rb"\r\nSEQUENCE:\d+", b"\r\nSEQUENCE:%d" % sequence, body)

    def put(client: Client) -> None:
        answer = client.put(f"{server.url}{name}", changed)
        assert answer.status in WELL, f"{server.name} answers {answer.status} to a PUT"

    return _look(server, question, put)


def _look(server: Server, question: Question, change: Callable[[Client], object]) -> Seen:
    headers = headers_for(server, question)
    with Client(server.url) as client:
        before = client.get(server.url, headers)
        start = time.perf_counter()
        change(client)
        changed = time.perf_counter()
        after = client.get(server.url, headers)
        received = time.perf_counter()
    assert after.body != before.body, f"{server.name} did not show the change"
    return Seen(changed - start, received - changed)
