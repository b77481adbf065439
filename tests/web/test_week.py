"""The week: the same table, with the hours and places of what is on."""

import pytest
from flask.testing import FlaskClient

from service.domain.event import Exercise, Milestone, Venue
from service.domain.text import Text
from service.domain.timespan import Approximate
from service.web.wall import MOST
from tests.examples import a_meeting, hours, whole_days
from tests.web.conftest import ClientAt, ClientOf
from tests.web.pages import get, links, text, texts
from tests.web.walls import days, lanes


def test_a_week_has_its_number_and_its_days(client: FlaskClient) -> None:
    page = get(client, "/week/2021-W37")
    assert (texts(page, ".//p[@class='eyebrow']"), texts(page, ".//h1")) == (["Week 37"], ["13–19 September 2021"])
    assert days(page) == ["13", "14", "15", "16", "17", "18", "19"]


def test_a_week_of_two_months_has_the_days_of_both(client: FlaskClient) -> None:
    page = get(client, "/week/2020-W53")
    assert (texts(page, ".//p[@class='eyebrow']"), texts(page, ".//h1")) == (
        ["Week 53"],
        ["28 December 2020 – 3 January 2021"],
    )
    assert days(page) == ["28", "29", "30", "31", "1", "2", "3"]


def test_without_a_name_it_is_the_present_week_with_today_marked(client: FlaskClient) -> None:
    page = get(client, "/week")
    assert texts(page, ".//h1") == ["30 August – 5 September 2021"]
    assert days(page) == ["30", "31", "1", "2 today now", "3", "4", "5"]


def test_the_present_week_is_that_of_the_readers_day(client_at: ClientAt) -> None:
    client = client_at("2021-09-06")
    assert texts(get(client, "/week"), ".//p[@class='eyebrow']") == ["Week 36"]
    assert texts(get(client, "/week?zone=Pacific/Pago_Pago"), ".//p[@class='eyebrow']") == ["Week 35"]


def test_what_comes_from_the_week_before_and_goes_on_says_so(client_of: ClientOf) -> None:
    drill = Exercise(uid="drill@club", slug="drill", summary=Text("Drill"), span=whole_days("2021-09-09", "2021-09-21"))
    tea = a_meeting(summary=Text("Tea"), span=whole_days("2021-09-16"))
    client = client_of(drill, tea)
    assert lanes(get(client, "/week/2021-W37")) == {"37": [["<Drill>"] * 7, ["", "", "", "Tea", "", "", ""]]}
    assert lanes(get(client, "/week/2021-W38")) == {"38": [["<Drill", "<Drill", "", "", "", "", ""]]}


def test_a_bar_says_its_hours_and_its_place(client_of: ClientOf) -> None:
    tea = a_meeting(
        summary=Text("Tea"),
        span=hours("2021-09-16T10:00", "2021-09-16T12:00"),
        place=Venue(name=Text("Vienna"), country="AT"),
    )
    (bar,) = get(client_of(tea), "/week/2021-W37").findall(".//a[@class='bar meeting confirmed']")
    assert texts(bar, "small") == ["10:00–12:00 (Vienna, UTC+02:00)", "Vienna, Austria"]


def test_hours_are_on_the_readers_clock(client_of: ClientOf) -> None:
    tea = a_meeting(summary=Text("Tea"), span=hours("2021-09-19T23:30", "2021-09-19T23:45"))
    client = client_of(tea)
    assert lanes(get(client, "/week/2021-W37")) == {"37": [["", "", "", "", "", "", "Tea"]]}
    page = get(client, "/week/2021-W38?zone=Europe/Moscow")
    assert lanes(page) == {"38": [["Tea", "", "", "", "", "", ""]]}
    assert texts(page, ".//td/a/small") == ["00:30–00:45 (Moscow, UTC+03:00)"]


def test_what_may_be_in_the_week_is_listed_apart(client_of: ClientOf) -> None:
    event = Milestone(uid="some@club", slug="some", summary=Text("Some"), span=Approximate("2021-09"))
    client = client_of(event)
    assert texts(get(client, "/week/2021-W39"), ".//section[@class='month']//li/p") == [
        "Some",
        "Milestone September 2021",
    ]
    assert texts(get(client, "/week/2021-W40"), ".//section[@class='month']//li/p") == []


def test_an_empty_week_says_what_to_do(client: FlaskClient) -> None:
    assert texts(get(client, "/week/1985-W01"), ".//p[@class='empty']") == [
        "Nothing is on in this week. Look at another one, or choose less in the filter."
    ]


def test_a_week_shows_no_more_than_anybody_reads_and_says_so(client_of: ClientOf) -> None:
    client = client_of(*(a_meeting(f"e{n}@club", whole_days("2021-09-16")) for n in range(MOST + 1)))
    page = get(client, "/week/2021-W37")
    assert len(page.findall(".//a[@class='bar meeting confirmed']")) == MOST
    assert texts(page, ".//p[@class='empty']") == ["More than 500 dates: choose a filter to see all of them."]


def test_before_and_after_it_are_the_weeks_beside_it_over_the_turn_of_a_year(client: FlaskClient) -> None:
    page = get(client, "/week/2020-W53?kind=meeting")
    assert [(text(link), link.attrib["href"]) for link in page.findall(".//nav[@class='steps']/a")] == [
        ("← Earlier", "/week/2020-W52?kind=meeting"),
        ("This week", "/week?kind=meeting"),
        ("Later →", "/week/2021-W01?kind=meeting"),
    ]


def test_time_has_a_first_and_a_last_week(client: FlaskClient) -> None:
    first, last = get(client, "/week/1000-W01"), get(client, "/week/9001-W01")
    assert (texts(first, ".//h1"), texts(last, ".//h1")) == (["1–5 January 1000"], ["29–31 December 9000"])
    assert links(first, ".//nav[@class='steps']/a") == ["/week", "/week/1000-W02"]
    assert links(last, ".//nav[@class='steps']/a") == ["/week/9000-W52", "/week"]


def test_from_the_first_week_one_comes_to_the_first_month(client: FlaskClient) -> None:
    assert links(get(client, "/week/1000-W01"), ".//nav[@class='views']//a")[:4] == [
        "/",
        "/month/1000-01",
        "/week/1000-W01",
        "/year/1000",
    ]


@pytest.mark.parametrize("name", ["2021-37", "2021-w37", "2021-W7", "2021-W37-1", "37", "now"])
def test_what_is_no_week_is_not_found(client: FlaskClient, name: str) -> None:
    page = get(client, f"/week/{name}", status=404)
    assert texts(page, ".//p[@class='lead']") == [f'"{name}" is no week such as 2021-W37.']


@pytest.mark.parametrize("name", ["2021-W00", "2021-W53", "2020-W54", "0000-W01", "9001-W02", "9999-W52"])
def test_a_week_that_there_is_not_is_not_understood(client: FlaskClient, name: str) -> None:
    page = get(client, f"/week/{name}", status=400)
    assert texts(page, ".//p[@class='lead']") == [
        f"There is no week {name}. There are weeks from 1000-W01 to 9001-W01."
    ]
