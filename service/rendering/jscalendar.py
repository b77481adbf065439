"""A set of events as a JSCalendar group (RFC 8984): deadlines as tasks, all others as events."""

from datetime import datetime, time, timedelta
from typing import Any

from service.domain.event import AnyEvent, Deadline, Done, Participant, Role, Status, VideoConference, takes_up_time
from service.domain.relations import Relations
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays
from service.rendering.collection import Collection, Item, rfc3339
from service.rendering.description import description, title
from service.rendering.formatting import place_in_words
from service.rendering.json_bytes import json_bytes, without_nothing
from service.rendering.language import Language
from service.rendering.vevent import COLORS


def jscalendar(collection: Collection) -> bytes:
    """A Group; what has no known day is in it only as a task, which needs none (RFC 8984 5.2).

    What is known only by its month or year stands on the first day of it, and its title says so.
    """
    entries = [each for each in collection.items if _is_dated(each.revision.event)]
    return json_bytes(
        without_nothing(
            {
                "@type": "Group",
                "uid": collection.address,
                "updated": rfc3339(collection.changed_at),
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
            "updated": rfc3339(item.updated),
            "sequence": item.revision.sequence,
            # A task says by its progress what the title of an event has to say.
            "title": event.summary.into(words.code) if isinstance(event, Deadline) else title(event, words),
            "description": description(event, item.calendar, item.relations, collection.site, words),
            "locale": words.code,
            "keywords": dict.fromkeys(categories, True),
            "links": {"page": {"@type": "Link", "href": page, "rel": "alternate", "contentType": "text/html"}},
            "color": COLORS[event.kind],
            "locations": _locations(event, words),
            "virtualLocations": _virtual_locations(event),
            "participants": _participants(event, words),
            "relatedTo": _related(event, item.relations),
            "freeBusyStatus": "busy" if takes_up_time(event) else "free",
            **_times(event),
        }
    )


def _times(event: AnyEvent) -> dict[str, Any]:
    if not isinstance(event, Deadline):
        return {"status": event.status, **_start(event.span)}
    if event.status is Status.CANCELLED:
        return {"progress": "cancelled", **_due(event.span)}
    match event.progress:
        case Done():
            return {"progress": "completed", "percentComplete": 100, **_due(event.span)}
        case _:
            return {"progress": "needs-action", **_due(event.span)}


def _start(span: Span) -> dict[str, Any]:
    """LocalDateTime on the venue's clock with its zone, and a duration (RFC 8984 5.1)."""
    match span:
        case Hours(start, end, zone):
            # A time that the clock shows twice is read as the first of the two (RFC 8984 1.4.4).
            local, clock = (start, "Etc/UTC") if span.local_start.fold else (span.local_start, zone)
            return {"start": _local(local), "timeZone": clock, "duration": _duration(end - start)}
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


def _due(span: Span) -> dict[str, Any]:
    """The last of its days, floating as all whole days are; the first one only where they differ, as in `vtodo`."""
    if not isinstance(span, WholeDays):
        return {}
    first, last = (_local(datetime.combine(day, time())) for day in (span.first_day, span.last_day))
    return ({"start": first} if first != last else {}) | {"due": last, "showWithoutTime": True}


def _locations(event: AnyEvent, words: Language) -> dict[str, Any]:
    place = place_in_words(event.place, words)
    return {"1": {"@type": "Location", "name": place}} if place and not _virtual_locations(event) else {}


def _virtual_locations(event: AnyEvent) -> dict[str, Any]:
    if not isinstance(event.place, VideoConference) or not event.place.link:
        return {}
    return {"1": {"@type": "VirtualLocation", "uri": event.place.link, "features": {"video": True}}}


def _participants(event: AnyEvent, words: Language) -> dict[str, Any]:
    return {str(place): _participant(person, words) for place, person in enumerate(event.participants, 1)}


def _participant(person: Participant, words: Language) -> dict[str, Any]:
    """Nobody has an address here, so nobody can be invited (RFC 8984 4.4.6)."""
    office = person.office.into(words.code) if person.office else None
    roles = {"attendee": True} | ({"chair": True} if person.role is Role.CHAIR else {})
    return without_nothing(
        {"@type": "Participant", "name": person.name.into(words.code), "description": office, "roles": roles}
    )


def _related(event: AnyEvent, relations: Relations) -> dict[str, Any]:
    """An instruction is a child of the meeting that gave it; RFC 8984 4.1.3 has no word for where it is due."""
    due = [event.due_at] if isinstance(event, Deadline) and event.due_at else []
    kinds: dict[str, dict[str, bool]] = {uid: {} for uid in (*due, *(each.uid for each in relations.takes))}
    if isinstance(event, Deadline) and event.given_at:
        kinds[event.given_at] = {"parent": True}
    kinds |= {each.uid: {"child": True} for each in relations.gave}
    return {uid: without_nothing({"@type": "Relation", "relation": kind}) for uid, kind in kinds.items()}


def _duration(length: timedelta) -> str:
    """In hours, which are exact; a day is as long as the clocks make it (RFC 5545 3.3.6)."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return "PT" + "".join(
        f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number
    )


def _local(moment: datetime) -> str:
    """LocalDateTime: the clock alone; its zone stands beside it (RFC 8984 1.4.4)."""
    return moment.replace(tzinfo=None).isoformat()
