"""Databases of any size in which one month is always the same: what a page of it takes can be compared.

Sixty events are in September 2021, and in no other is the word `SEARCHED`. All others lie outside that summer and
autumn, from 1950 to 2099, in the same five calendars; the word `COMMON` is in each of them.
"""

import hashlib
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import click
from sqlite_utils import Database

from benchmarks.calendars import CITIES, NAMES, WORDS, WORDS_IN_TITLE
from service.clock import SimulatedClock
from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Deadline, Done, Exercise, Meeting, Milestone, Open, Status, Venue
from service.domain.organisation import Body, Organisation
from service.domain.revision import Revision
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Undated, WholeDays, local_to_utc
from service.storage.calendars import add_calendar_revision
from service.storage.database import migrate, open_database, transaction
from service.storage.event_index import index_event
from service.storage.events import add_revision
from service.storage.generations import raise_generation
from service.storage.simulated_clock import set_simulated_clock

MONTH, LAST_OF_THE_MONTH = date(2021, 9, 1), date(2021, 9, 30)
IN_THE_MONTH = 60
SEARCHED, COMMON = "взаимодействие", "протокол"
SLUGS = ("assembly", "council", "ministry", "parliament", "union")
NOW = datetime(2021, 8, 31, 12, tzinfo=UTC)
WRITTEN = datetime(2021, 8, 1, tzinfo=UTC)
_FIRST, _LAST = date(1950, 1, 1), date(2099, 12, 1)
_EMPTY_FROM, _EMPTY_UNTIL = date(2021, 6, 1), date(2021, 12, 31)  # but for the month itself
_BATCH = 20_000  # events in a transaction
_ZONE = "Asia/Dushanbe"
_WORDS, _NAMES = WORDS.split(), NAMES.split()
_BODIES = tuple(f"committee-{number}" for number in range(1, 13))
RARE_BODY = "commission"


def database_of(folder: Path, *, events: int) -> Path:
    """A database of so many events in the folder; the one that is there, if it is of today's schema."""
    path = folder / f"agenda-{events}-{_schema(folder)}.sqlite3"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        migrate(unfinished)
        with closing(open_database(unfinished)) as db:
            _fill(db, events)
        unfinished.rename(path)
    return path


def _schema(folder: Path) -> str:
    """Another one for each schema."""
    path = folder / "schema.sqlite3"
    path.unlink(missing_ok=True)
    migrate(path)
    with closing(sqlite3.connect(path)) as db:
        statements = "\n".join(str(sql) for (sql,) in db.execute("SELECT sql FROM sqlite_master ORDER BY name"))
    path.unlink()
    return hashlib.sha256(statements.encode()).hexdigest()[:8]


def _fill(db: Database, events: int) -> None:
    set_simulated_clock(db, SimulatedClock(NOW, time.time(), speed=1e-9))
    with transaction(db):
        for slug in SLUGS:
            add_calendar_revision(db, _calendar(slug), at=WRITTEN, author="benchmark")
        generation = raise_generation(db)
    revisions = _revisions(events)
    with click.progressbar(length=events, label=f"… {events:,} events", show_pos=True, file=sys.stderr) as bar:
        while batch := list(islice(revisions, _BATCH)):
            with transaction(db):
                for revision in batch:
                    add_revision(db, revision)
                    index_event(db, revision, generation=generation)
            bar.update(len(batch))


def _calendar(slug: str) -> Calendar:
    bodies = tuple(Body(slug=name, name=Text(name.title())) for name in (*_BODIES, RARE_BODY))
    return Calendar(
        slug=slug,
        name=Text(f"Календарь «{slug}»", {"en": f"The {slug}"}),
        zone=_ZONE,
        language="ru",
        organisation=Organisation(name=Text(slug.title()), bodies=bodies),
    )


def _revisions(events: int) -> Iterator[Revision]:
    """By day, as events are numbered: so the index is written from its beginning to its end."""
    random = Random("others")
    others = events - IN_THE_MONTH
    before = [number for number in range(others) if _day(number, others) < MONTH]
    for number in before:
        yield _revision(_other(random, number, _day(number, others)))
    yield from (_revision(event) for event in _month())
    for number in range(len(before), others):
        yield _revision(_other(random, number, _day(number, others)))


def _day(number: int, others: int) -> date:
    """Spread evenly, but for the time around the month."""
    empty = _EMPTY_UNTIL - _EMPTY_FROM
    day = _FIRST + timedelta(days=(_LAST - _FIRST - empty).days * number // others)
    return day if day < _EMPTY_FROM else day + empty


def _month() -> Iterator[AnyEvent]:
    random = Random("month")
    for number in range(IN_THE_MONTH):
        day = MONTH + timedelta(days=number // 2)
        last_day = min(day + timedelta(days=number % 5), LAST_OF_THE_MONTH)
        yield _event(random, f"september-{number:02}", number, day, last_day, SEARCHED.title())


def _other(random: Random, number: int, day: date) -> AnyEvent:
    """One in 50 takes up to 400 days, one in 5,000 is known by its month only, and one in 10,000 not even so."""
    lasting = timedelta(days=random.randrange(400) if number % 50 == 3 else number % 5)
    last_day = min(day + lasting, _EMPTY_FROM - timedelta(days=1)) if day < _EMPTY_FROM else day + lasting
    event = _event(random, f"event-{number:07}", number, day, last_day, "Заседание")
    match number:
        case _ if number % 5000 == 7:
            return replace(event, span=Approximate(f"{day:%Y-%m}"))
        case _ if number % 10_000 == 11:
            return replace(event, span=Undated())
        case _:
            return event


def _event(random: Random, name: str, number: int, day: date, last_day: date, title: str) -> AnyEvent:
    calendar = SLUGS[number % len(SLUGS)]
    city, country = CITIES[random.randrange(len(CITIES))]
    topic = ", ".join(random.sample(_WORDS, k=WORDS_IN_TITLE))
    said: dict[str, Any] = {
        "uid": f"{name}@{calendar}",
        "slug": f"{calendar}-{name}",
        "summary": Text(f"{title} № {number}: {topic}", {"en": f"Session No. {number}, {city}"}),
        "description": Text(f"{COMMON.title()} {random.randrange(10**6)}: {random.choice(_NAMES)}."),
        "status": _status(number),
        "place": Venue(name=Text(f"Дом правительства, {city}"), country=country),
        "body": RARE_BODY if number % 50_000 == 17 else random.choice(_BODIES),
    }
    match number % 4:
        case 0:
            return Meeting(span=_hours(day, random.randrange(8, 18)), **said)
        case 1:
            given_at = f"{name}@meeting"
            return Deadline(span=WholeDays(day, day), progress=_progress(number, day), given_at=given_at, **said)
        case 2:
            return Exercise(span=WholeDays(day, last_day), **said)
        case _:
            return Milestone(span=WholeDays(day, last_day), **said)


def _status(number: int) -> Status:
    """One in a hundred is called off, two are tentative."""
    return {0: Status.CANCELLED, 50: Status.TENTATIVE, 75: Status.TENTATIVE}.get(number % 100, Status.CONFIRMED)


def _progress(number: int, day: date) -> Open | Done:
    """Few are open: one in 20,000, and half of those of the month."""
    return Open() if number % 20_000 == 1 or (day.year == MONTH.year and number % 8 == 1) else Done(day)


def _hours(day: date, hour: int) -> Hours:
    start = local_to_utc(datetime.combine(day, clock_time(hour)), _ZONE)
    return Hours(start, start + timedelta(minutes=45), _ZONE)


def _revision(event: AnyEvent) -> Revision:
    calendar = event.uid.partition("@")[2]
    return Revision(event=event, calendar=calendar, number=1, sequence=0, at=WRITTEN, author="benchmark")
