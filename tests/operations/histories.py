"""Histories for Hypothesis: a calendar with meetings and instructions, and all that may happen to it, step by step."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile
from service.domain.calendar import Calendar, Series
from service.domain.errors import InvalidValue, NotFound
from service.domain.event import AnyEvent, Deadline, Done, Exercise, Meeting, Open, Status
from service.domain.site import Site
from service.domain.source import Citation, Source
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.publishing import keep_language, publish_what_is_outdated
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, an_empty_database, hours, whole_days

HERE = Site("https://dates.example.org", "dateline@example.org")
MOVED = Site("https://elsewhere.example.org", "dateline@example.org")


@dataclass(frozen=True)
class Club:
    """Its file as it was loaded last, and the site that it is published for."""

    file: CalendarFile
    site: Site


Step = Callable[[Database, Club, datetime], Club]
"""Changes something at that instant."""

History = tuple[CalendarFile, list[tuple[timedelta, Step]]]

_titles = st.sampled_from((Text("Tea", {"ru": "Чай"}), Text("Coffee; \\n, cake")))
_days = st.dates(date(2021, 9, 1), date(2021, 9, 30))
_whole_days = _days.map(lambda day: whole_days(day.isoformat()))
_spans = st.one_of(_whole_days, st.sampled_from((Undated(), Approximate("2021-10"))))
_meetings = st.sampled_from((None, "m@club", "n@club", "nowhere@club"))
_common: dict[str, Any] = dict(
    summary=_titles,
    status=st.sampled_from(Status),
    series=st.sampled_from((None, "autumn")),
    citations=st.sampled_from(((), (Citation(source="s1", supports=("summary",), says=Text("It is so.")),))),
)
_on_an_hour = st.just(hours("2021-09-16T10:00", "2021-09-16T12:00"))
_kinds = {
    "meeting": st.fixed_dictionaries(_common | {"span": _spans | _on_an_hour}).map(lambda of: (Meeting, of)),
    "exercise": st.fixed_dictionaries(_common | {"span": _spans}).map(lambda of: (Exercise, of)),
    "instruction": st.fixed_dictionaries(
        _common
        | {
            "span": _spans,
            "given_at": _meetings,
            "due_at": _meetings,
            "progress": st.sampled_from((Open(), Done(date(2021, 9, 9)))),
        }
    ).map(lambda of: (Deadline, of)),
}
_KINDS_OF = {
    "m": _kinds["meeting"],
    "n": _kinds["meeting"],
    "o": _kinds["instruction"] | _kinds["meeting"],  # what was an instruction may become a meeting
    "p": _kinds["instruction"],
    "x": _kinds["exercise"],
}


@st.composite
def _events(draw: st.DrawFn, name: str) -> AnyEvent:
    kind, of = draw(_KINDS_OF[name])
    event: AnyEvent = kind(uid=f"{name}@club", slug=draw(st.sampled_from((name, f"{name}-2021"))), **of)
    return event


_sources = st.sampled_from(("The Gazette", "The Herald")).map(
    lambda name: (Source(id="s1", publication=Text(name), date=date(2021, 8, 24)),)
)
_calendars = st.builds(
    a_calendar,
    language=st.sampled_from(("en", "ru")),
    zone=st.sampled_from(("Europe/Vienna", "Asia/Dushanbe")),
    color=st.sampled_from((None, "steelblue")),
    example=st.booleans(),
    series=st.sampled_from(("Autumn", "Harvest")).map(lambda name: (Series(id="autumn", name=Text(name)),)),
    sources=st.just(()) | _sources,  # a source can be left out though an event that cites it stays
)


@st.composite
def _files(draw: st.DrawFn) -> CalendarFile:
    return a_file(*(draw(_events(name)) for name in _KINDS_OF), calendar=draw(_calendars))


def _rewriting(event: AnyEvent, overwrite: bool) -> Step:
    """One event in the file becomes another, or is there again."""

    def step(db: Database, club: Club, now: datetime) -> Club:
        others = tuple(each for each in club.file.events if each.uid != event.uid)
        return _loaded(db, club, replace(club.file, events=(*others, event)), now, overwrite=overwrite)

    return step


def _leaving_out(uid: str) -> Step:
    def step(db: Database, club: Club, now: datetime) -> Club:
        others = tuple(each for each in club.file.events if each.uid != uid)
        return _loaded(db, club, replace(club.file, events=others), now)

    return step


def _saying_otherwise(calendar: Calendar) -> Step:
    return lambda db, club, now: _loaded(db, club, replace(club.file, calendar=calendar), now)


def _loading(file: CalendarFile) -> Step:
    return lambda db, club, now: _loaded(db, club, file, now)


def _loaded(db: Database, club: Club, file: CalendarFile, now: datetime, *, overwrite: bool = False) -> Club:
    load(db, [file], club.site, now, overwrite=overwrite)
    return replace(club, file=file)


def _editing(name: str, change: Edit) -> Step:
    def step(db: Database, club: Club, now: datetime) -> Club:
        (slug,) = db.execute("SELECT slug FROM events WHERE uid = ?", [f"{name}@club"]).fetchone()
        with suppress(NotFound, InvalidValue):
            edit(db, slug, change, club.site, now, by="anna", reason=None)
        return club

    return step


def _keeping(code: str) -> Step:
    def step(db: Database, club: Club, now: datetime) -> Club:
        keep_language(db, "club", code, club.site)
        return club

    return step


def _moving(to: Site) -> Step:
    def step(db: Database, club: Club, now: datetime) -> Club:
        publish_what_is_outdated(db, to, now)
        return replace(club, site=to)

    return step


_names = st.sampled_from(sorted(_KINDS_OF))
_edits = st.builds(
    Edit, status=st.none() | st.sampled_from(Status), first_day=st.none() | _days, done_on=st.none() | _days
)
_steps = st.one_of(
    st.builds(_rewriting, _names.flatmap(_events), st.booleans()),
    st.builds(_rewriting, st.sampled_from("op").flatmap(_events), st.just(True)),
    st.builds(_leaving_out, _names.map("{}@club".format)),
    st.builds(_saying_otherwise, _calendars),
    st.builds(_loading, _files()),
    st.builds(_editing, _names, _edits),
    st.builds(_keeping, st.just("ru")),
    st.builds(_moving, st.sampled_from((HERE, MOVED))),
)
# The clock may stand still from one change to the next.
_pauses = st.sampled_from((timedelta(), timedelta(seconds=1), timedelta(hours=5)))
histories = st.tuples(_files(), st.lists(st.tuples(_pauses, _steps), min_size=1, max_size=9))


def through(history: History) -> Iterator[tuple[Database, Site]]:
    """The database after each step, and the site that it is published for; it begins with a whole file."""
    first, steps = history
    db, now, club = an_empty_database(), NOW, Club(first, HERE)
    load(db, [first], HERE, now)
    yield db, club.site
    for pause, step in steps:
        now += pause
        club = step(db, club, now)
        yield db, club.site
    db.close()
