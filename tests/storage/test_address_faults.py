"""An address that is refused on several days is not written to any more, until a mail gets through again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlite_utils import Database

from service.domain.subscriber import Active, Paused, Standing, Suspended
from service.storage.address_faults import (
    COMES_BACK_WITHIN,
    HARD,
    REMEMBERED,
    SOFT,
    forget_faults,
    heal,
    note_fault,
    suspend_if_refused_often,
)
from service.storage.database import transaction
from service.storage.subscribers import all_subscribers, pause_subscriber, remove_subscribers
from tests.storage.outboxes import EVENING, MORNING, a_reader, accept, begin, plan

DAY = date(2021, 9, 2)
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def anna(db: Database) -> int:
    with transaction(db):
        return a_reader(db)


def standing(db: Database) -> Standing:
    (reader,) = all_subscribers(db)
    return reader.standing


def refuse(db: Database, reader: int, day: date, half_points: int = HARD, said: str = "550 no such mailbox") -> bool:
    """Whether the reader is suspended by this."""
    with transaction(db):
        note_fault(db, reader, day, half_points=half_points, said=said)
        return suspend_if_refused_often(db, reader, day)


def faults(db: Database) -> list[tuple[str, int, str, int]]:
    return db.execute("SELECT day, half_points, said, bounced FROM address_faults ORDER BY day").fetchall()


def test_who_is_refused_on_two_days_is_suspended_and_it_says_why(db: Database, anna: int) -> None:
    assert not refuse(db, anna, DAY, said="550 no such mailbox")
    assert standing(db) == Active()
    assert refuse(db, anna, TOMORROW, said="550 still no such mailbox")
    assert standing(db) == Suspended("550 still no such mailbox")


def test_who_is_suspended_is_not_looked_at(db: Database, anna: int) -> None:
    db.execute("UPDATE subscribers SET planned_until = 1")
    refuse(db, anna, DAY)
    refuse(db, anna, TOMORROW)
    assert db.execute("SELECT plan_at, planned_until FROM subscribers").fetchall() == [(None, None)]
    assert not refuse(db, anna, TOMORROW + timedelta(days=1), said="550 and still")
    assert standing(db) == Suspended("550 no such mailbox")


def test_on_one_day_only_the_worst_counts(db: Database, anna: int) -> None:
    assert not any(refuse(db, anna, DAY, points, said=f"{points}") for points in (SOFT, HARD, HARD, SOFT))
    assert faults(db) == [("2021-09-02", HARD, "1", 0)]


def test_what_is_said_to_be_passing_counts_half(db: Database, anna: int) -> None:
    suspended = [refuse(db, anna, DAY + timedelta(days=day), SOFT) for day in range(4)]
    assert suspended == [False, False, False, True]


@pytest.mark.parametrize(("later", "suspended"), [(REMEMBERED - timedelta(days=1), True), (REMEMBERED, False)])
def test_what_was_long_ago_does_not_count(db: Database, anna: int, later: timedelta, suspended: bool) -> None:
    refuse(db, anna, DAY)
    assert refuse(db, anna, DAY + later) is suspended


def test_who_has_paused_can_be_suspended_too(db: Database, anna: int) -> None:
    pause_subscriber(db, anna, DAY + timedelta(days=9), plan_at=EVENING)
    refuse(db, anna, DAY)
    assert standing(db) == Paused(DAY + timedelta(days=9))
    assert refuse(db, anna, TOMORROW)
    assert standing(db) == Suspended("550 no such mailbox")


def test_a_mail_that_is_accepted_heals_what_was_refused(db: Database, anna: int) -> None:
    refuse(db, anna, DAY)
    heal(db, [anna], MORNING)
    assert faults(db) == []
    assert not refuse(db, anna, TOMORROW)


def test_only_the_readers_own_mails_heal(db: Database, anna: int) -> None:
    refuse(db, anna, DAY)
    heal(db, [anna + 1], MORNING)
    heal(db, [], MORNING)
    assert len(faults(db)) == 1


def test_a_mail_that_is_accepted_may_come_back_and_does_not_heal_what_came_back(db: Database, anna: int) -> None:
    """A relay of one's own accepts all, and says days later what it could not deliver."""
    for day in (DAY, TOMORROW):
        heal(db, [anna], datetime.combine(day, time(5), UTC))
        note_fault(db, anna, day, half_points=HARD, said="5.1.1", bounced=True)
    assert suspend_if_refused_often(db, anna, TOMORROW)


@pytest.mark.parametrize(
    ("sent_at", "now", "heals"),
    [
        (MORNING, MORNING + COMES_BACK_WITHIN + timedelta(days=9), False),  # on the same day, so perhaps the same mail
        (MORNING + timedelta(days=1), MORNING + timedelta(days=1) + COMES_BACK_WITHIN, True),
        (MORNING + timedelta(days=1), MORNING + timedelta(days=1, seconds=-1) + COMES_BACK_WITHIN, False),
    ],
)
def test_a_later_mail_that_has_not_come_back_for_long_enough_heals_it(
    db: Database, anna: int, sent_at: datetime, now: datetime, heals: bool
) -> None:
    plan(db)
    accept(db, begin(db), now=sent_at)
    note_fault(db, anna, DAY, half_points=HARD, said="5.1.1", bounced=True)
    heal(db, [anna], now)
    assert (faults(db) == []) is heals


def test_a_later_mail_that_came_back_too_does_not_heal(db: Database, anna: int) -> None:
    plan(db)
    accept(db, begin(db), now=MORNING + timedelta(days=1))
    db.execute("UPDATE outbox SET state = 'bounced'")
    note_fault(db, anna, DAY, half_points=HARD, said="5.1.1", bounced=True)
    heal(db, [anna], EVENING)
    assert len(faults(db)) == 1


def test_a_day_on_which_a_mail_came_back_counts_as_such_whatever_else_happened(db: Database, anna: int) -> None:
    for bounced in (False, True, False):
        note_fault(db, anna, DAY, half_points=SOFT, said="refused", bounced=bounced)
    assert faults(db) == [("2021-09-02", SOFT, "refused", 1)]


def test_all_can_be_forgotten(db: Database, anna: int) -> None:
    note_fault(db, anna, DAY, half_points=HARD, said="5.1.1", bounced=True)
    forget_faults(db, [anna + 1])
    assert len(faults(db)) == 1
    forget_faults(db, [anna])
    assert faults(db) == []


def test_nothing_is_noted_of_who_has_left_and_what_was_noted_goes_with_him(db: Database, anna: int) -> None:
    refuse(db, anna, DAY)
    remove_subscribers(db, [anna])
    assert not refuse(db, anna, TOMORROW)
    assert faults(db) == []
