"""The fields of an event that say when it is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from service.catalogue.table import Table
from service.domain.timespan import (
    Approximate,
    Hours,
    Span,
    Undated,
    WholeDays,
    zone_named,
)

_WAYS = ("first_day", "start", "approximate", "undated")
_COMPANIONS = {
    "last_day": ("first_day", "a first_day with the last_day"),
    "end": ("start", "a start with the end"),
    "zone": ("start", "a start with the zone"),
}


def span(table: Table, *, zone: str) -> Span:
    """The span of an event; `zone` is the calendar's and holds where the event names none."""
    first_day, last_day = table.day("first_day"), table.day("last_day")
    start, end = table.wall_clock("start"), table.wall_clock("end")
    venue_zone, approximate = table.zone("zone"), table.word("approximate")
    table.flag("undated")
    for field, (way, expected) in _COMPANIONS.items():
        if field in table and way not in table:
            table.mistake(field, expected)
    ways = [way for way in _WAYS if way in table]
    if len(ways) != 1:
        table.mistakes.append(
            f"{table.where}: expected one way to say when (first_day, start, approximate or undated = true), "
            f"found {' and '.join(ways) or 'none'}"
        )
    elif first_day:
        with table.noting("last_day"):
            return WholeDays(first_day, last_day or first_day)
    elif start and "zone" in table:
        return _hours(table, start, end, venue_zone) if venue_zone else Undated()
    elif start:
        return _hours(table, start, end, zone)
    elif approximate is not None:
        with table.noting("approximate"):
            return Approximate(approximate)
    elif table.raw.get("undated") is False:
        table.mistake("undated", "true, or another way to say when")
    return Undated()


def _hours(table: Table, start: datetime, end: datetime | None, zone: str) -> Span:
    if end is None:
        if "end" not in table:
            table.mistake("end", "a day and an hour after the start, as in 2021-09-16T12:00:00")
        return Undated()
    venue = zone_named(zone)
    for field, wall_clock in (("start", start), ("end", end)):
        _check_that_it_exists(table, field, wall_clock, venue)
    with table.noting("end"):
        return Hours(_instant(start, venue), _instant(end, venue), zone)
    return Undated()


def _check_that_it_exists(table: Table, field: str, wall_clock: datetime, venue: ZoneInfo) -> None:
    if wall_clock.tzinfo is not None:
        return
    back = wall_clock.replace(tzinfo=venue).astimezone(UTC).astimezone(venue)
    if back.replace(tzinfo=None) != wall_clock:
        table.mistake(field, f"an hour that the clocks of {venue.key} show; they skip this one that day")


def _instant(wall_clock: datetime, venue: ZoneInfo) -> datetime:
    """UTC. A time with an offset is that instant; one without is the venue's clock."""
    return (wall_clock if wall_clock.tzinfo else wall_clock.replace(tzinfo=venue)).astimezone(UTC)
