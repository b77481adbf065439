"""A small collection of events to write in every format, and the same for whatever events a test brings."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from service.domain.calendar import Calendar
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Exercise,
    Meeting,
    Participant,
    Role,
    Status,
    Venue,
    VideoConference,
)
from service.domain.relations import relations
from service.domain.revision import Revision
from service.domain.source import Citation, Source
from service.domain.text import Text
from service.domain.timespan import Undated
from service.rendering.collection import Change, Collection, Item
from service.rendering.language import language
from tests.examples import a_calendar, a_revision, hours, whole_days
from tests.rendering.feeds import SITE

CHANGED_AT = datetime(2021, 9, 1, 12, tzinfo=UTC)
GAZETTE = Source(id="s1", publication=Text("The Gazette"), date=date(2021, 8, 24))
ASSEMBLY = Meeting(
    uid="assembly@club",
    slug="assembly",
    summary=Text("Assembly", {"ru": "Собрание"}),
    span=hours("2021-09-16T10:00", "2021-09-16T12:30"),
    place=Venue(name=Text("Town <Hall>"), country="AT"),
    participants=(Participant(name=Text("Ada"), role=Role.CHAIR, office=Text("Mayor"), country="AT"),),
    topics=(Text("The roof & the cellar"),),
    citations=(Citation(source="s1", supports=("start",), says=Text("The assembly meets on Thursday.")),),
)
REPORT = Deadline(
    uid="report@club",
    slug="report",
    summary=Text("Report", {"ru": "Доклад"}),
    span=whole_days("2021-09-30"),
    given_at="assembly@club",
    progress=Done(date(2021, 9, 20)),
)
DRILL = Exercise(
    uid="drill@club",
    slug="drill",
    summary=Text("Drill", {"ru": "Учение"}),
    span=whole_days("2021-10-18", "2021-10-23"),
    status=Status.CANCELLED,
    categories=(Text("fire, water"),),
)
CALL = Meeting(
    uid="call@club",
    slug="call",
    summary=Text("Call", {"ru": "Звонок"}),
    span=Undated(),
    place=VideoConference(link="https://example.org/call"),
)
EVENTS: tuple[AnyEvent, ...] = (ASSEMBLY, CALL, DRILL, REPORT)


def a_collection(*events: AnyEvent, code: str = "en", calendar: Calendar | None = None) -> Collection:
    """Of the events, or of the small ones."""
    calendar = calendar or a_calendar(sources=(GAZETTE,))
    revisions = [a_revision(event) for event in events or EVENTS]
    return Collection(
        name=calendar.name.original,
        description="What the club does",
        address="https://dates.example.org/feeds/club",
        page="https://dates.example.org/?calendar=club",
        changed_at=CHANGED_AT,
        language=language(code),
        site=SITE,
        items=tuple(_item(each, revisions, calendar) for each in revisions),
    )


def changes(*revisions: Revision) -> list[Change]:
    """Each revision of one event after the one before it, the newest first."""
    pairs = zip((None, *revisions), revisions, strict=False)
    return [Change(revision=after, before=before, calendar=a_calendar()) for before, after in pairs][::-1]


def _item(revision: Revision, revisions: Iterable[Revision], calendar: Calendar) -> Item:
    others = [each.event for each in revisions]
    return Item(revision=revision, calendar=calendar, relations=relations(revision.event, others), updated=revision.at)
