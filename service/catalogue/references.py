"""Names in a calendar file that must lead to something in the same file."""

from collections import Counter
from collections.abc import Iterable

from service.catalogue.sentences import in_words, mistake
from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Deadline, Meeting
from service.domain.source import Citation


def mistakes_in(calendar: Calendar, events: Iterable[AnyEvent], where: str) -> list[str]:
    """One sentence for each name that is used twice or that leads nowhere."""
    events = list(events)
    found = [*_used_twice(calendar, events, where), *_citations_without_source(calendar, events, where)]
    bodies = {body.slug for body in calendar.organisation.bodies} if calendar.organisation else set()
    series = {each.id for each in calendar.series}
    meetings = {event.uid for event in events if isinstance(event, Meeting)}
    for event in events:
        links = [("body", event.body, bodies, "the slug of a [[body]]")]
        links.append(("series", event.series, series, "the id of a [[series]]"))
        if isinstance(event, Deadline):
            links.append(("given_at", event.given_at, meetings, "the uid of a meeting"))
            links.append(("due_at", event.due_at, meetings, "the uid of a meeting"))
        for field, name, known, expected in links:
            if name is not None and name not in known:
                found.append(mistake(f'{where}: event "{event.uid}"', field, f"{expected} in this file", name))
    return found


def _used_twice(calendar: Calendar, events: list[AnyEvent], where: str) -> list[str]:
    organisation = calendar.organisation
    names = {
        "uid": [event.uid for event in events],
        "slug of an event": [event.slug for event in events],
        "id of a source": [source.id for source in calendar.sources],
        "id of a series": [series.id for series in calendar.series],
        "slug of a body": [body.slug for body in organisation.bodies] if organisation else [],
    }
    return [
        f"{where}: {what}: expected each once, found {in_words(name)} {times} times"
        for what, used in names.items()
        for name, times in Counter(used).items()
        if times > 1
    ]


def _citations_without_source(calendar: Calendar, events: list[AnyEvent], where: str) -> list[str]:
    known = {source.id for source in calendar.sources}
    return [
        mistake(f"{where}: {owner}", "source", "the id of a [[source]] in this file", citation.source)
        for owner, cited in _cited(calendar, events)
        for citation in cited
        if citation.source not in known
    ]


def _cited(calendar: Calendar, events: list[AnyEvent]) -> Iterable[tuple[str, tuple[Citation, ...]]]:
    for event in events:
        yield f'event "{event.uid}"', event.citations
    if calendar.organisation:
        yield "organisation", calendar.organisation.citations
        for body in calendar.organisation.bodies:
            yield f'body "{body.slug}"', body.citations
        for term in calendar.organisation.memberships:
            yield f'membership "{term.country}"', term.citations
