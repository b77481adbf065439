"""The page of an organisation: its bodies, who chairs, its members over time."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from service.domain.event import Milestone, Participant, Role
from service.domain.organisation import Body, ChairDecision, MembershipTerm, Organisation
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from tests.examples import a_meeting, hours, whole_days
from tests.web.conftest import ClientOf
from tests.web.pages import fields, get, links, text, texts

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
    assert texts(page, ".//p[@class='lead']") == [f'"{on}" is not a day. Write it as in 2021-09-02.']


@pytest.mark.parametrize("on", ["0001-01-01", "0999-12-31", "9001-01-01", "9999-12-31"])
def test_a_day_that_is_too_far_away_is_not_understood(client: FlaskClient, on: str) -> None:
    page = get(client, f"{PAGE}?on={on}", status=400)
    assert texts(page, ".//p[@class='lead']") == [
        f"There is no day {on} here. There are days from 1000-01-01 to 9000-12-31."
    ]


@pytest.mark.parametrize("on", ["1000-01-01", "9000-12-31"])
def test_the_first_and_the_last_day_can_be_asked_for(client: FlaskClient, on: str) -> None:
    assert texts(get(client, f"{PAGE}?on={on}"), ".//div[@class='chair']/p")[0] in (
        "Not recorded.",
        "Emomali Rahmon, President of Tajikistan",
    )


def test_the_form_asks_for_another_day_and_keeps_what_was_chosen(client: FlaskClient) -> None:
    form = get(client, f"{PAGE}?on=2021-09-20&lang=en").find(".//div[@class='chair']/form")
    assert form is not None
    assert (form.attrib["action"], fields(form)) == (
        f"{PAGE}#body-collective-security-council",
        [("lang", "en"), ("on", "2021-09-20")],
    )


def members(client: FlaskClient, on: str, address: str = PAGE) -> list[str]:
    return texts(get(client, f"{address}?on={on}"), ".//section[@id='members']/ul/li")


def test_the_members_are_those_of_the_day(client: FlaskClient) -> None:
    today = ["Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"]
    assert members(client, "2021-09-02") == today
    assert members(client, "2010-01-01") == [*today, "Uzbekistan"]
    assert members(client, "2012-06-28") == [*today, "Uzbekistan"]
    assert members(client, "2012-06-29") == today


def test_without_a_day_the_members_are_todays(client: FlaskClient) -> None:
    page = get(client, PAGE)
    assert texts(page, ".//section[@id='members']/h2") == ["Members on 2 September 2021"]


def test_where_the_day_of_a_beginning_is_not_known_that_is_said(client: FlaskClient) -> None:
    assert members(client, "1992-05-01") == [
        f"{country} (since 1992; the day is not known)"
        for country in ("Armenia", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan", "Uzbekistan")
    ]
    assert members(client, "1991-12-31") == []


def test_where_the_day_of_an_end_is_not_known_that_is_said(client: FlaskClient) -> None:
    doubtful = [line for line in members(client, "1999-04-15") if "(" in line]
    assert doubtful == [
        "Azerbaijan (until April 1999; the day is not known)",
        "Georgia (until April 1999; the day is not known)",
        "Uzbekistan (until 1999; the day is not known)",
    ]
    assert [line for line in members(client, "1999-05-01") if "(" in line] == doubtful[2:]


def test_a_state_with_two_terms_is_named_once_on_any_day(client_of: ClientOf) -> None:
    terms = (
        MembershipTerm(country="AT", since=date(2000, 1, 1), until=date(2010, 5, 1)),
        MembershipTerm(country="AT", since=date(2015, 1, 1)),
    )
    client = client_of(organisation=Organisation(name=Text("Club"), memberships=terms))
    found = {on: members(client, on, "/organisation/club") for on in ("2005-01-01", "2010-05-02", "2021-01-01")}
    assert found == {"2005-01-01": ["Austria"], "2010-05-02": [], "2021-01-01": ["Austria"]}


def test_the_countries_are_in_the_order_of_the_readers_words(client: FlaskClient) -> None:
    assert texts(get(client, f"{PAGE}?lang=ru"), ".//section[@id='members']/ul/li") == [
        "Армения",
        "Беларусь",
        "Казахстан",
        "Кыргызстан",
        "Россия",
        "Таджикистан",
    ]


def test_all_organisations_are_listed(client: FlaskClient) -> None:
    page = get(client, "/organisations?lang=en")
    assert [(text(link), link.attrib["href"]) for link in page.findall(".//main//p[@class='line-title']/a")] == [
        ("Collective Security Treaty Organization", "/organisation/csto?lang=en"),
        ("Three Lakes Commission (invented)", "/organisation/lakes?lang=en"),
    ]


def test_a_single_organisation_is_one_link_away(client_of: ClientOf) -> None:
    client = client_of(organisation=Organisation(name=Text("Club")))
    assert links(get(client, "/"), ".//nav[@class='views']//a")[7:8] == ["/organisation/club"]


def test_without_an_organisation_there_is_nothing_to_lead_to(client_of: ClientOf) -> None:
    client = client_of(a_meeting())
    assert links(get(client, "/"), ".//nav[@class='views']//a")[7:] == ["/mailbox"]
    assert texts(get(client, "/organisations"), ".//li[@class='empty']") == ["No calendar here says whose it is."]


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
        "long-ago": Approximate("0988"),
    }
    milestones = [
        Milestone(uid=f"{name}@club", slug=name, summary=Text(name), span=span) for name, span in spans.items()
    ]
    page = get(client_of(*milestones, organisation=Organisation(name=Text("Club"))), "/organisation/club")
    assert texts(page, ".//li[@class='row milestone']/div") == ["long-ago", "b", "a"]


@pytest.mark.parametrize("slug", ["nato", "club"])
def test_a_calendar_without_an_organisation_has_no_such_page(client_of: ClientOf, slug: str) -> None:
    page = get(client_of(), f"/organisation/{slug}", status=404)
    assert texts(page, ".//p[@class='lead']") == [f'There is no organisation "{slug}" here.']
