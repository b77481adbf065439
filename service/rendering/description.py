"""An event in plain text, for clients that show nothing but a description."""

from collections.abc import Iterator

from service.domain.calendar import Calendar
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    InstructionState,
    Open,
    Participant,
    Status,
    VideoConference,
)
from service.domain.relations import Relations
from service.domain.site import Site
from service.domain.source import Certainty, Citation
from service.domain.timespan import Approximate, Hours
from service.rendering.formatting import (
    certainty_in_words,
    country_in_words,
    day_in_words,
    role_in_words,
    span_in_words,
    state_in_words,
    status_in_words,
)
from service.rendering.language import Language


def description(event: AnyEvent, calendar: Calendar, relations: Relations, site: Site, words: Language) -> str:
    """What it is, the venue's time, who takes part, topics, relations, sources and the link, in paragraphs."""
    paragraphs = [
        *_made_up(calendar, words),
        *([event.description.into(words.code)] if event.description else []),
        *_venue_time(event, words),
        *_people(event, words),
        *_list(words.gettext("Topics"), [topic.into(words.code) for topic in event.topics]),
        *_list(words.gettext("Outcomes"), [outcome.into(words.code) for outcome in event.outcomes]),
        *_related(event, calendar, relations, words),
        *_list(words.gettext("Sources"), [_source(each, calendar, words) for each in event.citations]),
        site.url(f"/events/{event.slug}"),
    ]
    return "\n\n".join(paragraphs)


def title(event: AnyEvent, words: Language) -> str:
    """The summary, and before it what everybody must see: many clients show no STATUS, and none a deadline.

    As in "Cancelled: Session", "Due: Report", "Parliament founded (some time in October 2002)".
    """
    summary = event.summary.into(words.code)
    if isinstance(event.span, Approximate):
        marked = words.gettext("%(title)s (some time in %(when)s)")
        summary = marked % {"title": summary, "when": span_in_words(event.span, words)}
    return ": ".join([*_marks(event, words), summary])


def participant_in_words(person: Participant, words: Language) -> str:
    """As in "Vladimir Putin, President of Russia (reported)"."""
    name = person.name.into(words.code)
    if person.office:
        name += f", {person.office.into(words.code)}"
    elif person.country:
        name += f", {country_in_words(person.country, words)}"
    if person.certainty is not Certainty.CERTAIN:
        name += f" ({certainty_in_words(person.certainty, words)})"
    return name


def _marks(event: AnyEvent, words: Language) -> Iterator[str]:
    if event.status is Status.CANCELLED:
        yield status_in_words(Status.CANCELLED, words)
        return
    if event.status is Status.TENTATIVE:
        yield status_in_words(Status.TENTATIVE, words)
    match event:
        case Deadline(progress=Open()):
            yield words.gettext("Due")
        case Deadline(progress=Done()):
            yield state_in_words(InstructionState.DONE, words)


def _made_up(calendar: Calendar, words: Language) -> Iterator[str]:
    if calendar.example:
        yield words.gettext("This calendar is a made-up example.")


def _venue_time(event: AnyEvent, words: Language) -> Iterator[str]:
    if isinstance(event.span, Hours):
        yield span_in_words(event.span, words)
    if isinstance(event.place, VideoConference) and event.place.link:
        yield event.place.link


def _people(event: AnyEvent, words: Language) -> Iterator[str]:
    for role in dict.fromkeys(person.role for person in event.participants):
        people = [participant_in_words(person, words) for person in event.participants if person.role is role]
        yield from _list(role_in_words(role, words), people)


def _related(event: AnyEvent, calendar: Calendar, relations: Relations, words: Language) -> Iterator[str]:
    gettext = words.gettext
    yield from _list(gettext("Given at"), [_other(each, words) for each in (relations.given_at,) if each])
    yield from _list(gettext("Due at"), [_other(each, words) for each in (relations.due_at,) if each])
    yield from _list(gettext("Instructions given here"), [_other(each, words) for each in relations.gave])
    yield from _list(gettext("Instructions due here"), [_other(each, words) for each in relations.takes])
    series = [each.name.into(words.code) for each in calendar.series if each.id == event.series]
    yield from _list(gettext("Part of"), series)


def _other(event: AnyEvent, words: Language) -> str:
    is_just_due = event.status is Status.CONFIRMED and isinstance(event, Deadline) and isinstance(event.progress, Open)
    name = event.summary.into(words.code) if is_just_due else title(event, words)
    return f"{name} ({span_in_words(event.span, words)})"


def _list(heading: str, items: list[str]) -> Iterator[str]:
    if items:
        yield "\n".join([f"{heading}:", *(f"• {item}" for item in items)])


def _source(citation: Citation, calendar: Calendar, words: Language) -> str:
    source = next((each for each in calendar.sources if each.id == citation.source), None)
    certainty = certainty_in_words(citation.certainty, words)
    if source is None:  # a file that leaves out an event leaves out its sources, too; the event is kept
        return f"{citation.says.into(words.code)} ({certainty})"
    publication, day = source.publication.into(words.code), day_in_words(source.date, words)
    return f"{citation.says.into(words.code)} ({publication}, {day}; {certainty})"
