"""Through any changes: the pieces are those that publishing everything anew writes, and DTSTAMP tells what changed."""

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Deadline
from service.domain.site import Site
from service.operations.publishing import keep_language, publish
from service.rendering import ical
from service.storage.calendars import calendar_named
from service.storage.database import transaction
from service.storage.events import current_events
from tests.conftest import NOW
from tests.operations.histories import History, histories, through

WRITTEN = ("pieces", "event_index", "event_words", "event_days", "cards", "mentions", "publications")


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
            ("event_index JOIN event_days USING (id)", "uid, event_days.first_day, event_days.last_day"),
            ("event_index JOIN cards USING (id)", "uid, calendar, slug, kind, document"),
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
        for without in ((), ("pieces", "event_index", "event_words", "event_days", "cards")):
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
    anew = published_anew(db, site, without=WRITTEN)
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
