"""The fields of an event that a reader can see: their names and what they say, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from service.domain.calendar import Calendar
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    InstructionState,
    Meeting,
    Open,
    Role,
    Session,
    VideoConference,
)
from service.domain.source import Citation
from service.domain.text import Text
from service.rendering.description import participant_in_words
from service.rendering.formatting import (
    certainty_in_words,
    day_in_words,
    kind_in_words,
    place_in_words,
    role_in_words,
    sentence,
    span_in_words,
    state_in_words,
    status_in_words,
)
from service.rendering.language import Language


class Field(StrEnum):
    """In the order in which they are told; of people there is a field for each role."""

    TITLE = "title"
    WHEN = "when"
    WHERE = "where"
    LINK = "link"
    STATUS = "status"
    PROGRESS = "progress"
    GIVEN_AT = "given-at"
    DUE_AT = "due-at"
    DESCRIPTION = "description"
    KIND = "kind"
    BODY = "body"
    SESSION = "session"
    SERIES = "series"
    CATEGORIES = "categories"
    TOPICS = "topics"
    OUTCOMES = "outcomes"
    CHAIR = "chair"
    MEMBERS = "member"
    OFFICERS = "officer"
    GUESTS = "guest"
    ATTENDEES = "attendee"
    WEB_PAGE = "web-page"
    SOURCES = "sources"


@cache
def field_names(words: Language) -> Mapping[Field, str]:
    """The name of each, as it stands at the beginning of a line."""
    gettext = words.gettext
    return {
        Field.TITLE: gettext("Title"),
        Field.WHEN: gettext("When"),
        Field.WHERE: gettext("Where"),
        Field.LINK: sentence(gettext("link")),
        Field.STATUS: gettext("Status"),
        Field.PROGRESS: gettext("Progress"),
        Field.GIVEN_AT: gettext("Given at"),
        Field.DUE_AT: gettext("Due at the meeting"),
        Field.DESCRIPTION: gettext("Description"),
        Field.KIND: gettext("Kind"),
        Field.BODY: gettext("Body"),
        Field.SESSION: sentence(gettext("kind of session")),
        Field.SERIES: sentence(gettext("series")),
        Field.CATEGORIES: sentence(gettext("categories")),
        Field.TOPICS: gettext("Topics"),
        Field.OUTCOMES: gettext("Outcomes"),
        **{Field(role): role_in_words(role, words) for role in Role},
        Field.WEB_PAGE: gettext("Web page"),
        Field.SOURCES: gettext("Sources"),
    }


@dataclass(frozen=True)
class Saying:
    """How the events of a calendar say what they say. `meetings` are those that instructions name, by uid."""

    calendar: Calendar
    meetings: Mapping[str, AnyEvent]
    words: Language

    def texts(self, field: Field, event: AnyEvent) -> tuple[str, ...]:
        """What the field says: one text or, of a list, one for each member; none where it says nothing."""
        match field:
            case Field.TITLE:
                return self._all([event.summary])
            case Field.WHEN:
                return (span_in_words(event.span, self.words),)
            case Field.WHERE:
                return _any(place_in_words(event.place, self.words))
            case Field.LINK:
                return _any(event.place.link if isinstance(event.place, VideoConference) else None)
            case Field.STATUS:
                return (status_in_words(event.status, self.words),)
            case Field.PROGRESS:
                return _any(_progress(event, self.words))
            case Field.GIVEN_AT:
                return self._meeting(event.given_at if isinstance(event, Deadline) else None)
            case Field.DUE_AT:
                return self._meeting(event.due_at if isinstance(event, Deadline) else None)
            case Field.DESCRIPTION:
                return self._all([event.description] if event.description else [])
            case Field.KIND:
                return (kind_in_words(event.kind, self.words),)
            case Field.BODY:
                return self._body(event.body)
            case Field.SESSION:
                return _any(_session(event, self.words))
            case Field.SERIES:
                return self._series(event.series)
            case Field.CATEGORIES:
                return self._all(event.categories)
            case Field.TOPICS:
                return self._all(event.topics)
            case Field.OUTCOMES:
                return self._all(event.outcomes)
            case Field.CHAIR | Field.MEMBERS | Field.OFFICERS | Field.GUESTS | Field.ATTENDEES:
                people = [each for each in event.participants if each.role is Role(field)]
                return tuple(participant_in_words(each, self.words) for each in people)
            case Field.WEB_PAGE:
                return _any(event.url)
            case Field.SOURCES:
                return tuple(self._source(each) for each in event.citations)

    def _all(self, texts: Iterable[Text]) -> tuple[str, ...]:
        return tuple(text.into(self.words.code) for text in texts)

    def _meeting(self, uid: str | None) -> tuple[str, ...]:
        return self._all([self.meetings[uid].summary] if uid is not None and uid in self.meetings else [])

    def _body(self, slug: str | None) -> tuple[str, ...]:
        """By its name; a body that the calendar no longer has by its slug."""
        bodies = self.calendar.organisation.bodies if self.calendar.organisation else ()
        return self._all(each.name for each in bodies if each.slug == slug) or _any(slug)

    def _series(self, series: str | None) -> tuple[str, ...]:
        return self._all(each.name for each in self.calendar.series if each.id == series) or _any(series)

    def _source(self, citation: Citation) -> str:
        """As in "The Gazette: The assembly meets on Thursday. (stated)"."""
        publication = self._all(each.publication for each in self.calendar.sources if each.id == citation.source)
        says = f"{citation.says.into(self.words.code)} ({certainty_in_words(citation.certainty, self.words)})"
        return ": ".join([*publication, says])


def _any(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _progress(event: AnyEvent, words: Language) -> str:
    match event:
        case Deadline(progress=Done(day)):
            return words.gettext("Done on %(day)s") % {"day": day_in_words(day, words)}
        case Deadline(progress=Open()):
            return state_in_words(InstructionState.OPEN, words)
        case _:
            return ""


def _session(event: AnyEvent, words: Language) -> str:
    match event:
        case Meeting(session=Session.REGULAR):
            return words.gettext("Regular session")
        case Meeting(session=Session.EXTRAORDINARY):
            return words.gettext("Extraordinary session")
        case _:
            return ""
