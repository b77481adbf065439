"""The year: twelve small months, darker where more is on."""

from datetime import date, timedelta
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.domain.event import Exercise, Milestone
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated, WholeDays
from tests.examples import a_meeting, whole_days
from tests.web.conftest import ClientOf
from tests.web.pages import get, links, text, texts

FIRST = date(2021, 1, 1)


def cells(page: Element) -> dict[str, str]:
    """Each cell that is marked somehow, by what is read aloud of it: how it is marked."""
    marked = [cell for cell in page.findall(".//table[@class='small']/tbody/tr/td") if cell.attrib.get("class")]
    return {" ".join(texts(cell, ".//span[@class='unseen']")) or text(cell): cell.attrib["class"] for cell in marked}


def test_a_year_has_twelve_months_that_lead_to_theirs(client: FlaskClient) -> None:
    page = get(client, "/year/2021?kind=meeting")
    assert texts(page, ".//h1") == ["2021"]
    captions = page.findall(".//table[@class='small']/caption/a")
    assert [text(link) for link in captions][:3] == ["January", "February", "March"]
    assert [link.attrib["href"] for link in captions] == [f"/month/2021-{n:02}?kind=meeting" for n in range(1, 13)]


def test_every_day_is_there_once(client: FlaskClient) -> None:
    page = get(client, "/year/1988")
    shown = [texts(table, "tbody/tr/td") for table in page.findall(".//table[@class='small']")]
    months = [[int(day) for day in days if day] for days in shown]
    assert months == [[*range(1, last + 1)] for last in (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]
    assert [len(days) % 7 for days in shown] == [0] * 12


def test_a_day_begins_under_its_weekday(client: FlaskClient) -> None:
    (january, *_) = get(client, "/year/2021").findall(".//table[@class='small']")
    assert [head.attrib["title"] for head in january.findall("thead//abbr")] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
    assert texts(january, "tbody/tr[1]/td") == ["", "", "", "", "1", "2", "3"]


def test_a_day_is_darker_the_more_is_on_and_says_how_much(client_of: ClientOf) -> None:
    events = [
        a_meeting(f"e{day}-{n}@club", WholeDays(FIRST + timedelta(days=day), FIRST + timedelta(days=day)))
        for day, number in enumerate((1, 2, 3, 5, 6, 9))
        for n in range(number)
    ]
    assert cells(get(client_of(*events), "/year/2021")) == {
        "1 January 2021: 1 date": "s1",
        "2 January 2021: 2 dates": "s2",
        "3 January 2021: 3 dates": "s3",
        "4 January 2021: 5 dates": "s3",
        "5 January 2021: 6 dates": "s4",
        "6 January 2021: 9 dates": "s4",
        "2": "now",
    }


def test_what_lasts_is_on_each_of_its_days_within_the_year(client_of: ClientOf) -> None:
    drill = Exercise(uid="drill@club", slug="drill", summary=Text("Drill"), span=whole_days("2020-12-30", "2021-01-02"))
    client = client_of(drill)
    assert cells(get(client, "/year/2021?kind=exercise")) == {
        "1 January 2021: 1 date": "s1",
        "2 January 2021: 1 date": "s1",
        "2": "now",
    }
    assert cells(get(client, "/year/2020")) == {"30 December 2020: 1 date": "s1", "31 December 2020: 1 date": "s1"}


def test_a_day_leads_to_what_is_on_then(client_of: ClientOf) -> None:
    client = client_of(a_meeting(span=whole_days("2021-09-16")), a_meeting("other@club", whole_days("2021-09-17")))
    page = get(client, "/year/2021?kind=meeting&since=2021-09-16")
    assert links(page, ".//td/a") == [
        "/?kind=meeting&since=2021-09-16&until=2021-09-16",
        "/?kind=meeting&since=2021-09-17&until=2021-09-17",
    ]
    (first, _) = links(page, ".//td/a")
    assert texts(get(client, first), ".//p[@class='line-title']") == ["About meeting@club"]


def test_today_is_marked_also_where_something_is_on(client_of: ClientOf) -> None:
    page = get(client_of(a_meeting(span=whole_days("2021-09-02"))), "/year")
    assert cells(page) == {"2 September 2021: 1 date": "s1 now"}


def test_without_a_name_it_is_the_present_year(client: FlaskClient) -> None:
    assert texts(get(client, "/year"), ".//h1") == ["2021"]


def test_what_is_known_roughly_is_listed_apart_and_darkens_no_day(client_of: ClientOf) -> None:
    vague = Milestone(uid="some@club", slug="some", summary=Text("Some"), span=Approximate("2021"))
    before = Milestone(uid="before@club", slug="before", summary=Text("Before"), span=Approximate("2020-12"))
    page = get(client_of(vague, before, a_meeting("never@club", Undated())), "/year/2021?since=2020-01-01")
    assert cells(page) == {"2": "now"}
    (section,) = page.findall(".//section[@class='month']")
    assert (texts(section, "h2"), texts(section, ".//li/p")) == (["Without an exact day"], ["Some", "Milestone 2021"])
    assert texts(page, ".//p[@class='empty']") == []


def test_an_empty_year_says_what_to_do(client: FlaskClient) -> None:
    assert texts(get(client, "/year/1985"), ".//p[@class='empty']") == [
        "Nothing is on in this year. Look at another one, or choose less in the filter."
    ]


def test_before_and_after_it_are_the_years_beside_it(client: FlaskClient) -> None:
    page = get(client, "/year/2021?kind=meeting")
    assert [(text(link), link.attrib["href"]) for link in page.findall(".//nav[@class='steps']/a")] == [
        ("← Earlier", "/year/2020?kind=meeting"),
        ("This year", "/year?kind=meeting"),
        ("Later →", "/year/2022?kind=meeting"),
    ]


def test_time_has_a_first_and_a_last_year(client: FlaskClient) -> None:
    assert links(get(client, "/year/1000"), ".//nav[@class='steps']/a") == ["/year", "/year/1001"]
    assert links(get(client, "/year/9000"), ".//nav[@class='steps']/a") == ["/year/8999", "/year"]


@pytest.mark.parametrize("name", ["21", "0", "20211", "next", "2021-09"])
def test_what_is_no_year_is_not_found(client: FlaskClient, name: str) -> None:
    page = get(client, f"/year/{name}", status=404)
    assert texts(page, ".//p[@class='lead']") == [f'"{name}" is no year such as 2021.']


@pytest.mark.parametrize("name", ["0000", "0999", "9001", "9999"])
def test_a_year_that_there_is_not_is_not_understood(client: FlaskClient, name: str) -> None:
    page = get(client, f"/year/{name}", status=400)
    assert texts(page, ".//p[@class='lead']") == [f"There is no year {name}. There are years from 1000 to 9000."]
