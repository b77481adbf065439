"""The feeds that the clients are tried on, and what anybody should see of them, worked out from the events alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service.catalogue.calendar_file import CalendarFile
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Exercise,
    Meeting,
    Milestone,
    Participant,
    Role,
    Status,
    Venue,
)
from service.domain.text import Text
from service.domain.timespan import DatedSpan, Hours, WholeDays
from service.operations.importing import calendar_files
from service.resources import folder
from tests.clients.shown import Shown, shown
from tests.examples import a_file, a_meeting, hours, whole_days


class Feed(StrEnum):
    """An address on the service."""

    DEFAULT = "/feeds/club.ics"
    VENUE = "/feeds/club.ics?tz=venue"
    PEOPLE = "/feeds/club.ics?people=1"
    RUSSIAN = "/feeds/csto.ics?lang=ru"
    EMPTY = "/feeds/club.ics?q=nowhere"


@dataclass(frozen=True)
class Expected:
    """An event and what a client should show of it."""

    event: AnyEvent
    shown: Shown


EVENTS: tuple[AnyEvent, ...] = (
    a_meeting(
        "session@club",
        hours("2021-09-16T10:00", "2021-09-16T12:30", "Asia/Dushanbe"),
        summary=Text("Session of the council"),
        place=Venue(name=Text("Dushanbe"), country="TJ"),
        participants=(
            Participant(name=Text("Ada; Countess, of \\Lovelace"), role=Role.CHAIR, country="AT"),
            Participant(name=Text("Чарльз Бэббидж")),
        ),
    ),
    # The clocks of Vienna go back at 03:00: it takes three hours, and the clock shows two.
    a_meeting(
        "clocks@club", hours("2021-10-31T01:30", "2021-10-31T03:30"), summary=Text("Watching the clocks go back")
    ),
    a_meeting("night@club", hours("2021-09-20T22:00", "2021-09-21T02:00"), summary=Text("Night of the archives")),
    Exercise(uid="drill@club", slug="drill", span=whole_days("2021-10-18", "2021-10-23"), summary=Text("Fire drill")),
    Deadline(uid="report@club", slug="report", span=whole_days("2021-09-30"), summary=Text("Report on the year")),
    Deadline(
        uid="list@club",
        slug="list",
        span=whole_days("2021-08-31"),
        summary=Text("List of members"),
        progress=Done(date(2021, 8, 27)),
    ),
    a_meeting(
        "dinner@club", hours("2021-09-28T19:00", "2021-09-28T22:00"), summary=Text("Dinner"), status=Status.CANCELLED
    ),
    a_meeting("journey@club", whole_days("2021-11-05"), summary=Text("Journey"), status=Status.TENTATIVE),
    a_meeting(
        "signs@club",
        hours("2021-12-01T09:00", "2021-12-01T09:45", "Europe/Moscow"),
        summary=Text(
            'Заседание: "итоги, планы; C:\\new\\надежды" 🕊️👩🏽‍🚀 — и ещё одно название, которое длиннее строки'
        ),
        description=Text("Линия, которую складывают; и не однажды \\ 🗓️. " * 200),
    ),
    Milestone(uid="hague@club", slug="hague", span=whole_days("1907-10-18"), summary=Text("Hague Convention signed")),
)

_MARKS = {
    "en": {"cancelled": "Cancelled: ", "tentative": "Tentative: ", "due": "Due: ", "done": "Done: "},
    "ru": {"cancelled": "Отменено: ", "tentative": "Предварительно: ", "due": "Срок: ", "done": "Исполнено: "},
}


def files() -> list[CalendarFile]:
    """What the service has loaded: the shipped calendars, and the club's."""
    return [*calendar_files([folder("calendars")]), a_file(*EVENTS)]


def expected(feed: Feed) -> list[Expected]:
    """What is in the feed, and what a client should show of it."""
    match feed:
        case Feed.EMPTY:
            return []
        case Feed.RUSSIAN:
            (csto,) = (file for file in files() if file.calendar.slug == "csto")
            return _expected(csto.events, "ru")
        case Feed.DEFAULT | Feed.VENUE | Feed.PEOPLE:
            return _expected(EVENTS, "en")


def _expected(events: Iterable[AnyEvent], language: str) -> list[Expected]:
    """Only what has days is in a feed."""
    return [Expected(event, _shown(event, event.dated, language)) for event in events if event.dated]


def _shown(event: AnyEvent, span: DatedSpan, language: str) -> Shown:
    title = _mark(event, _MARKS[language]) + event.summary.into(language)
    match span:
        case Hours(start, end):
            return shown(title, start, end, event.status)
        case WholeDays(first_day, last_day):
            return shown(title, first_day, last_day + timedelta(days=1), event.status)


def _mark(event: AnyEvent, marks: dict[str, str]) -> str:
    match event:
        case Meeting(status=Status.CANCELLED):
            return marks["cancelled"]
        case Meeting(status=Status.TENTATIVE):
            return marks["tentative"]
        case Deadline(progress=Done()):
            return marks["done"]
        case Deadline():
            return marks["due"]
        case _:
            return ""
