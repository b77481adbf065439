"""The page of an organisation: its bodies, who chairs, its members over time."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from service.domain.event import Milestone, Participant, Role
from service.domain.organisation import Body, ChairDecision, Organisation
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from tests.examples import a_meeting, hours, whole_days
from tests.web.conftest import ClientOf
from tests.web.pages import get, texts

PAGE = "/organisation/csto"
ANNA = Participant(name=Text("Anna"), role=Role.CHAIR, country="AT")


def test_the_host_of_the_last_regular_session_chairs(client: FlaskClient) -> None:
    assert texts(get(client, f"{PAGE}?on=2021-09-20"), ".//div[@class='chair']/*")[:3] == [
        "Who chairs on 20 September 2021",
        "Emomali Rahmon, President of Tajikistan",
        "As the head of the state that hosted the last regular session: Tajikistan; "
        "Collective Security Council: regular session (16 September 2021).",
    ]


def test_without_a_day_it_is_told_who_chairs_today_or_that_nothing_says_so(client: FlaskClient) -> None:
    assert texts(get(client, PAGE), ".//div[@class='chair']/*")[:3] == [
        "Who chairs on 2 September 2021",
        "Not recorded.",
        "What is recorded up to that day does not settle it. A chair was last named at "
        "Collective Security Council: extraordinary session (23 August 2021): Emomali Rahmon, President of Tajikistan.",
    ]


def test_on_the_day_of_a_meeting_its_chair_is_told(client: FlaskClient) -> None:
    assert texts(get(client, f"{PAGE}?on=2021-08-23"), ".//div[@class='chair']/p") == [
        "Emomali Rahmon, President of Tajikistan",
        "Named as the chair of a meeting on that day: Collective Security Council: extraordinary session.",
    ]


def test_before_any_meeting_nobody_is_named(client: FlaskClient) -> None:
    assert texts(get(client, f"{PAGE}?on=2001-01-01"), ".//div[@class='chair']/p") == [
        "Not recorded.",
        "Up to that day no meeting is recorded that names a chair.",
    ]


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (None, "By a decision of the body, since 1 August 2021."),
        (date(2021, 12, 31), "By a decision of the body, from 1 August 2021 to 31 December 2021."),
    ],
)
def test_a_decision_of_the_body_is_told_with_its_days(client_of: ClientOf, until: date | None, sentence: str) -> None:
    decision = ChairDecision(country="AT", since=date(2021, 8, 1), until=until)
    body = Body(slug="council", name=Text("Council"), chair_decisions=(decision,))
    client = client_of(organisation=Organisation(name=Text("Club"), bodies=(body,)))
    assert texts(get(client, "/organisation/club"), ".//div[@class='chair']/p") == ["Austria", sentence]


def test_who_decided_by_the_body_sat_last_for_the_country_is_named(client_of: ClientOf) -> None:
    body = Body(
        slug="council",
        name=Text("Council"),
        chair_decisions=(ChairDecision(country="AT", since=date(2021, 1, 1), note=Text("For the jubilee.")),),
    )
    meeting = a_meeting(span=whole_days("2021-05-01"), body="council", participants=(ANNA,))
    client = client_of(meeting, organisation=Organisation(name=Text("Club"), bodies=(body,)))
    assert texts(get(client, "/organisation/club"), ".//div[@class='chair']/p") == [
        "Anna",
        "By a decision of the body, since 1 January 2021. For the jubilee.",
    ]


@pytest.mark.parametrize("on", ["tomorrow", "20210920", "2021-W35-4", "2021-02-30", "2021-9-20"])
def test_what_is_not_a_day_is_not_understood(client: FlaskClient, on: str) -> None:
    page = get(client, f"{PAGE}?on={on}", status=400)
    assert texts(page, ".//p[@class='lead']") == [f"“{on}” is not a day. Write it as in 2021-09-02."]


def test_membership_is_a_list_of_terms_as_exact_as_their_sources(client: FlaskClient) -> None:
    rows = texts(get(client, PAGE), ".//table/tbody/tr")
    assert rows == [
        "Armenia 1992 no end recorded",
        "Azerbaijan 1993 April 1999 inferred",
        "Belarus 1993 no end recorded",
        "Georgia 1993 April 1999 inferred",
        "Kazakhstan 1992 no end recorded",
        "Kyrgyzstan 1992 no end recorded",
        "Russia 1992 no end recorded",
        "Tajikistan 1992 no end recorded",
        "Uzbekistan 1992 1999 The term ends with the suspension of membership.",
        "2006 28 June 2012 The term ends with the day on which the suspension was announced.",
    ]


def test_milestones_are_listed_from_the_first_on(client: FlaskClient) -> None:
    days = texts(get(client, PAGE), ".//li[@class='row milestone']/p")
    assert days == ["1992", "1993", "1994", "1999", "April 1999", "October 2002", "2006", "28 June 2012"]


def test_a_milestone_without_a_date_is_left_to_the_agenda(client_of: ClientOf) -> None:
    spans: dict[str, Span] = {
        "b": hours("2021-09-16T10:00", "2021-09-16T11:00"),
        "a": Approximate("2021-10"),
        "c": Undated(),
    }
    milestones = [
        Milestone(uid=f"{name}@club", slug=name, summary=Text(name), span=span) for name, span in spans.items()
    ]
    page = get(client_of(*milestones, organisation=Organisation(name=Text("Club"))), "/organisation/club")
    assert texts(page, ".//li[@class='row milestone']/div") == ["b", "a"]


@pytest.mark.parametrize("slug", ["nato", "club"])
def test_a_calendar_without_an_organisation_has_no_such_page(client_of: ClientOf, slug: str) -> None:
    page = get(client_of(), f"/organisation/{slug}", status=404)
    assert texts(page, ".//p[@class='lead']") == [f"There is no organisation “{slug}” here."]
