"""The agenda."""

from flask.testing import FlaskClient

from service.domain.text import Text
from tests.examples import a_meeting, hours, whole_days
from tests.web.conftest import ClientAt, ClientOf
from tests.web.pages import get, links, text, texts


def test_the_heading_is_the_day_in_the_zone_of_the_calendar(client_at: ClientAt) -> None:
    client = client_at("2021-09-02")
    assert texts(get(client, "/"), ".//h1") == ["Thursday, 2 September 2021"]


def test_months_come_first_then_what_has_no_day_then_what_is_past(client: FlaskClient) -> None:
    assert texts(get(client, "/?calendar=csto"), ".//section[@class]/h2") == [
        "Today",
        "September 2021",
        "October 2021",
        "Without an exact day",
        "Earlier",
        "About this calendar",
    ]


def test_what_is_past_is_folded_with_its_count(client: FlaskClient) -> None:
    folded = get(client, "/").findall(".//details")[-1]
    assert texts(folded, "summary") == ["3 earlier dates"]
    assert texts(folded, "h3") == ["August 2021", "June 2012"]
    assert texts(folded, ".//p[@class='line-title']") == [
        "Collective Security Council: extraordinary session",
        "Talks of Vladimir Putin and Angela Merkel",
        "Uzbekistan announces the suspension of its membership",
    ]


def test_what_runs_today_is_pinned_with_the_day_that_it_is(client_at: ClientAt) -> None:
    today = get(client_at("2021-10-19"), "/").find(".//section[@class='month today']")
    assert today is not None
    assert texts(today, ".//p[@class='line-title']") == [
        "Echelon-2021 exercise",
        "Interaction-2021 exercise",
        "Search-2021 exercise",
    ]
    assert texts(today, ".//p[@class='timing']") == ["day 2 of 6"] * 3


def test_what_has_no_day_shows_what_is_known(client: FlaskClient) -> None:
    assert texts(get(client, "/?calendar=csto"), ".//p[@class='day vague']") == [
        "no date given",
        "no date given",
        "2006",
        "October 2002",
        "April 1999",
        "1999",
        "1994",
        "1993",
        "1992",
    ]


def test_a_row_says_when_what_where_and_how_long_it_takes_until_then(client: FlaskClient) -> None:
    rows = get(client, "/?calendar=csto&kind=meeting").findall(".//li[@class='row meeting confirmed']")
    assert text(rows[0]) == (
        "16 Thu Collective Security Council: regular session Meeting Dushanbe, Tajikistan in 14 days"
    )


def test_hours_are_those_of_the_venue(client: FlaskClient) -> None:
    rows = texts(get(client, "/?calendar=lakes&kind=meeting"), ".//li[@class='row meeting confirmed']")
    assert rows[0] == (
        "9 Thu Lake Council: September session Meeting 10:00–12:30 (Vienna, UTC+02:00) Pier House, Lake Alpha, Austria"
        " made-up example in 7 days"
    )


def test_hours_that_fall_on_another_day_for_the_reader_name_the_day(client_of: ClientOf) -> None:
    evening = a_meeting(span=hours("2021-09-15T20:00", "2021-09-15T22:00", zone="America/New_York"))
    rows = texts(get(client_of(evening), "/"), ".//li")
    assert rows[-1] == (
        "16 Thu About meeting@club Meeting 15 September 2021, 20:00–22:00 (New York, UTC-04:00) in 14 days"
    )


def test_days_of_two_months_name_both(client_of: ClientOf) -> None:
    rows = texts(get(client_of(a_meeting(span=whole_days("2021-11-30", "2021-12-02"))), "/"), ".//li[@class]")
    assert rows == ["30 Nov – 2 Dec Tue–Thu About meeting@club Meeting in 89 days"]


def test_what_is_cancelled_is_struck_and_kept(client: FlaskClient) -> None:
    row = get(client, "/").find(".//li[@class='row meeting cancelled']")
    assert row is not None
    assert texts(row, ".//s") == ["Workshop on reeds"]
    assert texts(row, ".//span[@class='pill cancelled']") == ["Cancelled"]
    assert texts(row, ".//p[@class='timing']") == []


def test_an_instruction_is_open_until_its_day_is_over_then_overdue(client_at: ClientAt) -> None:
    on_the_day = get(client_at("2021-09-16"), "/?calendar=csto&kind=deadline")
    assert texts(on_the_day, ".//section[@class='month today']//li") == [
        "16 Thu Joint response measures to the threats from Afghanistan Deadline Open "
        "Due at: Collective Security Council: regular session today"
    ]
    the_day_after = get(client_at("2021-09-17"), "/?calendar=csto&kind=deadline")
    assert texts(the_day_after, ".//details//li[@class='row deadline confirmed']") == [
        "16 Thu Joint response measures to the threats from Afghanistan Deadline Overdue "
        "Due at: Collective Security Council: regular session yesterday"
    ]


def test_an_instruction_that_is_done_counts_no_days(client: FlaskClient) -> None:
    assert texts(get(client, "/?calendar=lakes&kind=deadline"), ".//li[@class='row deadline confirmed']")[0] == (
        "8 Wed Shore survey of Lake Beta Deadline Done made-up example"
    )


def test_kinds_and_calendars_are_chosen_by_links_that_keep_each_other(client: FlaskClient) -> None:
    chosen = get(client, "/?calendar=csto&kind=exercise").findall(".//nav[@class='filters']//a[@aria-current]")
    assert [link.attrib["href"] for link in chosen] == [
        "/?calendar=csto&kind=exercise",
        "/?calendar=csto&kind=exercise",
    ]


def test_the_feeds_on_offer_follow_the_choice(client: FlaskClient) -> None:
    assert links(get(client, "/?calendar=csto&kind=exercise"), ".//ul[@class='feeds']//a") == [
        "webcal://dates.example.org/feeds/csto/exercises.ics",
        "https://dates.example.org/feeds/csto/exercises.ics",
    ]


def test_the_feeds_on_offer_have_something_in_them(client: FlaskClient) -> None:
    page = get(client, "/?calendar=lakes")
    assert texts(page, ".//a[@class='button']") == ["All dates", "Meetings", "Deadlines", "Exercises", "Tasks"]


def test_an_unknown_kind_is_not_understood(client: FlaskClient) -> None:
    page = get(client, "/?kind=party", status=400)
    assert texts(page, ".//p[@class='lead']") == [
        "“party” is not a kind of event. The kinds are: meeting, deadline, exercise, milestone."
    ]


def test_an_unknown_calendar_is_not_found(client: FlaskClient) -> None:
    page = get(client, "/?calendar=nato", status=404)
    assert texts(page, ".//p[@class='lead']") == ["There is no calendar “nato” here."]


def test_without_a_calendar_the_page_says_what_to_do(empty_client: FlaskClient) -> None:
    assert texts(get(empty_client, "/"), ".//p[@class='empty']") == [
        "No calendar has been loaded yet. The operator loads one with “dateline load”."
    ]


def test_an_empty_choice_says_what_to_do(client_of: ClientOf) -> None:
    page = get(client_of(a_meeting()), "/?kind=exercise")
    assert texts(page, ".//p[@class='empty']") == ["Nothing here matches this choice. Show all dates."]


def test_hostile_text_is_shown_and_not_obeyed(client_of: ClientOf) -> None:
    hostile = "<script>alert('1')</script>\"><img src=x onerror=alert(1)>"
    page = get(client_of(a_meeting(summary=Text(hostile))), "/")
    assert texts(page, ".//p[@class='line-title']") == [hostile]
    assert page.findall(".//script") == []
