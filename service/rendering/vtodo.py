"""One instruction as a VTODO (RFC 5545 3.6.2), for apps that keep a list of tasks."""

from datetime import UTC, datetime

from service.domain.calendar import Calendar
from service.domain.event import Deadline, Done, Status
from service.domain.relations import Relations
from service.domain.revision import Revision
from service.domain.site import Site
from service.domain.timespan import Approximate, Undated, WholeDays, midnight
from service.rendering.contentline import line, text_line
from service.rendering.description import description
from service.rendering.language import Language
from service.rendering.vevent import categories, day, related, utc


def vtodo(
    revision: Revision, calendar: Calendar, relations: Relations, site: Site, words: Language, *, stamp: datetime
) -> bytes | None:
    """The instruction as a task; None for every other kind. One without a known day has no DUE."""
    event = revision.event
    if not isinstance(event, Deadline):
        return None
    return b"".join(
        (
            b"BEGIN:VTODO\r\n",
            # Its VEVENT has the UID of the event; two components of one UID would be one thing (RFC 5545 3.8.4.7).
            line("UID", f"task-{event.uid}"),
            line("DTSTAMP", utc(stamp)),
            text_line("SUMMARY", event.summary.into(words.code)),
            _due(event),
            _state(event, calendar),
            text_line("DESCRIPTION", description(event, calendar, relations, site, words)),
            categories(event, words),
            line("URL", site.url(f"/events/{event.slug}")),
            related(event, calendar, relations),
            line("LAST-MODIFIED", utc(stamp)),
            line("SEQUENCE", str(revision.sequence)),
            b"END:VTODO\r\n",
        )
    )


def _due(event: Deadline) -> bytes:
    """The last of its days; the first one only where they differ, for DUE has to be later (RFC 5545 3.8.2.3)."""
    match event.span:
        case WholeDays(first_day, last_day) if first_day < last_day:
            return line("DTSTART;VALUE=DATE", day(first_day)) + line("DUE;VALUE=DATE", day(last_day))
        case WholeDays(last_day=last_day):
            return line("DUE;VALUE=DATE", day(last_day))
        case Approximate() | Undated():
            return b""
        case _:
            raise AssertionError("a deadline has no hours")


def _state(event: Deadline, calendar: Calendar) -> bytes:
    """STATUS of a task (RFC 5545 3.8.1.11); COMPLETED is an instant in UTC (3.8.2.1): the beginning of that day."""
    if event.status is Status.CANCELLED:
        return b"STATUS:CANCELLED\r\n"
    match event.progress:
        case Done(on):
            completed = midnight(on, calendar.zone).astimezone(UTC)
            return line("COMPLETED", utc(completed)) + b"PERCENT-COMPLETE:100\r\nSTATUS:COMPLETED\r\n"
        case _:
            return b"PERCENT-COMPLETE:0\r\nSTATUS:NEEDS-ACTION\r\n"
