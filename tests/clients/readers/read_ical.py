"""ical, which Home Assistant reads its remote calendars with."""

from collections.abc import Iterator

from ical.calendar_stream import IcsCalendarStream

from tests.clients.shown import Shown, feed_at, print_what, shown


def entries(address: str) -> Iterator[Shown]:
    calendar = IcsCalendarStream.calendar_from_ics(feed_at(address).decode())
    for event in calendar.timeline:
        yield shown(event.summary, event.start, event.end, event.status)


if __name__ == "__main__":
    print_what(entries)
