"""Events as iCalendar (RFC 5545), in the profile that all tried clients read alike.

No METHOD, no UID of the calendar, VEVENTs only, one per UID, UTC instants, whole days with an
exclusive DTEND, and nothing that depends on when the feed is asked for: the same revisions give
the same bytes.
"""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar as VCalendar
from icalendar import Event as VEvent
from icalendar import Timezone, TimezoneStandard

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Kind, Status, VideoConference
from service.domain.revision import Revision
from service.domain.site import Site
from service.domain.timespan import DatedSpan, Hours, WholeDays
from service.rendering.description import description
from service.rendering.formatting import kinds_in_words, place_in_words, status_in_words
from service.rendering.language import Language, language

PRODID = "-//Dateline//Dateline//EN"
FORMAT = 1  # rises whenever the same events give other bytes, so that all feeds are published again
_REFRESH_AFTER = timedelta(hours=1)  # a change is seen the same morning, and a client asks 24 times a day


def edition(site: Site) -> str:
    """What the bytes depend on besides the events: another edition means that feeds must be published again."""
    return f"{FORMAT} {site.base_url}"


def feed(calendar: Calendar, revisions: Iterable[Revision], site: Site, *, kind: Kind | None = None) -> bytes:
    """The feed of a calendar, or of one kind of its events. Events without a known day are left out."""
    words = language(calendar.language)
    result = _header(calendar, kind, site, words)
    dated = [revision for revision in revisions if revision.event.dated]
    for revision in sorted(dated, key=lambda each: each.event.uid):
        result.add_component(_vevent(revision, calendar, site, words))
    if not dated:
        # RFC 5545 3.6 wants a component; a time zone is one, and no client shows it as an event.
        result.add_component(_utc())
    return bytes(result.to_ical(sorted=False))


def _header(calendar: Calendar, kind: Kind | None, site: Site, words: Language) -> VCalendar:
    name = calendar.name.into(calendar.language)
    if kind:
        name = f"{name}: {kinds_in_words(kind, words)}"
    result = VCalendar()
    result.add("VERSION", "2.0")
    result.add("PRODID", PRODID)
    result.add("CALSCALE", "GREGORIAN")
    # NAME (RFC 7986 5.1) is a TEXT that the library does not escape; X-WR-CALNAME is its older twin.
    for field in ("NAME", "X-WR-CALNAME"):
        result.add(field, _escaped(name))
    if calendar.description:
        result.add("DESCRIPTION", calendar.description.original)
        result.add("X-WR-CALDESC", _escaped(calendar.description.original))
    if calendar.color:
        result.add("COLOR", calendar.color)
    result.add("URL", site.url(f"/?calendar={calendar.slug}"))
    result.add("REFRESH-INTERVAL", _REFRESH_AFTER, parameters={"VALUE": "DURATION"})
    result.add("X-PUBLISHED-TTL", "PT1H")
    return result


def _vevent(revision: Revision, calendar: Calendar, site: Site, words: Language) -> VEvent:
    event = revision.event
    result = VEvent()
    result.add("UID", event.uid)
    # Without METHOD, DTSTAMP is the last revision (RFC 5545 3.8.7.2): never the time of the request.
    result.add("DTSTAMP", revision.at)
    result.add("LAST-MODIFIED", revision.at)
    result.add("SEQUENCE", revision.sequence)
    assert event.dated is not None
    _add_span(result, event.dated)
    result.add("SUMMARY", _summary(event, words))
    result.add("DESCRIPTION", description(event, calendar, site, words))
    if place := place_in_words(event.place, words):
        result.add("LOCATION", place)
    result.add("CATEGORIES", [event.kind.upper(), *(each.into(words.code) for each in event.categories)])
    result.add("STATUS", event.status.upper())
    result.add("TRANSP", "OPAQUE" if isinstance(event.dated, Hours) else "TRANSPARENT")
    result.add("URL", site.url(f"/events/{event.slug}"))
    if isinstance(event.place, VideoConference) and event.place.link:
        result.add("CONFERENCE", event.place.link, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    return result


def _add_span(result: VEvent, span: DatedSpan) -> None:
    match span:
        case WholeDays(first_day, last_day):
            result.add("DTSTART", first_day)
            result.add("DTEND", last_day + timedelta(days=1))  # exclusive: RFC 5545 3.6.1
        case Hours(start, end):
            result.add("DTSTART", start)
            result.add("DTEND", end)


def _summary(event: AnyEvent, words: Language) -> str:
    """The title; what was called off says so, for many clients do not show STATUS."""
    summary = event.summary.into(words.code)
    return summary if event.status is Status.CONFIRMED else f"{status_in_words(event.status, words)}: {summary}"


def _utc() -> Timezone:
    result = Timezone()
    result.add("TZID", "Etc/UTC")
    standard = TimezoneStandard()
    standard["DTSTART"] = "19700101T000000"
    standard["TZOFFSETFROM"] = standard["TZOFFSETTO"] = "+0000"
    result.add_component(standard)
    return result


def _escaped(text: str) -> str:
    """TEXT as RFC 5545 3.3.11 writes it."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
