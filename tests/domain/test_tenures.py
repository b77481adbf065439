"""Who chaired from when to when is what `chair_on` says day by day."""

from datetime import date, timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from service.domain.event import Meeting, Participant, Role, Session, Status, Telephone, Venue
from service.domain.organisation import (
    Body,
    ChairDecision,
    ChairedThatDay,
    ChairNotRecorded,
    ChairRule,
    ChairsAsHost,
    ChairsByDecision,
    chair_on,
)
from service.domain.tenures import Tenure, tenures
from service.domain.text import Text
from service.domain.timespan import WholeDays
from tests.examples import a_meeting, hours, whole_days

IVAR = Participant(name=Text("Ivar"), role=Role.CHAIR, country="NO")
OLE = Participant(name=Text("Ole"), role=Role.CHAIR)
WITHIN = whole_days("2021-01-01", "2021-12-31")
DAYS = st.dates(date(2021, 1, 1), date(2021, 3, 1))


def a_body(*decisions: ChairDecision, rule: ChairRule | None = ChairRule.HOST_OF_REGULAR_SESSION) -> Body:
    return Body(slug="board", name=Text("The Board"), chair_rule=rule, chair_decisions=decisions)


def a_session(day: str, country: str, *participants: Participant) -> Meeting:
    place = Venue(name=Text("Harbour House"), country=country)
    return a_meeting(
        f"{day}@club",
        whole_days(day),
        body="board",
        session=Session.REGULAR,
        place=place,
        participants=participants,
    )


def found(body: Body, *meetings: Meeting, within: WholeDays = WITHIN) -> tuple[Tenure, ...]:
    return tenures(body, meetings, within, zone="Europe/Oslo")


def test_the_host_chairs_until_the_day_before_the_next_session() -> None:
    norway, denmark = a_session("2021-06-10", "NO"), a_session("2021-12-10", "DK")
    assert found(a_body(), denmark, norway) == (
        Tenure(ChairsAsHost("NO", norway, None), date(2021, 6, 10), date(2021, 12, 9)),
        Tenure(ChairsAsHost("DK", denmark, None), date(2021, 12, 10), None),
    )


def test_a_tenure_that_touches_the_days_is_told_whole() -> None:
    norway, denmark = a_session("2021-06-10", "NO"), a_session("2022-12-10", "DK")
    as_host = Tenure(ChairsAsHost("NO", norway, None), date(2021, 6, 10), date(2022, 12, 9))
    for day in ("2021-06-10", "2021-07-01", "2022-12-09"):
        assert found(a_body(), norway, denmark, within=whole_days(day)) == (as_host,)
    assert found(a_body(), norway, denmark, within=whole_days("2021-06-09")) == ()


def test_a_host_that_is_host_again_goes_on_chairing() -> None:
    sessions = [a_session(day, "NO", IVAR) for day in ("2020-06-10", "2021-06-10", "2022-06-10")]
    whole = Tenure(ChairsAsHost("NO", sessions[0], IVAR), date(2020, 6, 10), None)
    assert found(a_body(), *sessions) == (whole,)


def test_a_decision_parts_the_tenure_of_the_host() -> None:
    norway = a_session("2021-06-10", "NO")
    decision = ChairDecision(country="DK", since=date(2021, 7, 1), until=date(2021, 7, 31))
    host = ChairsAsHost("NO", norway, None)
    assert found(a_body(decision), norway) == (
        Tenure(host, date(2021, 6, 10), date(2021, 6, 30)),
        Tenure(ChairsByDecision(decision, None), date(2021, 7, 1), date(2021, 7, 31)),
        Tenure(host, date(2021, 8, 1), None),
    )


def test_days_of_which_nothing_is_recorded_are_left_out() -> None:
    meeting = a_meeting("a@club", whole_days("2021-06-10", "2021-06-11"), body="board", participants=(OLE,))
    other = a_meeting("b@club", whole_days("2021-06-20"), body="committee", participants=(IVAR,))
    (tenure,) = found(a_body(rule=None), meeting, other)
    assert tenure == Tenure(ChairedThatDay(meeting, OLE), date(2021, 6, 10), date(2021, 6, 11))
    assert found(a_body(rule=None)) == ()


def test_a_decision_may_hold_to_the_end_of_time() -> None:
    decision = ChairDecision(country="DK", since=date(2021, 7, 1), until=date.max)
    assert found(a_body(decision)) == (Tenure(ChairsByDecision(decision, None), date(2021, 7, 1), None),)


def test_a_tenure_says_for_which_country() -> None:
    norway = a_session("2021-06-10", "NO", OLE)
    decision = ChairDecision(country="DK", since=date(2021, 7, 1))
    assert [tenure.country for tenure in found(a_body(decision), norway)] == ["NO", "DK"]
    assert [tenure.country for tenure in found(a_body(rule=None), norway)] == [None]
    assert Tenure(ChairNotRecorded(None), date(2021, 7, 1), None).country is None


people = st.builds(
    Participant,
    name=st.sampled_from((Text("Ivar"), Text("Dorte"))),
    role=st.sampled_from((Role.CHAIR, Role.MEMBER)),
    country=st.sampled_from(("NO", "DK")),
)
spans = st.builds(lambda day, more: WholeDays(day, day + timedelta(days=more)), DAYS, st.integers(0, 9))
meetings = st.builds(
    a_meeting,
    st.uuids().map("{}@club".format),
    spans | st.just(hours("2021-01-31T23:30", "2021-02-01T00:30", "UTC")),
    body=st.sampled_from(("board", "committee")),
    session=st.none() | st.sampled_from(Session),
    status=st.sampled_from(Status),
    place=st.just(Telephone()) | st.builds(Venue, name=st.just(Text("House")), country=st.sampled_from(("NO", "DK"))),
    participants=st.lists(people, max_size=2).map(tuple),
)
decisions = st.builds(
    lambda country, span, is_open: ChairDecision(
        country=country, since=span.first_day, until=None if is_open else span.last_day
    ),
    st.sampled_from(("NO", "DK")),
    spans,
    st.booleans(),
)
bodies = st.builds(
    lambda some, rule: a_body(*some, rule=rule), st.lists(decisions, max_size=3), st.none() | st.sampled_from(ChairRule)
)


@given(bodies, st.lists(meetings, max_size=6), spans)
def test_tenures_are_what_is_answered_day_by_day(body: Body, held: list[Meeting], within: WholeDays) -> None:
    made = tenures(body, held, within, zone="Europe/Oslo")
    begin, end = date(2020, 12, 1), date(2021, 5, 1)
    days = [begin + timedelta(days=number) for number in range((end - begin).days)]
    answers = [(day, _who(body, held, day)) for day in days]
    runs = [(who, [day for day, _ in run]) for who, run in groupby(answers, key=lambda row: row[1])]
    expected = [
        (who, run[0], None if run[-1] == days[-1] else run[-1])
        for who, run in runs
        if who and run[0] <= within.last_day and within.first_day <= run[-1]
    ]
    assert [(_shown(tenure), tenure.since, tenure.until) for tenure in made] == expected


def _who(body: Body, held: list[Meeting], day: date) -> tuple[str, str | None, Participant | None] | None:
    chair = chair_on(day, body, held, zone="Europe/Oslo")
    return None if isinstance(chair, ChairNotRecorded) else _shown(Tenure(chair, day, day))


def _shown(tenure: Tenure) -> tuple[str, str | None, Participant | None]:
    assert not isinstance(tenure.chair, ChairNotRecorded)
    return type(tenure.chair).__name__, tenure.country, tenure.chair.holder
