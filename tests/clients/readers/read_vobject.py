"""vobject, which Radicale and others are built on."""

from collections.abc import Iterator

import vobject

from tests.clients.shown import Shown, feed_at, print_what, shown


def entries(address: str) -> Iterator[Shown]:
    calendar = vobject.readOne(feed_at(address).decode(), validate=True)
    for event in calendar.contents.get("vevent", []):
        yield shown(event.summary.value, event.dtstart.value, event.dtend.value, event.status.value)


if __name__ == "__main__":
    print_what(entries)
