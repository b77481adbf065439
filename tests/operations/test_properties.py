"""Whatever the files say, and in whatever order they are loaded: loading and publishing depend on nothing else."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile
from service.domain.site import Site
from service.operations.importing import Change, load
from service.operations.publishing import publish
from service.storage.database import transaction
from service.storage.events import current_events
from tests.conftest import NOW
from tests.examples import an_empty_database
from tests.operations.strategies import files

FEW = settings(max_examples=25)  # each example fills databases
SITE = Site("https://dates.example.org", "dateline@example.org")


def loaded_one_after_another(*versions: CalendarFile) -> Database:
    db = an_empty_database()
    for number, file in enumerate(versions):
        load(db, [file], SITE, NOW + timedelta(hours=number))
    return db


def pieces(db: Database) -> list[tuple[str, bytes]]:
    """All that feeds are joined from."""
    return db.execute("SELECT * FROM pieces ORDER BY uid, language").fetchall()


def without_instants(db: Database) -> list[tuple[str, bytes]]:
    rows = db.execute("SELECT uid, coalesce(vevent, x''), coalesce(vtodo, x'') FROM pieces ORDER BY uid").fetchall()
    return [
        (uid, re.sub(rb"(DTSTAMP|LAST-MODIFIED):\w+", b"", bytes(vevent) + bytes(vtodo))) for uid, vevent, vtodo in rows
    ]


@FEW
@given(versions=st.lists(files(), min_size=1, max_size=3))
def test_loading_again_changes_nothing(versions: list[CalendarFile]) -> None:
    db = loaded_one_after_another(*versions)
    before = list(db.conn.iterdump())
    (loaded,) = load(db, [versions[-1]], SITE, NOW + timedelta(days=1))
    assert {change for _, change in loaded.changes} <= {Change.UNCHANGED, Change.MISSING}
    assert list(db.conn.iterdump()) == before
    db.close()


@FEW
@given(versions=st.lists(files(), min_size=1, max_size=3))
def test_the_last_file_is_what_the_events_are(versions: list[CalendarFile]) -> None:
    db = loaded_one_after_another(*versions)
    now = {revision.event.uid: revision.event for revision in current_events(db)}
    last = {event.uid: event for event in versions[-1].events}
    assert now | last == now
    db.close()


@FEW
@given(versions=st.lists(files(), min_size=2, max_size=4))
def test_an_event_only_moves_on(versions: list[CalendarFile]) -> None:
    db = loaded_one_after_another(*versions)
    for uid, numbers in db.execute("SELECT uid, group_concat(number) FROM revisions GROUP BY uid").fetchall():
        steps = db.execute("SELECT sequence, at FROM revisions WHERE uid = ? ORDER BY number", [uid]).fetchall()
        assert numbers.split(",") == [str(number) for number in range(1, len(steps) + 1)]
        for before, after in pairwise(steps):
            assert before[0] <= after[0] <= before[0] + 1
            assert before[1] < after[1]
    db.close()


@FEW
@given(file=files(), data=st.data())
def test_the_order_of_events_in_a_file_makes_no_difference_to_feeds(file: CalendarFile, data: st.DataObject) -> None:
    shuffled = replace(file, events=tuple(data.draw(st.permutations(file.events))))
    one, other = loaded_one_after_another(file), loaded_one_after_another(shuffled)
    assert pieces(one) == pieces(other)
    for db in (one, other):
        db.close()


@FEW
@given(file=files())
def test_loading_event_by_event_gives_the_same_feeds_but_for_their_instants(file: CalendarFile) -> None:
    at_once, in_steps = loaded_one_after_another(file), an_empty_database()
    for number in range(len(file.events) + 1):
        load(in_steps, [replace(file, events=file.events[:number])], SITE, NOW)
    assert without_instants(in_steps) == without_instants(at_once)
    for db in (at_once, in_steps):
        db.close()


@FEW
@given(file=files())
def test_publishing_again_gives_the_same_bytes(file: CalendarFile) -> None:
    db = loaded_one_after_another(file)
    before = pieces(db)
    with transaction(db):
        publish(db, "club", SITE, NOW + timedelta(days=400))
    assert pieces(db) == before
    db.close()
