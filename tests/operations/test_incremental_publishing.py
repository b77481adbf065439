"""Through any changes: the pieces are those that publishing everything anew writes, and DTSTAMP tells what changed."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
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
from service.operations.publishing import keep_language, publish, publish_what_is_outdated
from service.rendering import ical
from service.storage.calendars import calendar_named
from service.storage.database import transaction
from service.storage.events import current_events
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, an_empty_database, hours, whole_days

HERE = Site("https://dates.example.org", "dateline@example.org")
MOVED = Site("https://elsewhere.example.org", "dateline@example.org")

ANY_DAY = whole_days("2021-09-16")


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


@dataclass(frozen=True)
class Written:
    """A piece as it is stored: its instant, and its bytes without that instant."""

    stamp: int
    content: tuple[bytes | None, ...]


def all_written(db: Database) -> dict[tuple[str, str], Written]:
    rows = db.execute("SELECT uid, language, stamp, vevent, vtodo, people, venue_times FROM pieces").fetchall()
    return {(uid, language): Written(stamp, tuple(map(_timeless, bodies))) for uid, language, stamp, *bodies in rows}


def _timeless(body: bytes | None) -> bytes | None:
    return body and re.sub(rb"\r\n(DTSTAMP|LAST-MODIFIED):\w+", b"", body)


def everything(db: Database) -> list[list[Any]]:
    """All that feeds are made from, but for the generation in which it was written."""
    return [
        db.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
        for table, columns in (
            ("pieces", "*"),
            ("mentions", "*"),
            ("event_index", "uid, precision, first_day, last_day, status, progress, body, place, country, zone"),
            ("event_index JOIN event_words ON event_words.rowid = event_index.id", "uid, words"),
        )
    ]


def published_anew(db: Database, site: Site, *, without: tuple[str, ...]) -> Database:
    """A copy in which these tables were emptied and the whole calendar published, a year later."""
    other = Database(sqlite3.connect(":memory:", isolation_level=None))
    db.conn.backup(other.conn)
    languages = [code for (code,) in other.execute("SELECT DISTINCT language FROM pieces ORDER BY 1").fetchall()]
    for table in without:
        other.conn.execute(f"DELETE FROM {table}")
    with transaction(other):
        publish(other, "club", site, NOW + timedelta(days=400))
    for code in languages:
        keep_language(other, "club", code, site)
    return other


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


def reasons(db: Database, site: Site) -> dict[str, tuple[object, ...]]:
    """All that the bytes of each event follow from: while it stays the same, so does DTSTAMP; when it changes, too."""
    calendar, revisions = calendar_named(db, "club"), current_events(db, private=True)
    assert calendar
    numbers = {each.event.uid: each.number for each in revisions}
    mentions = {(each.event.uid, uid) for each in revisions for uid in named_by(each.event)}
    return {
        uid: (
            numbers[uid],
            sorted((other, numbers.get(other)) for one, other in mentions if one == uid),
            sorted((one, numbers[one]) for one, other in mentions if other == uid),
            said_by(calendar, each.event),
            ical.edition(site),
        )
        for each in revisions
        for uid in (each.event.uid,)
    }


def named_by(event: AnyEvent) -> set[str]:
    return {uid for uid in (event.given_at, event.due_at) if uid} if isinstance(event, Deadline) else set()


def said_by(calendar: Calendar, event: AnyEvent) -> tuple[object, ...]:
    cited = {citation.source for citation in event.citations}
    return (
        (calendar.slug, calendar.zone, calendar.language, calendar.example),
        [each for each in calendar.series if each.id == event.series],
        [each for each in calendar.sources if each.id in cited],
    )


@settings(max_examples=60)
@given(history=histories)
def test_what_was_written_bit_by_bit_is_what_publishing_all_anew_writes(history: History) -> None:
    for db, site in through(history):
        for without in ((), ("pieces", "event_index", "event_words")):
            anew = published_anew(db, site, without=without)
            assert everything(anew) == everything(db)
            anew.close()


@settings(max_examples=30)
@given(history=histories)
def test_from_the_current_revisions_alone_all_but_the_instants_follows(history: History) -> None:
    """Not the instants: that of a meeting which an instruction no longer mentions is known from its mentions."""
    for db, site in through(history):
        anew_is_no_later(db, site)


def anew_is_no_later(db: Database, site: Site) -> None:
    anew = published_anew(db, site, without=("pieces", "event_index", "event_words", "mentions", "publications"))
    one, other = all_written(db), all_written(anew)
    assert {key: each.content for key, each in one.items()} == {key: each.content for key, each in other.items()}
    assert [key for key in one if one[key].stamp < other[key].stamp] == []
    anew.close()


@settings(max_examples=60)
@given(history=histories)
def test_the_instant_rises_with_whatever_is_around_an_event_and_with_nothing_else(
    history: History,
) -> None:
    before: dict[tuple[str, str], Written] = {}
    known: dict[str, tuple[object, ...]] = {}
    for db, site in through(history):
        after, now_known = all_written(db), reasons(db, site)
        for key in before:
            uid, _ = key
            changed, stamp = known[uid] != now_known[uid], after[key].stamp
            assert stamp > before[key].stamp if changed else stamp == before[key].stamp
            assert changed or after[key].content == before[key].content
        before, known = after, now_known


@settings(max_examples=30)
@given(history=histories)
def test_every_piece_names_its_event_and_its_instant_in_every_language(history: History) -> None:
    for db, _ in through(history):
        rows = db.execute("SELECT uid, stamp, vevent FROM pieces WHERE vevent NOT NULL").fetchall()
        languages = db.execute(
            "SELECT uid, group_concat(language) FROM (SELECT * FROM pieces ORDER BY 1, 2) GROUP BY 1"
        )
        assert len({kept for _, kept in languages.fetchall()}) <= 1
        for uid, stamp, body in rows:
            instant = f"{datetime.fromtimestamp(stamp, tz=NOW.tzinfo):%Y%m%dT%H%M%SZ}".encode()
            found = dict(re.findall(rb"\r\n(UID|DTSTAMP|LAST-MODIFIED):(\S+)(?=\r\n)", body))
            assert found == {b"UID": uid.encode(), b"DTSTAMP": instant, b"LAST-MODIFIED": instant}


def test_a_load_at_another_address_writes_what_did_not_change_too() -> None:
    db, now = an_empty_database(), NOW
    file = a_file(*(Meeting(uid=f"{name}@club", slug=name, summary=Text(name), span=ANY_DAY) for name in "mn"))
    load(db, [file], HERE, now)
    changed = replace(file.events[0], summary=Text("Another"))
    load(db, [replace(file, events=(changed, file.events[1]))], MOVED, now)
    assert everything(published_anew(db, MOVED, without=("pieces",))) == everything(db)
    db.close()
