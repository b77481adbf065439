"""An event in the vocabulary of schema.org, as JSON-LD inside its page, for search engines and other machines."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from service.domain.calendar import Calendar
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Participant,
    Role,
    Status,
    Telephone,
    Unplaced,
    Venue,
    VideoConference,
)
from service.domain.revision import Revision
from service.domain.site import Site
from service.domain.source import Certainty
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays
from service.rendering.formatting import place_in_words
from service.rendering.json_bytes import without_nothing
from service.rendering.language import Language

_SCHEMA = "https://schema.org"
# What would end a script element or begin a comment in it (HTML 4.12.1.3), and what ends a line in JavaScript only.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_ld(
    event: AnyEvent, history: Iterable[Revision], calendar: Calendar, site: Site, words: Language
) -> dict[str, Any]:
    """An Event with its former starts; `history` is all revisions of it that the reader may see, the oldest first.

    An instruction is no Event: nothing happens on the day it is due, and Google punishes a whole site that marks up
    what is no event (developers.google.com/search/blog/2017/11/a-reminder-about-event-markup). It is what
    schema.org/PlanAction says: that something was planned to be done by a day.
    """
    page = site.url(f"/events/{event.slug}")
    common = {
        "@context": _SCHEMA,
        "@id": page,
        "identifier": event.uid,
        "name": event.summary.into(words.code),
        "description": event.description.into(words.code) if event.description else None,
        "url": page,
        "sameAs": event.url,
    }
    if isinstance(event, Deadline):
        return without_nothing(common | _plan(event, calendar, words))
    former = [each.event.span for each in history]
    return without_nothing(common | _happening(event, former, calendar, words))


def in_script(value: Any) -> str:
    """The value as JSON that may stand inside <script type="application/ld+json">, whatever anybody wrote in it."""
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _plan(deadline: Deadline, calendar: Calendar, words: Language) -> dict[str, Any]:
    """A CancelAction, which is a PlanAction, too, says that it is not going to be done any more."""
    done = isinstance(deadline.progress, Done)
    return {
        "@type": "CancelAction" if deadline.status is Status.CANCELLED else "PlanAction",
        "agent": _organizer(deadline, calendar, words),
        "scheduledTime": _end(deadline.span) or _start(deadline.span),
        "object": {
            "@type": "Action",
            "name": deadline.summary.into(words.code),
            "actionStatus": f"{_SCHEMA}/{'CompletedActionStatus' if done else 'PotentialActionStatus'}",
        },
    }


def _happening(event: AnyEvent, history: list[Span], calendar: Calendar, words: Language) -> dict[str, Any]:
    former = _former_starts(event.span, history)
    status = _event_status(event, former)
    return {
        "@type": "Event",
        # Where no time is known any more it keeps its last one (Google's rule for what is postponed or cancelled).
        "startDate": _start(event.span) or (former[-1] if former else None),
        "endDate": _end(event.span),
        "eventStatus": f"{_SCHEMA}/{status}" if status else None,
        "previousStartDate": former if status in ("EventRescheduled", "EventPostponed") else None,
        "inLanguage": words.code if words.code in event.summary.translations else calendar.language,
        **_where(event, words),
        "organizer": _organizer(event, calendar, words),
        # One can say neither "reported" nor "inferred" of them here, so only those who certainly take part are named.
        "performer": _people(event, words, chairing=True),
        "attendee": _people(event, words, chairing=False),
        "superEvent": _series(event, calendar, words),
    }


def _former_starts(now: Span, history: list[Span]) -> list[str]:
    """When it was to start before, in that order, each once; what is only more or less precise is no other start."""
    former = [span for span in history if not isinstance(span, Undated) and not _starts_alike(span, now)]
    return list(dict.fromkeys(start for span in former if (start := _start(span))))


def _starts_alike(one: Span, other: Span) -> bool:
    if isinstance(one, Hours) and isinstance(other, Hours):
        return one.start == other.start
    shorter, longer = sorted((_clock(one), _clock(other)), key=len)
    return bool(shorter) and longer.startswith(shorter)


def _clock(span: Span) -> str:
    """The start on the venue's clock, as precise as it is known."""
    return span.local_start.replace(tzinfo=None).isoformat() if isinstance(span, Hours) else _start(span) or ""


def _event_status(event: AnyEvent, former: list[str]) -> str | None:
    """Nothing for what is tentative, for which there is no word, and for what has never had a date."""
    if event.status is Status.CANCELLED:
        return "EventCancelled"
    if former:
        return "EventPostponed" if isinstance(event.span, Undated) else "EventRescheduled"
    if event.status is Status.TENTATIVE or isinstance(event.span, Undated):
        return None
    return "EventScheduled"


def _start(span: Span) -> str | None:
    """As precise as it is known: "2002-10" is a Date as well (ISO 8601, reduced precision)."""
    match span:
        case WholeDays(first_day):
            return first_day.isoformat()
        case Hours(start):
            return _instant(start, span.local_start)
        case Approximate(text):
            return text
        case Undated():
            return None


def _end(span: Span) -> str | None:
    """The last day is included, as in what Google shows."""
    match span:
        case WholeDays(last_day=last_day):
            return last_day.isoformat()
        case Hours(end=end):
            return _instant(end, span.local_end)
        case _:
            return None


def _instant(instant: datetime, local: datetime) -> str:
    """With the venue's offset; in UTC where that has seconds, as before there were zones: ISO 8601 knows none."""
    offset = local.utcoffset()
    return (instant if offset is None or offset.seconds % 60 else local).isoformat()


def _where(event: AnyEvent, words: Language) -> dict[str, Any]:
    """Schema.org knows three modes of attendance; a conversation by telephone is none of them."""
    name = place_in_words(event.place, words)
    match event.place:
        case Venue(country=country):
            address = without_nothing({"addressCountry": country})
            place = {"@type": "Place", "name": name, "address": address and {"@type": "PostalAddress", **address}}
            return {"location": without_nothing(place), "eventAttendanceMode": f"{_SCHEMA}/OfflineEventAttendanceMode"}
        case VideoConference(link=link):
            room = without_nothing({"@type": "VirtualLocation", "name": name, "url": link})
            return {"location": room, "eventAttendanceMode": f"{_SCHEMA}/OnlineEventAttendanceMode"}
        case Telephone():
            return {"location": {"@type": "VirtualLocation", "name": name}}
        case Unplaced():
            return {}


def _organizer(event: AnyEvent, calendar: Calendar, words: Language) -> dict[str, Any] | None:
    """The body that meets, as part of its organisation; without one nobody knows who called the others together."""
    organisation = calendar.organisation
    for body in organisation.bodies if organisation else ():
        if organisation and body.slug == event.body:
            whole = {"@type": "Organization", "name": organisation.name.into(words.code)}
            return {"@type": "Organization", "name": body.name.into(words.code), "parentOrganization": whole}
    return None


def _people(event: AnyEvent, words: Language, *, chairing: bool) -> list[dict[str, Any]]:
    certain = [each for each in event.participants if each.certainty is Certainty.CERTAIN]
    return [_person(each, words) for each in certain if (each.role is Role.CHAIR) == chairing]


def _person(participant: Participant, words: Language) -> dict[str, Any]:
    """A mere name may also be that of many, such as "The heads of state", and is not said to be a person's.

    The country is left out: somebody sits for it, which does not make him its citizen.
    """
    is_one = participant.office or participant.country
    office = participant.office.into(words.code) if participant.office else None
    named = {"@type": "Person" if is_one else None, "name": participant.name.into(words.code), "jobTitle": office}
    return without_nothing(named)


def _series(event: AnyEvent, calendar: Calendar, words: Language) -> dict[str, Any] | None:
    for series in calendar.series:
        if series.id == event.series:
            description = series.description.into(words.code) if series.description else None
            named = {"@type": "EventSeries", "name": series.name.into(words.code), "description": description}
            return without_nothing(named)
    return None
