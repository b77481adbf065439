"""One event as a VEVENT (RFC 5545 3.6.1), as it is stored and joined into feeds.

UTC instants, whole days with an exclusive DTEND, and nothing that depends on when the feed is asked
for: the same revisions give the same bytes.
"""

from datetime import date, datetime, timedelta

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Deadline, Kind, VideoConference, takes_up_time
from service.domain.relations import Relations
from service.domain.revision import Revision
from service.domain.site import Site
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays, local_to_utc
from service.rendering.contentline import date_time, escaped, line, text_line
from service.rendering.description import description, title
from service.rendering.formatting import place_in_words
from service.rendering.language import Language

# CSS3 names (RFC 7986 5.9), as near to the colours of the agenda as names come.
COLORS = {
    Kind.MEETING: "royalblue",
    Kind.DEADLINE: "firebrick",
    Kind.EXERCISE: "seagreen",
    Kind.MILESTONE: "goldenrod",
}


def vevent(
    revision: Revision, calendar: Calendar, relations: Relations, site: Site, words: Language, *, stamp: datetime
) -> bytes | None:
    """The event in these words; None where no day is known. `stamp` (UTC) becomes DTSTAMP and LAST-MODIFIED.

    What is known only by its month or year stands on the first day of it, and its title says so.
    """
    event = revision.event
    if isinstance(event.span, Undated):
        return None
    place = place_in_words(event.place, words)
    # Without METHOD, DTSTAMP is the last revision (RFC 5545 3.8.7.2): never the time of the request.
    return b"".join(
        (
            b"BEGIN:VEVENT\r\n",
            line("UID", event.uid),
            line("DTSTAMP", utc(stamp)),
            line("SUMMARY", escaped(title(event, words))),
            times(event.span),
            text_line("DESCRIPTION", description(event, calendar, relations, site, words)),
            text_line("LOCATION", place) if place else b"",
            categories(event, words),
            line("STATUS", event.status.upper()),
            _free_or_busy(event),
            line("URL", site.url(f"/events/{event.slug}")),
            _conference(event),
            line("COLOR", COLORS[event.kind]),
            related(event, calendar, relations),
            line("LAST-MODIFIED", utc(stamp)),
            line("SEQUENCE", str(revision.sequence)),
            b"END:VEVENT\r\n",
        )
    )


def times(span: Span) -> bytes:
    """DTSTART and DTEND; the end is exclusive (RFC 5545 3.6.1)."""
    match span:
        case Hours(start, end):
            return line("DTSTART", utc(start)) + line("DTEND", utc(end))
        case WholeDays(first_day, last_day):
            return _whole_days(first_day, last_day)
        case Approximate(year=year, month=month):
            first_day = date(year, month or 1, 1)
            return _whole_days(first_day, first_day)
        case Undated():
            return b""


def venue_times(span: Span) -> bytes | None:
    """DTSTART and DTEND on the venue's clock, where there are hours; they need the zone's VTIMEZONE.

    An hour that the clock shows twice means the first of the two (RFC 5545 3.3.5): the second cannot be
    named, so an event that begins or ends in it stays in UTC.
    """
    if not isinstance(span, Hours):
        return None
    start, end = span.local_start.replace(fold=0, tzinfo=None), span.local_end.replace(fold=0, tzinfo=None)
    if (local_to_utc(start, span.zone), local_to_utc(end, span.zone)) != (span.start, span.end):
        return None
    return line(f"DTSTART;TZID={span.zone}", date_time(start)) + line(f"DTEND;TZID={span.zone}", date_time(end))


def categories(event: AnyEvent, words: Language) -> bytes:
    """The kind and the event's own categories; commas part them (RFC 5545 3.8.1.2)."""
    names = [event.kind.upper(), *(each.into(words.code) for each in event.categories)]
    return line("CATEGORIES", ",".join(map(escaped, names)))


def related(event: AnyEvent, calendar: Calendar, relations: Relations) -> bytes:
    """What it has to do with others: RFC 5545 3.8.4.5, RFC 9253 4 to 6.

    An instruction is a child of the meeting that gave it, and has to be finished before the one that
    it is due at starts. All events of a series bear its REFID and refer to it.
    """
    lines = []
    if isinstance(event, Deadline) and event.given_at:
        lines.append(line("RELATED-TO;RELTYPE=PARENT", event.given_at))
    if isinstance(event, Deadline) and event.due_at:
        lines.append(line("RELATED-TO;RELTYPE=FINISHTOSTART", event.due_at))
    lines += [line("RELATED-TO;RELTYPE=CHILD", each.uid) for each in relations.gave]
    lines += [line("RELATED-TO;RELTYPE=DEPENDS-ON", each.uid) for each in relations.takes]
    if event.series:
        series = escaped(f"{event.series}@{calendar.slug}")
        lines += [line("RELATED-TO;RELTYPE=REFID", series), line("REFID", series)]
    return b"".join(lines)


def utc(instant: datetime) -> str:
    """DATE-TIME in UTC (RFC 5545 3.3.5, form 2)."""
    return f"{date_time(instant)}Z"


def day(of: date) -> str:
    """DATE (RFC 5545 3.3.4), with four digits for years before 1000, too."""
    return f"{of.year:04}{of.month:02}{of.day:02}"


def _whole_days(first_day: date, last_day: date) -> bytes:
    return (
        line("DTSTART;VALUE=DATE", day(first_day))
        + line("DTEND;VALUE=DATE", day(last_day + timedelta(days=1)))
        # Outlook takes midnight to midnight for hours otherwise (MS-OXCICAL 2.1.3.1.1.20.26).
        + b"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"
    )


def _free_or_busy(event: AnyEvent) -> bytes:
    """RFC 5545 3.8.2.7; Outlook goes by the second line (MS-OXCICAL 2.1.3.1.1.20.31)."""
    return (
        b"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\n"
        if takes_up_time(event)
        else b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
    )


def _conference(event: AnyEvent) -> bytes:
    """RFC 7986 5.11."""
    if not isinstance(event.place, VideoConference) or not event.place.link:
        return b""
    return line(f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={event.kind.title()}", event.place.link)
