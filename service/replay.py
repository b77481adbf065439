"""A replay: the very same tick over simulated time, on a copy of the database."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlite_utils import Database

from service.delivery.mailbox import Mailbox
from service.domain.delivery import Accepted
from service.domain.errors import InvalidValue, NotFound
from service.domain.site import Site
from service.operations.sending import Sender
from service.operations.ticking import Policy, advance
from service.storage.database import copy_to
from service.storage.outbox import count_by_state, forget_all_messages
from service.storage.subscribers import all_subscribers, count_everyone_from
from service.timeline import lines


def replay(
    db: Database, site: Site, policy: Policy, *, first_day: date, last_day: date, mailbox: Path | None
) -> Iterator[str]:
    """The timeline of what would be sent from one day to another (in UTC, both included), line by line.

    The readers of the database count as subscribed from its start; nothing was sent before. The mails
    are kept in `mailbox`, if there is one. Raises InvalidValue, NotFound.
    """
    if last_day < first_day:
        raise InvalidValue(f"The replay ends on {last_day}, before it begins on {first_day}.")
    if not all_subscribers(db):
        raise NotFound('There are no readers yet. "dateline subscribers add" adds one.')
    start = datetime.combine(first_day, time(), UTC)
    end = datetime.combine(last_day + timedelta(days=1), time(), UTC)
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_to(db, Path(folder) / "replay.sqlite3")
        try:
            count_everyone_from(copy, start)
            forget_all_messages(copy)
            yield from _timeline(copy, Sender(Mailbox(mailbox or Path(folder)), site), policy, start, end)
        finally:
            copy.close()


def _timeline(db: Database, sender: Sender, policy: Policy, start: datetime, end: datetime) -> Iterator[str]:
    readers: set[int] = set()
    for instant, tick in advance(db, sender, after=start, until=end, policy=policy):
        yield from lines(db, instant, tick)
        readers.update(sent.message.subscriber for sent in tick.sent if isinstance(sent.outcome, Accepted))
    counts = ", ".join(f"{count} {state}" for state, count in count_by_state(db).items()) or "none"
    yield f"Messages: {counts}. Readers: {len(readers)}."
