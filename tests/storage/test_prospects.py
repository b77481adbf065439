"""Which events a reader may have to be told of is found by their days, whatever zone he lives in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from service.domain.due_days import DueDays, Stretch
from service.domain.event import AnyEvent, Deadline, Done, Exercise, Kind, Status
from service.domain.selection import Filter
from service.domain.site import Site
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated
from service.operations.importing import load
from service.storage.prospects import Prospect, prospects, prospects_among, prospects_revised_since
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, hours, whole_days

DAY = timedelta(days=1)
SIXTEENTH = date(2021, 9, 16)
ON_THE_DAY = DueDays((Stretch(SIXTEENTH, SIXTEENTH),))


def loaded(db: Database, site: Site, *events: AnyEvent, now: datetime = NOW, **calendar: Any) -> Database:
    load(db, [a_file(*events, calendar=a_calendar(**calendar))], site, now)
    return db


def uids(found: list[Prospect]) -> list[str]:
    return [each.card.uid for each in found]


def an_instruction(uid: str, day: str, **other: Any) -> Deadline:
    return Deadline(uid=uid, slug=uid.partition("@")[0], summary=Text(uid), span=whole_days(day), **other)


def test_what_begins_on_the_days_is_found_and_two_days_around(db: Database, site: Site) -> None:
    days = [SIXTEENTH + number * DAY for number in range(-4, 5)]
    loaded(db, site, *(a_meeting(f"{day:%d}@club", whole_days(day.isoformat())) for day in days))
    assert uids(prospects(db, Filter(), ON_THE_DAY)) == ["14@club", "15@club", "16@club", "17@club", "18@club"]
    two = DueDays((Stretch(days[0], days[0]), Stretch(days[8], days[8])))
    assert uids(prospects(db, Filter(), two)) == ["12@club", "13@club", "14@club", "18@club", "19@club", "20@club"]
    assert prospects(db, Filter(), DueDays()) == []


def test_each_is_found_once_where_stretches_overlap(db: Database, site: Site) -> None:
    loaded(db, site, a_meeting(span=whole_days("2021-09-15", "2021-09-18")))
    days = DueDays((Stretch(SIXTEENTH, SIXTEENTH), Stretch(SIXTEENTH, SIXTEENTH + DAY)), running=SIXTEENTH)
    assert uids(prospects(db, Filter(), days)) == ["meeting@club"]


def test_a_prospect_is_the_card_with_the_number_of_the_revision(db: Database, site: Site) -> None:
    loaded(db, site, a_meeting())
    loaded(db, site, a_meeting(span=hours("2021-09-16T10:00", "2021-09-16T12:00")), now=NOW + DAY)
    (found,) = prospects(db, Filter(), ON_THE_DAY)
    assert (found.number, found.card.span) == (2, hours("2021-09-16T10:00", "2021-09-16T12:00"))


def test_what_lasts_is_found_on_each_of_its_days_where_that_is_asked_for(db: Database, site: Site) -> None:
    loaded(db, site, a_meeting(span=whole_days("2021-09-06", "2021-09-14")))
    for day, is_found in (("2021-09-03", False), ("2021-09-10", True), ("2021-09-16", True), ("2021-09-17", False)):
        assert uids(prospects(db, Filter(), DueDays(running=date.fromisoformat(day)))) == ["meeting@club"] * is_found
    assert prospects(db, Filter(), DueDays((Stretch(date(2021, 9, 10), date(2021, 9, 10)),))) == []


def test_only_instructions_are_found_by_their_end(db: Database, site: Site) -> None:
    days = ("2021-09-12", "2021-09-13", "2021-09-19", "2021-09-20")
    instructions = [an_instruction(f"{day[-2:]}@club", day) for day in days]
    loaded(db, site, a_meeting(span=whole_days("2021-09-15")), *instructions)
    ended = DueDays(ended=Stretch(date(2021, 9, 15), date(2021, 9, 17)))
    assert uids(prospects(db, Filter(), ended)) == ["13@club", "19@club"]


@pytest.mark.parametrize(
    "event",
    [
        a_meeting(status=Status.CANCELLED),
        a_meeting(span=Undated()),
        a_meeting(span=Approximate("2021-09")),
        an_instruction("a@club", "2021-09-16", progress=Done(date(2021, 9, 1))),
    ],
)
def test_what_nobody_waits_for_is_not_found(db: Database, site: Site, event: AnyEvent) -> None:
    loaded(db, site, event)
    assert prospects(db, Filter(), ON_THE_DAY) == []
    assert prospects_among(db, Filter(), [event.uid]) == []
    assert prospects_revised_since(db, Filter(), ON_THE_DAY.begins[0], NOW - DAY) == []


def test_what_is_private_is_found_once_it_is_public(db: Database, site: Site) -> None:
    loaded(db, site, a_meeting(), private=True)
    assert prospects(db, Filter(), ON_THE_DAY) == prospects_among(db, Filter(), ["meeting@club"]) == []
    loaded(db, site, a_meeting(), now=NOW + DAY)
    assert uids(prospects(db, Filter(), ON_THE_DAY)) == ["meeting@club"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(kinds=frozenset({Kind.EXERCISE})), ["exercise@club"]),
        (Filter(calendars=frozenset({"club"})), ["exercise@club", "tea@club"]),
        (Filter(calendars=frozenset({"choir"})), []),
        (Filter(uids=frozenset({"tea@club"})), ["tea@club"]),
        (Filter(words=frozenset({"gre"})), ["tea@club"]),
        (Filter(words=frozenset({"green", "tea"})), ["tea@club"]),
        (Filter(words=frozenset({"coffee"})), []),
        (Filter(since=date(2021, 9, 17)), []),
    ],
)
def test_only_what_the_filter_lets_through_is_found(db: Database, site: Site, wanted: Filter, found: list[str]) -> None:
    exercise = Exercise(uid="exercise@club", slug="exercise", summary=Text("Exercise"), span=whole_days("2021-09-16"))
    loaded(db, site, a_meeting("tea@club", summary=Text("Green tea")), exercise)
    assert sorted(uids(prospects(db, wanted, ON_THE_DAY))) == found
    assert sorted(uids(prospects_among(db, wanted, ["exercise@club", "tea@club"]))) == found
    assert sorted(uids(prospects_revised_since(db, wanted, ON_THE_DAY.begins[0], NOW - DAY))) == found


def test_what_was_written_since_an_instant_is_found_near_the_days(db: Database, site: Site) -> None:
    before, far = a_meeting("before@club"), a_meeting("far@club", whole_days("2021-12-24"))
    loaded(db, site, before)
    loaded(db, site, before, a_meeting("after@club"), far, now=NOW + DAY)
    near = Stretch(SIXTEENTH, SIXTEENTH + 10 * DAY)
    assert uids(prospects_revised_since(db, Filter(), near, NOW)) == ["after@club"]
    assert sorted(uids(prospects_revised_since(db, Filter(), near, NOW - DAY))) == ["after@club", "before@club"]
    assert prospects_revised_since(db, Filter(), near, NOW + DAY) == []
    last_days = Stretch(date(2021, 9, 18), date(2021, 9, 20))
    assert uids(prospects_revised_since(db, Filter(), last_days, datetime(2021, 9, 2, 12, tzinfo=UTC))) == [
        "after@club"
    ]
