"""libical, which GNOME and others are built on, with its check of what RFC 5545 and 5546 allow."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - after its version was required

from tests.clients.shown import Shown, feed_at, print_what, shown  # noqa: E402


def entries(address: str) -> Iterator[Shown]:
    calendar = ICalGLib.Component.new_from_string(feed_at(address).decode())
    if not ICalGLib.restriction_check(calendar):
        raise ValueError(f"libical does not allow this: {calendar.as_ical_string()}")
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event:
        start, end = _moment(event.get_dtstart()), _moment(event.get_dtend())
        yield shown(event.get_summary(), start, end, event.get_status().value_nick)
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


def _moment(time: "ICalGLib.Time") -> date:
    if time.is_date():
        return date(time.get_year(), time.get_month(), time.get_day())
    return datetime.fromtimestamp(time.as_timet_with_zone(time.get_timezone()), UTC)


if __name__ == "__main__":
    print_what(entries)
