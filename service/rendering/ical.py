"""A feed of iCalendar (RFC 5545, RFC 7986): a constant header, the stored pieces, and an end.

No METHOD, no UID of the calendar, one component per UID: the profile that all tried clients read
alike. The header holds nothing that changes with the events, for some clients take every event
for a new one when it does (vdirsyncer).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import webcolors

from service.domain.site import Site
from service.rendering.contentline import line, text_line
from service.rendering.language import Language

PRODID = "-//Dateline//Dateline//EN"
FORMAT = 2  # rises whenever the same events give other bytes, so that all pieces are written again
TASK_TRIGGER = "TRIGGER;RELATED=END"  # before it is due; most tasks have no start (RFC 5545 3.8.6.3)
TRAILER = b"END:VCALENDAR\r\n"
# RFC 5545 3.6 wants a component even where nothing matches; a time zone is one, and no client shows it as an event.
NOTHING = (
    b"BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the events. `address` is that of the feed, `page` that of the agenda; neither has a token."""

    name: str
    description: str | None
    color: str | None  # a CSS3 name
    address: str | None
    page: str | None


def edition(site: Site) -> str:
    """What the pieces depend on besides events and calendar: another edition means that all are written again."""
    return f"{FORMAT} {site.base_url}"


def header(head: Head) -> bytes:
    """The constant lines of a feed; each name in its standard form (RFC 7986 5) and in the older one."""
    lines = [
        b"BEGIN:VCALENDAR\r\n",
        line("VERSION", "2.0"),
        line("PRODID", PRODID),
        line("CALSCALE", "GREGORIAN"),
        text_line("NAME", head.name),
        text_line("X-WR-CALNAME", head.name),
    ]
    if head.description:
        lines += [text_line("DESCRIPTION", head.description), text_line("X-WR-CALDESC", head.description)]
    if head.color:
        lines.append(line("COLOR", head.color))
    if head.color and (hexadecimal := _hexadecimal(head.color)):
        lines.append(line("X-APPLE-CALENDAR-COLOR", hexadecimal))
    if head.page:
        lines.append(line("URL;VALUE=URI", head.page))
    if head.address:
        lines.append(line("SOURCE;VALUE=URI", head.address))
    # A change is seen the same morning, and a client asks 24 times a day.
    lines += [line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"), line("X-PUBLISHED-TTL", "PT1H")]
    return b"".join(lines)


def alarm(before: timedelta, words: Language, *, trigger: str = "TRIGGER") -> bytes:
    """A VALARM for every event (RFC 5545 3.6.6); a task has TASK_TRIGGER."""
    return (
        b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n"
        + text_line("DESCRIPTION", words.gettext("Reminder"))
        + line(trigger, f"-P{before.days}D" if before.days and not before.seconds else _in_minutes(before))
        + b"END:VALARM\r\n"
    )


def with_inside(component: bytes, inside: Iterable[bytes]) -> bytes:
    """The event or task with components inside it, before its end."""
    end = component.rindex(b"END:")
    return b"".join((component[:end], *inside, component[end:]))


def is_to_come_off(piece: bytes) -> bool:
    """Whether there is anything to be reminded of: an event or a task with a day, not called off and not done.

    What people write begins no line, for a fold begins with a space.
    """
    has_day = b"\r\nDTSTART" in piece or b"\r\nDUE" in piece
    return has_day and b"\r\nSTATUS:CANCELLED\r\n" not in piece and b"\r\nSTATUS:COMPLETED\r\n" not in piece


def _in_minutes(before: timedelta) -> str:
    return f"-PT{int(before.total_seconds()) // 60}M"


def _hexadecimal(color: str) -> str | None:
    try:
        return str(webcolors.name_to_hex(color)).upper()
    except ValueError:
        return None
