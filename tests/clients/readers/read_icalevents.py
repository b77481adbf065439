"""icalevents, which fetches the feed itself."""

from collections.abc import Iterator
from datetime import UTC, datetime

from icalevents.icalevents import events

from tests.clients.shown import Shown, print_what, shown


def entries(address: str) -> Iterator[Shown]:
    for event in events(url=address, start=datetime(1900, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC)):
        start, end = (event.start.date(), event.end.date()) if event.all_day else (event.start, event.end)
        yield shown(event.summary, start, end, event.status)


if __name__ == "__main__":
    print_what(entries)
