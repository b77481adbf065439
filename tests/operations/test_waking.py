"""Who would learn too late of an event at his next hour, is looked at before it; all others are left alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from service.domain.event import Deadline, Kind
from service.domain.message import Mailing
from service.domain.selection import Filter
from service.domain.site import Site
from service.domain.telling import Ahead, Overdue
from service.domain.text import Text
from service.domain.wish import Leads, Weekly
from service.operations.managing import pause
from service.operations.noticing import plan_due_notices
from service.operations.reminding import plan_due_digests
from service.operations.subscribing import subscribe
from service.storage.planning import next_plan_at
from tests.conftest import NOW
from tests.examples import a_meeting, a_wish, hours, whole_days
from tests.operations.conftest import MORNING
from tests.operations.tells import delivered, digests, notices, publish, told, waiting

ANNA = "anna@example.org"
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
SETTLING = 10 * MINUTE
WEDNESDAY, SUNDAY = datetime(2021, 9, 8, 10, tzinfo=UTC), datetime(2021, 9, 12, tzinfo=UTC)
TONIGHT = hours("2021-09-02T20:00", "2021-09-02T21:00")


def an_instruction(day: str) -> Deadline:
    return Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days(day))


def looked_at(db: Database, site: Site, now: datetime = NOW, **wish: Any) -> None:
    """Anna signs up, and is looked at."""
    publish(db, site, now)
    subscribe(db, ANNA, a_wish(**wish), now)
    assert plan_due_digests(db, site, now) == 0


def test_who_is_told_once_a_week_is_looked_at_for_what_is_over_before(db: Database, site: Site) -> None:
    looked_at(db, site, WEDNESDAY, cadence=Weekly(0))
    publish(db, site, WEDNESDAY + HOUR, a_meeting(span=whole_days("2021-09-11")))
    assert notices(db, site, WEDNESDAY + HOUR + SETTLING) == []
    assert digests(db, site, WEDNESDAY + HOUR + SETTLING) == [
        (ANNA, "2021-09-08", told("meeting", "2021-09-11", Ahead(5)))
    ]


def test_what_begins_after_his_next_day_waits_for_it(db: Database, site: Site) -> None:
    looked_at(db, site, WEDNESDAY, cadence=Weekly(0))
    before = next_plan_at(db)
    publish(db, site, WEDNESDAY + HOUR, a_meeting(span=whole_days("2021-09-14")))
    plan_due_notices(db, site, WEDNESDAY + HOUR + SETTLING)
    assert next_plan_at(db) == before


def test_an_instruction_that_ended_long_ago_is_soon_too_late_to_be_overdue(db: Database, site: Site) -> None:
    looked_at(db, site, WEDNESDAY - 14 * DAY, cadence=Weekly(0), overdue=True)
    assert digests(db, site, WEDNESDAY) == []
    publish(db, site, WEDNESDAY + HOUR, an_instruction("2021-08-29"))
    plan_due_notices(db, site, WEDNESDAY + HOUR + SETTLING)
    assert digests(db, site, WEDNESDAY + HOUR + SETTLING) == [
        (ANNA, "2021-09-08", told("report", "2021-08-29", Overdue()))
    ]


@pytest.mark.parametrize(
    "wish", [{"filter": Filter(kinds=frozenset({Kind.EXERCISE}))}, {"cadence": Leads((0,)), "hour": 23}]
)
def test_whom_it_does_not_concern_is_left_alone(db: Database, site: Site, wish: dict[str, Any]) -> None:
    looked_at(db, site, MORNING + HOUR, **wish)
    before = next_plan_at(db)
    publish(db, site, MORNING + HOUR, a_meeting(span=TONIGHT))
    plan_due_notices(db, site, MORNING + HOUR + SETTLING)
    assert next_plan_at(db) == before


def test_who_is_paused_is_left_alone(db: Database, site: Site) -> None:
    looked_at(db, site, MORNING + HOUR)
    anna = subscribe(db, "boris@example.org", a_wish(), MORNING + HOUR)
    pause(db, anna, (SUNDAY + DAY).date(), MORNING + HOUR)
    publish(db, site, MORNING + HOUR, a_meeting(span=TONIGHT))
    plan_due_notices(db, site, MORNING + HOUR + SETTLING)
    assert [who for who, _, _ in digests(db, site, MORNING + HOUR + SETTLING)] == [ANNA]


def planned_in_advance(db: Database, site: Site) -> None:
    """Anna is to be told of a ball at her hour, in ten minutes."""
    publish(db, site, NOW, a_meeting("ball@club"))
    subscribe(db, ANNA, a_wish(cadence=Leads((14, 0))), NOW)
    assert plan_due_digests(db, site, MORNING - SETTLING, ahead=SETTLING) == 1


def test_what_comes_up_before_the_hour_is_told_at_it_though_all_was_planned_before(db: Database, site: Site) -> None:
    planned_in_advance(db, site)
    assert delivered(db, site, MORNING - MINUTE) == []
    publish(db, site, MORNING - MINUTE, a_meeting(span=TONIGHT))
    plan_due_notices(db, site, MORNING)
    assert plan_due_digests(db, site, MORNING, ahead=SETTLING) == 0
    both = told("ball", "2021-09-16", Ahead(14)) | told("meeting", "2021-09-02", Ahead(14), Ahead(0))
    assert [each for _, _, each in waiting(db, Mailing.DIGEST)] == [both]
    assert delivered(db, site, MORNING) == [ANNA]


def test_what_can_wait_until_the_next_hour_does_so(db: Database, site: Site) -> None:
    planned_in_advance(db, site)
    publish(db, site, MORNING - MINUTE, a_meeting())
    plan_due_notices(db, site, MORNING)
    plan_due_digests(db, site, MORNING, ahead=SETTLING)
    assert [each for _, _, each in waiting(db, Mailing.DIGEST)] == [told("ball", "2021-09-16", Ahead(14))]
    delivered(db, site, MORNING)
    assert digests(db, site, MORNING + DAY) == [(ANNA, "2021-09-03", told("meeting", "2021-09-16", Ahead(14)))]
