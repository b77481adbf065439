"""A set of events with all that is known of each, as plain JSON."""

from collections.abc import Iterable
from typing import Any

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Deadline, Done, Meeting, Participant, Place, Venue, VideoConference
from service.domain.site import Site
from service.domain.source import Citation
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays
from service.rendering.collection import Collection, Item, rfc3339
from service.rendering.formatting import place_in_words
from service.rendering.json_bytes import json_bytes, without_nothing
from service.rendering.language import Language


def plain_json(collection: Collection) -> bytes:
    """Members that say nothing are left out. Days are both included; instants are in UTC."""
    return json_bytes(
        {
            "name": collection.name,
            "description": collection.description,
            "address": collection.address,
            "page": collection.page,
            "language": collection.language.code,
            "updated": rfc3339(collection.changed_at),
            "events": [event_facts(each, collection.site, collection.language) for each in collection.items],
        }
    )


def event_facts(item: Item, site: Site, words: Language) -> dict[str, Any]:
    """All that is known of an event; the same wherever it is told."""
    event = item.revision.event
    return without_nothing(
        {
            "uid": event.uid,
            "slug": event.slug,
            "page": site.url(f"/events/{event.slug}"),
            "calendar": item.calendar.slug,
            "kind": event.kind,
            "summary": event.summary.into(words.code),
            "description": _said(event.description, words),
            "status": event.status,
            "when": _when(event.span),
            "place": _place(event.place, words),
            "url": event.url,
            "body": event.body,
            "series": event.series,
            "categories": _all(event.categories, words),
            "topics": _all(event.topics, words),
            "outcomes": _all(event.outcomes, words),
            "participants": [participant_facts(each, words) for each in event.participants],
            "sources": source_facts(event.citations, item.calendar, words),
            "gives": [each.uid for each in item.relations.gave],
            "takes": [each.uid for each in item.relations.takes],
            **_of_its_kind(event),
            "revision": item.revision.number,
            "sequence": item.revision.sequence,
            "updated": rfc3339(item.updated),
        }
    )


def participant_facts(person: Participant, words: Language) -> dict[str, Any]:
    return without_nothing(
        {
            "name": person.name.into(words.code),
            "role": person.role,
            "office": _said(person.office, words),
            "country": person.country,
            "certainty": person.certainty,
        }
    )


def source_facts(citations: Iterable[Citation], calendar: Calendar, words: Language) -> list[dict[str, Any]]:
    """Where it was said. What a file that no longer holds the event has dropped of its sources is left out."""
    return [_citation(each, calendar, words) for each in citations]


def _of_its_kind(event: AnyEvent) -> dict[str, Any]:
    match event:
        case Meeting(session=session):
            return {"session": session}
        case Deadline(given_at=given_at, due_at=due_at, progress=Done(day)):
            return {"given_at": given_at, "due_at": due_at, "progress": "done", "done_on": day.isoformat()}
        case Deadline(given_at=given_at, due_at=due_at):
            return {"given_at": given_at, "due_at": due_at, "progress": "open"}
        case _:
            return {}


def _when(span: Span) -> dict[str, str]:
    match span:
        case WholeDays(first_day, last_day):
            return {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
        case Hours(start, end, zone):
            return {"start": rfc3339(start), "end": rfc3339(end), "zone": zone}
        case Approximate(text):
            return {"approximate": text}
        case Undated():
            return {}


def _place(place: Place, words: Language) -> dict[str, Any]:
    country = place.country if isinstance(place, Venue) else None
    link = place.link if isinstance(place, VideoConference) else None
    return without_nothing({"name": place_in_words(place, words), "country": country, "link": link})


def _citation(citation: Citation, calendar: Calendar, words: Language) -> dict[str, Any]:
    source = next((each for each in calendar.sources if each.id == citation.source), None)
    return without_nothing(
        {
            "publication": _said(source.publication, words) if source else None,
            "title": _said(source.title, words) if source else None,
            "date": source.date.isoformat() if source else None,
            "link": source.link if source else None,
            "says": citation.says.into(words.code),
            "supports": list(citation.supports),
            "certainty": citation.certainty,
        }
    )


def _all(texts: Iterable[Text], words: Language) -> list[str]:
    return [each.into(words.code) for each in texts]


def _said(text: Text | None, words: Language) -> str | None:
    return text.into(words.code) if text else None
