"""icalendar, with recurring-ical-events for what happens when."""

from collections.abc import Iterator

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from tests.clients.shown import Shown, feed_at, print_what, shown


def entries(address: str) -> Iterator[Shown]:
    calendar = icalendar.Calendar.from_ical(feed_at(address))
    for event in recurring_ical_events.of(calendar).between((1000, 1, 1), (9000, 1, 1)):
        yield shown(str(event["SUMMARY"]), event.start, event.end, str(event["STATUS"]))


if __name__ == "__main__":
    print_what(entries)
