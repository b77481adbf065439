"""The month: a table of weeks, with bars across the days."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.event import Exercise, Milestone, Status, Venue
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated, WholeDays
from service.web.wall import MOST
from tests import strategies
from tests.examples import a_meeting, hours, whole_days
from tests.web.conftest import ClientAt, ClientOf
from tests.web.pages import get, links, text, texts
from tests.web.walls import days, lanes, shown_on


def a_drill(first: str, last: str, name: str = "drill", **other: object) -> Exercise:
    made_up: dict[str, object] = {"summary": Text("Drill"), "span": whole_days(first, last)}
    return Exercise(**{"uid": f"{name}@club", "slug": name} | made_up | other)  # type: ignore[arg-type]


def test_a_month_has_its_weeks_with_their_numbers_and_its_days(client: FlaskClient) -> None:
    page = get(client, "/month/2021-09")
    assert texts(page, ".//h1") == texts(page, ".//table/caption") == ["September 2021"]
    assert texts(page, ".//thead//th") == ["Wk", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert [(text(week), week.attrib["href"]) for week in page.findall(".//th[@scope='rowgroup']/a")] == [
        ("Week 35", "/week/2021-W35"),
        ("Week 36", "/week/2021-W36"),
        ("Week 37", "/week/2021-W37"),
        ("Week 38", "/week/2021-W38"),
        ("Week 39", "/week/2021-W39"),
    ]
    found = days(page)
    assert found[:5] == ["30 outside", "31 outside", "1", "2 today now", "3"]
    assert found[-4:] == ["30", "1 outside", "2 outside", "3 outside"]


@pytest.mark.parametrize(("address", "today"), [("/month", 1), ("/month/2021-09", 1), ("/month/2021-10", 0)])
def test_today_is_marked_once_in_its_month_alone(client: FlaskClient, address: str, today: int) -> None:
    assert len([day for day in days(get(client, address)) if day.endswith("today now")]) == today


def test_without_a_name_it_is_the_present_month_of_the_reader(client_at: ClientAt) -> None:
    client = client_at("2021-09-30")
    assert texts(get(client, "/month"), ".//h1") == ["September 2021"]
    assert texts(get(client, "/month?zone=Pacific/Kiritimati"), ".//h1") == ["September 2021"]
    assert texts(get(client_at("2021-10-01"), "/month?zone=Pacific/Pago_Pago"), ".//h1") == ["September 2021"]


def test_the_turn_of_a_year_is_in_the_week_of_the_old_one(client: FlaskClient) -> None:
    page = get(client, "/month/2021-01")
    assert links(page, ".//th[@scope='rowgroup']/a") == [
        "/week/2020-W53",
        "/week/2021-W01",
        "/week/2021-W02",
        "/week/2021-W03",
        "/week/2021-W04",
    ]


def test_what_lasts_several_days_is_one_bar_in_each_week(client_of: ClientOf) -> None:
    client = client_of(
        a_drill("2021-09-09", "2021-09-21"), a_meeting(summary=Text("Tea"), span=whole_days("2021-09-16"))
    )
    assert lanes(get(client, "/month/2021-09")) == {
        "36": [["", "", "", "Drill>", "Drill>", "Drill>", "Drill>"]],
        "37": [["<Drill>"] * 7, ["", "", "", "Tea", "", "", ""]],
        "38": [["<Drill", "<Drill", "", "", "", "", ""]],
    }


def test_what_goes_on_beyond_the_month_is_in_both(client_of: ClientOf) -> None:
    client = client_of(a_drill("2021-09-29", "2021-10-05"))
    week = [["", "", "Drill>", "Drill>", "Drill>", "Drill>", "Drill>"]]
    assert lanes(get(client, "/month/2021-09")) == {"39": week}
    assert lanes(get(client, "/month/2021-10")) == {"39": week, "40": [["<Drill", "<Drill", "", "", "", "", ""]]}
    assert lanes(get(client, "/month/2021-11")) == {}


def test_a_bar_says_its_days_its_kind_its_title_and_its_hour(client_of: ClientOf) -> None:
    tea = a_meeting(summary=Text("Tea"), span=hours("2021-09-16T10:00", "2021-09-16T12:00"))
    page = get(client_of(tea, a_drill("2021-09-20", "2021-09-22")), "/month/2021-09")
    assert texts(page, ".//a[@class='bar meeting confirmed']") == ["16 Thu Meeting: Tea 10:00"]
    assert texts(page, ".//a[@class='bar exercise confirmed']") == ["20–22 Mon–Wed Exercise: Drill"]
    assert links(page, ".//a[@class='bar meeting confirmed']") == ["/events/meeting"]


def test_what_was_called_off_is_struck_and_said(client_of: ClientOf) -> None:
    page = get(client_of(a_drill("2021-09-20", "2021-09-20", status=Status.CANCELLED)), "/month/2021-09")
    assert texts(page, ".//a[@class='bar exercise cancelled']") == ["20 Mon Exercise: Drill, Cancelled"]
    assert texts(page, ".//a[@class='bar exercise cancelled']/s") == ["Drill"]


def test_hours_are_on_the_readers_days(client_of: ClientOf) -> None:
    night = a_meeting(summary=Text("Tea"), span=hours("2021-09-30T23:00", "2021-10-01T01:00"))
    client = client_of(night)
    assert lanes(get(client, "/month/2021-09")) == {"39": [["", "", "", "Tea", "Tea", "", ""]]}
    assert lanes(get(client, "/month/2021-09?zone=Europe/Lisbon")) == {"39": [["", "", "", "Tea", "", "", ""]]}
    assert lanes(get(client, "/month/2021-10?zone=Europe/Lisbon")) == {}
    assert lanes(get(client, "/month/2021-09?zone=Asia/Tokyo")) == {}
    assert lanes(get(client, "/month/2021-10?zone=Asia/Tokyo")) == {"39": [["", "", "", "", "Tea", "", ""]]}


def test_what_is_known_roughly_is_listed_apart_and_on_no_day(client_of: ClientOf) -> None:
    vague = {"month": "2021-09", "year": "2021", "before": "2021-08", "after": "2022"}
    events = [
        Milestone(uid=f"{name}@club", slug=name, summary=Text(name), span=Approximate(when))
        for name, when in vague.items()
    ]
    page = get(client_of(*events, a_meeting("never@club", Undated())), "/month/2021-09")
    assert lanes(page) == {}
    (section,) = page.findall(".//section[@class='month']")
    assert texts(section, "h2") == ["Without an exact day"]
    assert texts(page, ".//p[@class='empty']") == []
    assert texts(section, ".//li/p") == ["year", "Milestone 2021", "month", "Milestone September 2021"]


def test_an_empty_month_says_what_to_do(client: FlaskClient) -> None:
    assert texts(get(client, "/month/1985-09"), ".//p[@class='empty']") == [
        "Nothing is on in this month. Look at another one, or choose less in the filter."
    ]


def test_before_and_after_it_are_the_months_beside_it(client: FlaskClient) -> None:
    page = get(client, "/month/2021-12?kind=meeting")
    assert [(text(link), link.attrib["href"]) for link in page.findall(".//nav[@class='steps']/a")] == [
        ("← Earlier", "/month/2021-11?kind=meeting"),
        ("This month", "/month?kind=meeting"),
        ("Later →", "/month/2022-01?kind=meeting"),
    ]


def test_time_has_a_first_and_a_last_month(client: FlaskClient) -> None:
    assert links(get(client, "/month/1000-01"), ".//nav[@class='steps']/a") == ["/month", "/month/1000-02"]
    assert links(get(client, "/month/9000-12"), ".//nav[@class='steps']/a") == ["/month/9000-11", "/month"]


def test_a_month_shows_no_more_than_anybody_reads_and_says_so(client_of: ClientOf) -> None:
    events = [a_meeting(f"e{n:03}@club", whole_days(f"2021-09-{n % 30 + 1:02}")) for n in range(MOST + 1)]
    client = client_of(*events)
    page = get(client, "/month/2021-09")
    assert len(page.findall(".//a[@class='bar meeting confirmed']")) == MOST
    assert texts(page, ".//p[@class='empty']") == ["More than 500 dates: choose a filter or a week to see all of them."]
    assert texts(get(client, "/month/2021-09?since=2021-09-02"), ".//p[@class='empty']") == []


@pytest.mark.parametrize("name", ["2021-9", "2021", "09-2021", "2021-09-01", "now", "2021-09.html"])
def test_what_is_no_month_is_not_found(client: FlaskClient, name: str) -> None:
    page = get(client, f"/month/{name}", status=404)
    assert texts(page, ".//p[@class='lead']") == [f'"{name}" is no month such as 2021-09.']


@pytest.mark.parametrize("name", ["2021-13", "2021-00", "0000-01", "0999-12", "9001-01", "9999-12"])
def test_a_month_that_there_is_not_is_not_understood(client: FlaskClient, name: str) -> None:
    page = get(client, f"/month/{name}", status=400)
    assert texts(page, ".//p[@class='lead']") == [
        f"There is no month {name}. There are months from 1000-01 to 9000-12."
    ]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(strategies.whole_days(strategies.days(date(2021, 8, 25), date(2021, 10, 5))), max_size=9))
def test_every_event_of_a_month_is_there_on_each_of_its_days(client_of: ClientOf, spans: list[WholeDays]) -> None:
    events = [a_meeting(f"e{n}@club", span, summary=Text(f"e{n}")) for n, span in enumerate(spans)]
    # What an earlier example left in the database is moved out of sight.
    rest = [a_meeting(f"e{n}@club", whole_days("2001-01-01"), summary=Text(f"e{n}")) for n in range(len(spans), 9)]
    page = get(client_of(*events, *rest), "/month/2021-09")
    first_day, last_day = date(2021, 8, 30), date(2021, 10, 3)
    expected = [
        (f"e{n}", span.first_day + timedelta(days=days))
        for n, span in enumerate(spans)
        if span.first_day <= date(2021, 9, 30) and span.last_day >= date(2021, 9, 1)
        for days in range((span.last_day - span.first_day).days + 1)
    ]
    assert sorted(shown_on(page)) == sorted(each for each in expected if first_day <= each[1] <= last_day)


def test_a_place_is_not_said_in_a_month(client_of: ClientOf) -> None:
    page = get(client_of(a_meeting(summary=Text("Tea"), place=Venue(name=Text("Vienna")))), "/month/2021-09")
    assert texts(page, ".//a[@class='bar meeting confirmed']") == ["16 Thu Meeting: Tea"]
