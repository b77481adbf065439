"""Who chairs on which day, and which membership terms there can be."""

from datetime import date
from typing import Any

import pytest

from service.catalogue.calendar_file import read
from service.domain.errors import InvalidValue
from service.domain.event import Meeting, Participant, Place, Role, Session, Status, Telephone, Venue
from service.domain.organisation import (
    Body,
    Chair,
    ChairDecision,
    ChairedThatDay,
    ChairNotRecorded,
    ChairRule,
    ChairsAsHost,
    ChairsByDecision,
    MembershipTerm,
    chair_on,
)
from service.domain.text import Text
from service.domain.timespan import Approximate, Moment
from service.resources import folder
from tests.examples import a_meeting, hours, whole_days

IVAR = Participant(name=Text("Ivar"), role=Role.CHAIR, country="NO")
DORTE = Participant(name=Text("Dorte"), role=Role.MEMBER, country="DK")
GUEST = Participant(name=Text("Gast"), role=Role.GUEST, country="DK")


def a_body(*decisions: ChairDecision, rule: ChairRule | None = ChairRule.HOST_OF_REGULAR_SESSION) -> Body:
    return Body(slug="board", name=Text("The Board"), chair_rule=rule, chair_decisions=decisions)


def in_country(country: str | None) -> Venue:
    return Venue(name=Text("Harbour House"), country=country)


def a_session(day: str, place: Place | None = None, *participants: Participant, **other: Any) -> Meeting:
    made_up: dict[str, Any] = {"body": "board", "session": Session.REGULAR, "span": whole_days(day)}
    place = place or in_country("NO")
    return a_meeting(f"{day}@club", **{**made_up, "place": place, "participants": participants, **other})


def chair(day: str, body: Body, *meetings: Meeting) -> Chair:
    return chair_on(date.fromisoformat(day), body, meetings, zone="Europe/Oslo")


def test_the_host_of_the_regular_session_chairs_from_its_first_day_until_the_next() -> None:
    norway, denmark = a_session("2021-06-10"), a_session("2021-12-10", in_country("DK"))
    body, meetings = a_body(), (denmark, norway)
    assert chair("2021-06-09", body, *meetings) == ChairNotRecorded(None)
    assert chair("2021-06-10", body, *meetings) == ChairsAsHost("NO", norway, None)
    assert chair("2021-12-09", body, *meetings) == ChairsAsHost("NO", norway, None)
    assert chair("2021-12-10", body, *meetings) == ChairsAsHost("DK", denmark, None)
    assert chair("2099-01-01", body, *meetings) == ChairsAsHost("DK", denmark, None)


@pytest.mark.parametrize(
    "other",
    [
        {"status": Status.CANCELLED},
        {"session": Session.EXTRAORDINARY},
        {"session": None},
        {"body": "committee"},
        {"place": Telephone()},
        {"place": in_country(None)},
        {"span": Approximate("2021-12")},
    ],
)
def test_only_a_regular_session_of_the_body_that_is_held_in_a_country_hands_over(other: dict[str, Any]) -> None:
    norway = a_session("2021-06-10")
    later = a_session("2021-12-10", **{"place": in_country("DK"), **other})
    assert chair("2022-01-01", a_body(), norway, later) == ChairsAsHost("NO", norway, None)


def test_the_holder_is_who_last_sat_for_the_country_as_chair_or_member() -> None:
    denmark = a_session("2021-06-10", in_country("DK"), IVAR)
    video = a_session("2021-07-01", Telephone(), GUEST, DORTE, session=Session.EXTRAORDINARY)
    assert chair("2021-06-30", a_body(), denmark, video) == ChairsAsHost("DK", denmark, None)
    assert chair("2021-07-01", a_body(), denmark, video) == ChairsAsHost("DK", denmark, DORTE)


def test_a_decision_wins_on_its_first_and_last_day_and_not_beyond() -> None:
    decision = ChairDecision(country="DK", since=date(2021, 7, 1), until=date(2021, 7, 31))
    norway = a_session("2021-06-10", None, IVAR, DORTE)
    body, host = a_body(decision), ChairsAsHost("NO", norway, IVAR)
    assert [chair(f"2021-{day}", body, norway) for day in ("06-30", "07-01", "07-31", "08-01")] == [
        host,
        ChairsByDecision(decision, DORTE),
        ChairsByDecision(decision, DORTE),
        host,
    ]


def test_a_decision_without_an_end_holds_for_ever() -> None:
    decision = ChairDecision(country="DK", since=date(2021, 7, 1))
    assert chair("2099-01-01", a_body(decision), a_session("2021-06-10")) == ChairsByDecision(decision, None)


def test_without_a_rule_a_meeting_names_the_chair_of_its_own_days_only() -> None:
    meeting = a_session("2021-06-10", None, DORTE, IVAR, span=whole_days("2021-06-10", "2021-06-12"))
    named, body = ChairedThatDay(meeting, IVAR), a_body(rule=None)
    assert [chair(f"2021-06-{day}", body, meeting) for day in ("09", "10", "12", "13")] == [
        ChairNotRecorded(None),
        named,
        named,
        ChairNotRecorded(named),
    ]


def test_the_last_recorded_chair_is_that_of_the_last_meeting_that_names_one() -> None:
    named, without = a_session("2021-06-10", None, IVAR), a_session("2021-07-10", None, DORTE)
    assert chair("2021-07-10", a_body(rule=None), named, without) == ChairNotRecorded(ChairedThatDay(named, IVAR))


def test_the_days_of_a_meeting_are_those_of_the_zone_that_asks() -> None:
    late = a_session("2021-06-10", None, IVAR, span=hours("2021-06-10T23:00", "2021-06-10T23:30", "Europe/Oslo"))
    asked = [chair_on(date(2021, 6, 10), a_body(rule=None), [late], zone=z) for z in ("Europe/Oslo", "Europe/Moscow")]
    assert asked == [ChairedThatDay(late, IVAR), ChairNotRecorded(None)]


def test_the_chair_of_the_csto_is_told_as_far_as_it_is_recorded() -> None:
    csto = read(folder("calendars") / "csto.toml")
    assert csto.calendar.organisation is not None
    meetings = {event.uid: event for event in csto.events if isinstance(event, Meeting)}
    extraordinary, regular = meetings["extraordinary-session-2021@csto"], meetings["regular-session-2021@csto"]
    rahmon = extraordinary.participants[0]
    assert rahmon.name.original == "Emomali Rahmon"
    that_day, host = ChairedThatDay(extraordinary, rahmon), ChairsAsHost("TJ", regular, rahmon)
    days = ("2021-08-20", "2021-08-23", "2021-08-24", "2021-09-15", "2021-09-16", "2022-01-01")
    assert [chair(day, csto.calendar.organisation.bodies[0], *meetings.values()) for day in days] == [
        ChairNotRecorded(None),
        that_day,
        ChairNotRecorded(that_day),
        ChairNotRecorded(that_day),
        host,
        host,
    ]


def test_a_decision_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidValue, match="^an end on or after the beginning, 2021-07-01$"):
        ChairDecision(country="DK", since=date(2021, 7, 1), until=date(2021, 6, 30))


TERMS: list[tuple[Moment, Moment]] = [
    (Approximate("1993"), Approximate("1999-04")),
    (Approximate("1999"), Approximate("1999-04")),
    (Approximate("1999-04"), Approximate("1999")),
    (Approximate("2006"), date(2012, 6, 28)),
    (date(2012, 6, 28), Approximate("2012-06")),
    (date(2012, 6, 28), date(2012, 6, 28)),
]
BACKWARD_TERMS: list[tuple[Moment, Moment, str]] = [
    (Approximate("1999"), Approximate("1998"), "1999"),
    (Approximate("1999-04"), Approximate("1999-03"), "1999-04"),
    (date(2012, 6, 28), date(2012, 6, 27), "2012-06-28"),
    (date(2012, 6, 28), Approximate("2012-05"), "2012-06-28"),
    (Approximate("2012-07"), date(2012, 6, 28), "2012-07"),
]


@pytest.mark.parametrize(("since", "until"), TERMS)
def test_a_term_may_end_whenever_that_is_not_surely_before_its_beginning(since: Moment, until: Moment) -> None:
    assert MembershipTerm(country="UZ", since=since, until=until).until == until


@pytest.mark.parametrize(("since", "until", "shown"), BACKWARD_TERMS)
def test_a_term_that_surely_ends_before_its_beginning_is_refused(since: Moment, until: Moment, shown: str) -> None:
    with pytest.raises(InvalidValue, match=f"^an end that is not before the beginning, {shown}$"):
        MembershipTerm(country="UZ", since=since, until=until)
