"""Where a client is known to show something else than the calendar says, and what exactly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

from service.domain.timespan import Hours
from tests.clients.feeds import Expected, Feed
from tests.clients.shown import Shown, shown

ALL = tuple(Feed)


class Column(StrEnum):
    """What the clients are compared in."""

    TITLES = "titles"
    TIMES = "days and instants"
    CANCELLED = "cancelled"
    VENUE = "`?tz=venue`"
    PEOPLE = "`?people=1`"
    EMPTY = "no events"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`says` stands in that column of the table. `shows` is what becomes of an event; the text is the reader's zone."""

    column: Column
    says: str
    feeds: Sequence[Feed] = ALL
    shows: Callable[[Expected, str], list[Shown]]


def with_differences(known: Sequence[Difference], feed: Feed, wanted: list[Expected], zone: str) -> list[Shown]:
    """What a client that differs so is known to show of the feed."""
    for difference in (each for each in known if feed in each.feeds):
        wanted = [Expected(each.event, as_shown) for each in wanted for as_shown in difference.shows(each, zone)]
    return sorted(each.shown for each in wanted)


def _without_status(wanted: Expected, _: str) -> list[Shown]:
    return [replace(wanted.shown, cancelled=None)]


def _with_a_line_break(wanted: Expected, _: str) -> list[Shown]:
    return [replace(wanted.shown, title=wanted.shown.title.replace("\\n", "\\\n"))]


def _not_with_participants(wanted: Expected, _: str) -> list[Shown]:
    return [] if wanted.event.participants else [wanted.shown]


def _named_after_a_participant(wanted: Expected, _: str) -> list[Shown]:
    people = wanted.event.participants
    return [replace(wanted.shown, title=people[-1].name.original) if people else wanted.shown]


def _on_the_readers_clock(wanted: Expected, zone: str) -> list[Shown]:
    """What the venue's clock shows is taken for what the reader's shows."""
    return _misread(wanted, lambda local: local.replace(tzinfo=ZoneInfo(zone)))


def _changed_at_midnight(wanted: Expected, _: str) -> list[Shown]:
    """On the day of a change the whole day has the offset that its noon has."""
    return _misread(wanted, lambda local: local.replace(tzinfo=timezone(_offset_at_noon(local))))


def _misread(wanted: Expected, misread: Callable[[datetime], datetime]) -> list[Shown]:
    """With the times on the venue's clock read in another way; whole days are on no clock."""
    span, right = wanted.event.span, wanted.shown
    if not isinstance(span, Hours):
        return [right]
    wrong = shown(right.title, misread(span.local_start), misread(span.local_end), None)
    return [replace(wrong, cancelled=right.cancelled)]


def _offset_at_noon(local: datetime) -> timedelta:
    return local.replace(hour=12).utcoffset() or timedelta(0)


NO_STATUS = Difference(column=Column.CANCELLED, says="by the title: it keeps no status", shows=_without_status)
BACKSLASH_N = Difference(column=Column.TITLES, says="`\\n` is an end of line even as written", shows=_with_a_line_break)
SECOND_DESCRIPTION = Difference(
    column=Column.PEOPLE,
    says="leaves out what has participants",
    feeds=(Feed.PEOPLE,),
    shows=_not_with_participants,
)
SECOND_SUMMARY = Difference(
    column=Column.PEOPLE,
    says="the last participant for the title",
    feeds=(Feed.PEOPLE,),
    shows=_named_after_a_participant,
)
NO_ZONES = Difference(
    column=Column.VENUE,
    says="the venue's clock for the reader's",
    feeds=(Feed.VENUE,),
    shows=_on_the_readers_clock,
)
EARLY_CHANGE = Difference(
    column=Column.VENUE,
    says="clocks change at midnight",
    feeds=(Feed.VENUE,),
    shows=_changed_at_midnight,
)
