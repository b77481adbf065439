"""A set of events as a JSCalendar group (RFC 8984): deadlines as tasks, all others as events."""

from datetime import datetime, time, timedelta
from typing import Any

from service.domain.event import AnyEvent, Deadline, Done, Participant, Role, Status, Venue, VideoConference
from service.domain.relations import Relations
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays
from service.rendering.collection import Collection, Item
from service.rendering.description import description, title
from service.rendering.formatting import place_in_words
from service.rendering.json_bytes import json_bytes, without_nothing
from service.rendering.language import Language

_ROLES = {Role.CHAIR: "chair", Role.GUEST: "informational"}  # RFC 8984 4.4.6; all others are attendees


def jscalendar(collection: Collection) -> bytes:
    """A Group; what has no known day is in it only as a task, which needs none (RFC 8984 5.2)."""
    entries = [each for each in collection.items if _is_dated(each.revision.event)]
    return json_bytes(
        without_nothing(
            {
                "@type": "Group",
                "uid": collection.address,
                "updated": _utc(collection.changed_at),
                "title": collection.name,
                "description": collection.description,
                "source": collection.address,
                "locale": collection.language.code,
            }
        )
        | {"entries": [_entry(each, collection) for each in entries]}
    )


def _is_dated(event: AnyEvent) -> bool:
    return isinstance(event, Deadline) or not isinstance(event.span, Undated)


def _entry(item: Item, collection: Collection) -> dict[str, Any]:
    event, words = item.revision.event, collection.language
    page = collection.site.url(f"/events/{event.slug}")
    categories = [event.kind, *(each.into(words.code) for each in event.categories)]
    return without_nothing(
        {
            "@type": "Task" if isinstance(event, Deadline) else "Event",
            "uid": event.uid,
            "updated": _utc(item.updated),
            "sequence": item.revision.sequence,
            "title": title(event, words),
            "description": description(event, item.calendar, item.relations, collection.site, words),
            "locale": words.code,
            "keywords": dict.fromkeys(categories, True),
            "links": {"page": {"@type": "Link", "href": page, "rel": "alternate", "contentType": "text/html"}},
            "locations": _locations(event, words),
            "virtualLocations": _virtual_locations(event),
            "participants": _participants(event, words),
            "relatedTo": _related(event, item.relations),
            "freeBusyStatus": "busy" if isinstance(event.span, Hours) else "free",
            **_times(event, item),
        }
    )


def _times(event: AnyEvent, item: Item) -> dict[str, Any]:
    if not isinstance(event, Deadline):
        return {"status": event.status, **_start(event.span)}
    if event.status is Status.CANCELLED:
        return {"progress": "cancelled", **_due(event.span, item.calendar.zone)}
    match event.progress:
        case Done():
            return {"progress": "completed", "percentComplete": 100, **_due(event.span, item.calendar.zone)}
        case _:
            return {"progress": "needs-action", **_due(event.span, item.calendar.zone)}


def _start(span: Span) -> dict[str, Any]:
    """LocalDateTime on the venue's clock with its zone, and a duration (RFC 8984 5.1)."""
    match span:
        case Hours(start, end, zone):
            return {"start": _local(span.local_start), "timeZone": zone, "duration": _duration(end - start)}
        case WholeDays(first_day, last_day):
            days = (last_day - first_day).days + 1
            midnight = datetime.combine(first_day, time())
            return {"start": _local(midnight), "duration": f"P{days}D", "showWithoutTime": True}
        case Approximate(year=year, month=month):
            return {
                "start": f"{max(year, 1):04}-{month or 1:02}-01T00:00:00",
                "duration": "P1D",
                "showWithoutTime": True,
            }
        case Undated():
            return {}


def _due(span: Span, zone: str) -> dict[str, Any]:
    """The end of its last day, in the zone of the calendar (RFC 8984 5.2.1)."""
    if not isinstance(span, WholeDays):
        return {}
    end = datetime.combine(span.last_day + timedelta(days=1), time())
    return {"due": _local(end), "timeZone": zone, "showWithoutTime": True}


def _locations(event: AnyEvent, words: Language) -> dict[str, Any]:
    if not isinstance(event.place, Venue):
        return {}
    return {"1": {"@type": "Location", "name": place_in_words(event.place, words)}}


def _virtual_locations(event: AnyEvent) -> dict[str, Any]:
    if not isinstance(event.place, VideoConference) or not event.place.link:
        return {}
    return {"1": {"@type": "VirtualLocation", "uri": event.place.link, "features": {"video": True}}}


def _participants(event: AnyEvent, words: Language) -> dict[str, Any]:
    return {str(place): _participant(person, words) for place, person in enumerate(event.participants, 1)}


def _participant(person: Participant, words: Language) -> dict[str, Any]:
    """Nobody has an address here, so nobody can be invited (RFC 8984 4.4.6)."""
    office = person.office.into(words.code) if person.office else None
    roles = {_ROLES.get(person.role, "attendee"): True}
    return without_nothing(
        {"@type": "Participant", "name": person.name.into(words.code), "description": office, "roles": roles}
    )


def _related(event: AnyEvent, relations: Relations) -> dict[str, Any]:
    """RFC 8984 4.1.3: an instruction is a child of the meeting that gave it."""
    relation: dict[str, str] = {}
    if isinstance(event, Deadline):
        relation |= {uid: "next" for uid in (event.due_at,) if uid} | {
            uid: "parent" for uid in (event.given_at,) if uid
        }
    relation |= {each.uid: "child" for each in relations.gave}
    return {uid: {"@type": "Relation", "relation": {kind: True}} for uid, kind in relation.items()}


def _duration(length: timedelta) -> str:
    """RFC 8984 1.4.6."""
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number]
    days = f"{length.days}D" if length.days else ""
    return f"P{days}T{''.join(parts)}" if parts else f"P{days}"


def _local(moment: datetime) -> str:
    """LocalDateTime: the clock alone; its zone stands beside it (RFC 8984 1.4.4)."""
    return moment.replace(tzinfo=None).isoformat()


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
