"""Who was told of an event as it was before, and who need not be told again."""

from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from service.domain.event import AnyEvent
from service.domain.message import Mailing
from service.domain.site import Site
from service.domain.telling import Ahead, Changed, Telling, Told
from service.operations.importing import load
from service.storage.database import transaction
from service.storage.generations import generation
from service.storage.subscribers import add_subscriber, pause_subscriber
from service.storage.told_changes import (
    Outdated,
    all_outdated,
    changes_looked_at,
    earlier_revisions_told,
    events_changed_after,
    look_at_changes_from,
    outdated,
    readers_told_before,
    uids_on,
)
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, a_wish, whole_days
from tests.storage.outboxes import accept, begin, lay_aside, plan, take

UID, DAY = "meeting@club", timedelta(days=1)
SIXTEENTH, SEVENTEENTH = date(2021, 9, 16), date(2021, 9, 17)
BEFORE = (Telling(Told(UID, SIXTEENTH, Ahead(14)), 1),)
AFTER = (Telling(Told(UID, SEVENTEENTH, Ahead(14)), 2),)
NOTICE = (Telling(Told(UID, SEVENTEENTH, Changed(1)), 2),)
ANNA, BORIS = "anna@example.org", "boris@example.org"


@pytest.fixture
def moved(db: Database, site: Site) -> Database:
    """A meeting that is moved by a day; Anna and Boris read of it."""
    for number, event in enumerate((a_meeting(), a_meeting(span=whole_days("2021-09-17")))):
        loaded(db, site, event, number=number)
    with transaction(db):
        for email in (ANNA, BORIS):
            add_subscriber(db, email, a_wish(), secret=bytes(16), now=NOW)
    return db


def loaded(db: Database, site: Site, *events: AnyEvent, number: int = 0, private: bool = False) -> None:
    load(db, [a_file(*events, calendar=a_calendar(private=private))], site, NOW + number * DAY)


def told(db: Database, tellings: tuple[Telling, ...] = BEFORE, email: str = ANNA, slot: str = "2021-09-02") -> None:
    """By a mail that was sent."""
    plan(db, email, tellings=tellings, slot=slot)
    accept(db, begin(db))


def found(db: Database) -> list[Outdated]:
    """What both were told that no longer holds, if it is found in every way."""
    rows = outdated(db, [UID], [1, 2])
    assert readers_told_before(db, UID) == [each.subscriber for each in rows]
    return rows


def test_changes_are_looked_at_from_the_first_one_on(moved: Database) -> None:
    assert changes_looked_at(moved) == 0
    (event,) = events_changed_after(moved, 0)
    assert (event.uid, event.number, event.at, event.generation) == (UID, 2, NOW + DAY, generation(moved))
    with transaction(moved):
        look_at_changes_from(moved, event.generation)
    assert events_changed_after(moved, changes_looked_at(moved)) == []
    with transaction(moved):
        look_at_changes_from(moved, event.generation - 1)
    assert events_changed_after(moved, changes_looked_at(moved)) == [event]


def test_what_becomes_public_has_changed_and_what_is_private_has_not(db: Database, site: Site) -> None:
    loaded(db, site, a_meeting(), private=True)
    seen = generation(db)
    assert events_changed_after(db, 0) == []
    loaded(db, site, a_meeting(), number=1)
    assert [each.uid for each in events_changed_after(db, seen)] == [UID]


def test_who_was_told_before_it_changed_is_found(moved: Database) -> None:
    told(moved)
    assert found(moved) == all_outdated(moved, [1, 2]) == [Outdated(1, UID, 1, 2)]
    assert earlier_revisions_told(moved, events_changed_after(moved, 0)) == {(UID, 1)}


def test_who_was_told_how_it_is_now_is_not(moved: Database) -> None:
    told(moved, AFTER)
    assert found(moved) == all_outdated(moved, [1, 2]) == []
    assert earlier_revisions_told(moved, events_changed_after(moved, 0)) == set()
    told(moved, email=BORIS)
    told(moved, NOTICE, email=BORIS, slot="2021-09-03")
    assert found(moved) == all_outdated(moved, [1, 2]) == []


def test_of_several_mails_the_last_revision_counts(moved: Database, site: Site) -> None:
    told(moved)
    told(moved, AFTER, slot="2021-09-03")
    loaded(moved, site, a_meeting(span=whole_days("2021-09-18")), number=2)
    assert found(moved) == all_outdated(moved, [1]) == [Outdated(1, UID, 2, 3)]


@pytest.mark.parametrize(
    ("state", "counts"),
    [("claimed", True), ("sending", True), ("sent", True), ("retry", True), ("unknown", True), ("failed", False)],
)
def test_a_mail_counts_from_when_it_is_written_on(moved: Database, state: str, counts: bool) -> None:
    plan(moved, tellings=BEFORE)
    assert found(moved) == []
    match state:
        case "claimed":
            take(moved)
        case "sending":
            begin(moved)
        case "sent":
            accept(moved, begin(moved))
        case _:
            lay_aside(moved, begin(moved), state)
    assert found(moved) == all_outdated(moved, [1]) == [Outdated(1, UID, 1, 2)] * counts


def test_who_is_about_to_get_a_notice_need_not_be_found_again(moved: Database) -> None:
    told(moved)
    plan(moved, mailing=Mailing.NOTICE, slot="2021-09-03T07:10", tellings=NOTICE)
    assert found(moved) == []
    assert all_outdated(moved, [1]) == [Outdated(1, UID, 1, 2)]


def test_a_digest_that_is_not_written_yet_does_not_say_that_it_changed(moved: Database) -> None:
    told(moved)
    plan(moved, slot="2021-09-03", tellings=AFTER)
    assert found(moved) == [Outdated(1, UID, 1, 2)]


def test_who_gets_no_mails_at_the_moment_is_found_when_he_gets_them_again(moved: Database) -> None:
    told(moved)
    pause_subscriber(moved, 1, date(2021, 9, 9), plan_at=NOW + 7 * DAY)
    assert found(moved) == []
    assert all_outdated(moved, [1]) == [Outdated(1, UID, 1, 2)]


def test_only_the_readers_and_events_in_question_are_looked_at(moved: Database) -> None:
    told(moved)
    told(moved, email=BORIS)
    assert outdated(moved, [UID], [2]) == all_outdated(moved, [2]) == [Outdated(2, UID, 1, 2)]
    assert outdated(moved, ["other@club"], [1, 2]) == []


def test_what_has_become_private_is_no_longer_found(moved: Database, site: Site) -> None:
    told(moved)
    loaded(moved, site, a_meeting(span=whole_days("2021-09-17")), number=2, private=True)
    assert all_outdated(moved, [1]) == []


def test_events_are_near_on_any_of_their_days(moved: Database) -> None:
    for first, last, is_near in ((15, 16, False), (16, 17, True), (17, 17, True), (18, 19, False)):
        days = date(2021, 9, first), date(2021, 9, last)
        assert uids_on(moved, [UID, "x@club"], first_day=days[0], last_day=days[1]) == [UID] * is_near
