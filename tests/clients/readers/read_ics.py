"""ics, which people write scripts with."""

from collections.abc import Iterator

from ics import Calendar

from tests.clients.shown import Shown, feed_at, print_what, shown


def entries(address: str) -> Iterator[Shown]:
    for event in Calendar(feed_at(address).decode()).events:
        start, end = event.begin.datetime, event.end.datetime
        if event.all_day:
            start, end = start.date(), end.date()
        yield shown(event.name, start, end, event.status)


if __name__ == "__main__":
    print_what(entries)
