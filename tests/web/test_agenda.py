"""The agenda: what is on today, what is ahead month by month, what has no day, and what is past."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from service.domain.event import Deadline, Done, Exercise, Milestone, Status
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated, WholeDays
from service.web.agenda import MOST_AHEAD, MOST_PAST
from tests.examples import a_meeting, hours, whole_days
from tests.web.conftest import ClientAt, ClientOf
from tests.web.pages import get, links, text, texts

TODAY = date(2021, 9, 2)
TITLES = ".//p[@class='line-title']"
SECTIONS = ".//section[@class]/h2"


def on(days: int, name: str) -> object:
    """A meeting so many days after today."""
    day = TODAY + timedelta(days=days)
    return a_meeting(f"{name}@club", WholeDays(day, day))


def test_the_heading_is_the_day_in_the_zone_of_the_calendar(client_at: ClientAt) -> None:
    client = client_at("2021-09-02")
    assert texts(get(client, "/"), ".//h1") == ["Thursday, 2 September 2021"]


def test_the_day_is_the_readers_where_he_goes_by_his_own_clock(client: FlaskClient) -> None:
    assert texts(get(client, "/?zone=Pacific/Pago_Pago"), ".//h1") == ["Wednesday, 1 September 2021"]


def test_today_comes_first_then_months_then_what_has_no_day_then_what_is_past(client: FlaskClient) -> None:
    assert texts(get(client, "/?calendar=csto"), SECTIONS) == [
        "Today",
        "September 2021 this month",
        "October 2021",
        "Without an exact day",
        "Earlier",
        "About these calendars",
    ]


def test_the_current_month_is_marked_and_no_other(client: FlaskClient) -> None:
    page = get(client, "/")
    assert texts(page, ".//section[@class='month current']/h2") == ["September 2021 this month"]


def test_what_is_past_is_folded_with_its_count(client: FlaskClient) -> None:
    (folded,) = get(client, "/").findall(".//section[@class='month earlier']/details")
    assert "open" not in folded.attrib
    assert texts(folded, "summary") == ["3 earlier dates"]
    assert texts(folded, "h3") == ["August 2021", "June 2012"]
    assert texts(folded, TITLES) == [
        "Collective Security Council: extraordinary session",
        "Talks of Vladimir Putin and Angela Merkel",
        "Uzbekistan announces the suspension of its membership",
    ]
    assert links(folded, "p/a") == []


def test_more_of_what_is_past_is_counted_and_a_link_away(client_of: ClientOf) -> None:
    client = client_of(*(on(-n, f"e{n}") for n in range(1, MOST_PAST + 3)))
    (folded,) = get(client, "/").findall(".//section[@class='month earlier']/details")
    assert texts(folded, "summary") == [f"{MOST_PAST + 2} earlier dates"]
    assert len(texts(folded, TITLES)) == MOST_PAST
    assert [(text(link), link.attrib["href"]) for link in folded.findall("p/a")] == [("All earlier dates", "/earlier")]


def test_beyond_a_thousand_nobody_needs_the_number(client_of: ClientOf) -> None:
    client = client_of(*(on(n, f"e{n}") for n in range(-1001, MOST_AHEAD + 1002)))
    page = get(client, "/")
    assert texts(page, ".//summary")[-1] == "more than 1000 earlier dates"
    assert texts(page, ".//p[@class='folded']/a") == ["more than 1000 later dates", "All earlier dates"]


def test_exactly_a_thousand_are_a_thousand(client_of: ClientOf) -> None:
    page = get(client_of(*(on(n, f"e{n}") for n in range(-1000, MOST_AHEAD + 1001))), "/")
    assert texts(page, ".//summary")[-1] == "1000 earlier dates"
    assert texts(page, ".//p[@class='folded']/a") == ["1000 later dates", "All earlier dates"]


def test_what_is_past_is_unfolded_where_there_is_nothing_else(client_of: ClientOf) -> None:
    (folded,) = get(client_of(on(-1, "tea")), "/").findall(".//section[@class='month earlier']/details")
    assert "open" in folded.attrib


def test_what_is_ahead_of_a_page_is_counted_and_a_link_away(client_of: ClientOf) -> None:
    client = client_of(*(on(n, f"e{n:03}") for n in range(1, MOST_AHEAD + 6)))
    page = get(client, "/")
    assert len(texts(page, TITLES)) == MOST_AHEAD
    (later,) = page.findall(".//p[@class='folded']/a")
    assert (text(later), later.attrib["href"]) == ("5 later dates", "/?since=2021-12-12")
    assert texts(get(client, later.attrib["href"]), TITLES) == [f"About e{n}@club" for n in range(101, 106)]


def test_a_page_ends_with_a_whole_day(client_of: ClientOf) -> None:
    """Of what lies beside each other on the last day nothing is left out."""
    first_day = [on(1, f"a{n}") for n in range(MOST_AHEAD - 20)]
    second_day = [on(2, f"b{n}") for n in range(60)]
    client = client_of(*first_day, *second_day, on(3, "c"))
    page = get(client, "/")
    assert len(texts(page, TITLES)) == MOST_AHEAD - 20 + 60
    (later,) = page.findall(".//p[@class='folded']/a")
    assert (text(later), later.attrib["href"]) == ("1 later date", "/?since=2021-09-05")


def test_a_day_with_more_than_a_page_is_shown_whole(client_of: ClientOf) -> None:
    client = client_of(*(on(1, f"e{n}") for n in range(MOST_AHEAD + 50)))
    for address in ("/", "/?since=2021-09-03", "/?since=2021-09-03&until=2021-09-03"):
        page = get(client, address)
        assert (len(texts(page, TITLES)), links(page, ".//p[@class='folded']/a")) == (MOST_AHEAD + 50, [])


def test_what_runs_today_is_pinned_with_the_day_that_it_is(client_at: ClientAt) -> None:
    today = get(client_at("2021-10-19"), "/").find(".//section[@class='month today']")
    assert today is not None
    assert texts(today, TITLES) == [
        "Echelon-2021 exercise",
        "Interaction-2021 exercise",
        "Search-2021 exercise",
    ]
    assert texts(today, ".//p[@class='timing']") == ["day 2 of 6"] * 3


def test_what_runs_is_one_row_and_not_one_for_each_day(client_at: ClientAt) -> None:
    titles = texts(get(client_at("2021-10-19"), "/"), TITLES)
    assert titles.count("Echelon-2021 exercise") == 1


def test_what_is_on_today_and_ahead_where_there_is_nothing_is_said(client_of: ClientOf) -> None:
    assert texts(get(client_of(on(-1, "tea")), "/"), ".//section[@class='month today']/p") == [
        "Nothing is on today. Nothing is ahead."
    ]


def test_today_needs_no_more_words_where_something_is_ahead(client_of: ClientOf) -> None:
    assert texts(get(client_of(on(1, "tea")), "/"), ".//section[@class='month today']/p") == ["Nothing is on today."]


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


def test_what_is_known_roughly_stands_on_no_day(client_of: ClientOf) -> None:
    vague = [a_meeting("month@club", Approximate("2021-09")), a_meeting("never@club", Undated())]
    page = get(client_of(*vague), "/")
    assert texts(page, SECTIONS) == ["Today", "Without an exact day", "About this calendar"]
    assert texts(page, TITLES) == ["About never@club", "About month@club"]
    assert page.findall(".//li//time") == []


def test_a_row_says_when_what_where_and_how_long_it_takes_until_then(client: FlaskClient) -> None:
    rows = get(client, "/?calendar=csto&kind=meeting").findall(".//li[@class='row meeting confirmed']")
    assert text(rows[0]) == (
        "16 Thu Collective Security Council: regular session Meeting Dushanbe, Tajikistan CSTO calendar in 14 days"
    )


def test_a_single_calendar_need_not_be_named(client_of: ClientOf) -> None:
    rows = get(client_of(on(14, "tea")), "/").findall(".//li[@class='row meeting confirmed']")
    assert [text(row) for row in rows] == ["16 Thu About tea@club Meeting in 14 days"]


def test_hours_are_those_of_the_venue(client_of: ClientOf) -> None:
    evening = a_meeting(span=hours("2021-09-15T20:00", "2021-09-15T22:00", zone="America/New_York"))
    page = get(client_of(evening), "/")
    assert texts(page, ".//p[@class='meta']/span")[0] == "Times on the clock of each place"
    assert text(page.findall(".//ul[@class='rows']/li")[-1]) == (
        "15 Wed About meeting@club Meeting 20:00–22:00 (New York, UTC-04:00) in 13 days"
    )


def test_hours_and_days_are_the_readers_where_he_goes_by_his_own_clock(client_of: ClientOf) -> None:
    evening = a_meeting(span=hours("2021-09-15T20:00", "2021-09-15T22:00", zone="America/New_York"))
    page = get(client_of(evening), "/?zone=Europe/Vienna")
    assert texts(page, ".//p[@class='meta']/span")[0] == "Times on the clock of Vienna, UTC+02:00"
    assert text(page.findall(".//ul[@class='rows']/li")[-1]) == (
        "16 Thu About meeting@club Meeting 02:00–04:00 (Vienna, UTC+02:00) in 14 days"
    )


def test_hours_over_midnight_name_both_days(client_of: ClientOf) -> None:
    night = a_meeting(span=hours("2021-09-15T20:00", "2021-09-16T06:00"))
    assert text(get(client_of(night), "/").findall(".//ul[@class='rows']/li")[-1]) == (
        "15–16 Wed–Thu About meeting@club Meeting "
        "15 September 2021, 20:00 – 16 September 2021, 06:00 (Vienna, UTC+02:00) in 13 days"
    )


def test_days_of_two_months_name_both(client_of: ClientOf) -> None:
    rows = texts(get(client_of(a_meeting(span=whole_days("2021-11-30", "2021-12-02"))), "/"), ".//ul[@class='rows']/li")
    assert rows == ["30 Nov – 2 Dec Tue–Thu About meeting@club Meeting in 89 days"]


@pytest.mark.parametrize(
    ("start", "zone", "section"),
    [
        ("2021-09-01T20:00", "UTC", "Earlier"),
        ("2021-09-01T20:00", "Pacific/Kiritimati", "Today"),
        ("2021-09-01T20:00", "Pacific/Pago_Pago", "Today"),
        ("2021-09-02T12:00", "UTC", "Today"),
        ("2021-09-02T12:00", "Pacific/Kiritimati", "September 2021 this month"),
        ("2021-09-02T12:00", "Pacific/Pago_Pago", "September 2021 this month"),
    ],
)
def test_what_is_today_for_one_reader_is_not_for_another(
    client_of: ClientOf, start: str, zone: str, section: str
) -> None:
    meeting = a_meeting(span=hours(start, f"{start[:-2]}30", zone="UTC"))
    page = get(client_of(meeting), f"/?zone={zone}")
    assert [texts(each, "h2") for each in page.findall(".//section[@class]") if each.findall(".//li")] == [[section]]


def test_what_is_cancelled_is_struck_and_kept(client: FlaskClient) -> None:
    row = get(client, "/").find(".//li[@class='row meeting cancelled']")
    assert row is not None
    assert texts(row, ".//s") == ["Workshop on reeds"]
    assert texts(row, ".//span[@class='pill cancelled']") == ["Cancelled"]
    assert texts(row, ".//p[@class='timing']") == []


def test_an_instruction_is_open_until_its_day_is_over_then_overdue(client_at: ClientAt) -> None:
    on_the_day = get(client_at("2021-09-16"), "/?calendar=csto&kind=deadline")
    assert texts(on_the_day, ".//section[@class='month today']//li") == [
        "16 Thu Joint response measures to the threats from Afghanistan Deadline Open CSTO calendar "
        "Due at: Collective Security Council: regular session today"
    ]
    the_day_after = get(client_at("2021-09-17"), "/?calendar=csto&kind=deadline")
    assert texts(the_day_after, ".//details//li[@class='row deadline confirmed']") == [
        "16 Thu Joint response measures to the threats from Afghanistan Deadline Overdue CSTO calendar "
        "Due at: Collective Security Council: regular session yesterday"
    ]


def test_an_instruction_that_is_done_counts_no_days(client_of: ClientOf) -> None:
    done = Deadline(
        uid="survey@club",
        slug="survey",
        summary=Text("Survey"),
        span=whole_days("2021-09-08"),
        progress=Done(date(2021, 9, 1)),
    )
    assert texts(get(client_of(done), "/"), ".//li[@class='row deadline confirmed']") == ["8 Wed Survey Deadline Done"]


def test_a_made_up_calendar_says_so_in_every_row(client_of: ClientOf) -> None:
    client = client_of(on(1, "tea"), on(-1, "cake"), example=True)
    assert texts(get(client, "/"), ".//li//span[@class='pill example']") == ["made-up example"] * 2


def test_without_a_calendar_the_page_says_what_to_do(empty_client: FlaskClient) -> None:
    assert texts(get(empty_client, "/"), ".//p[@class='empty']") == [
        "No calendar has been loaded yet. The operator loads one with “dateline load”."
    ]


def test_an_empty_choice_says_what_to_do(client_of: ClientOf) -> None:
    page = get(client_of(a_meeting()), "/?kind=exercise")
    assert texts(page, ".//p[@class='empty']") == ["Nothing here matches this choice. Show all dates."]
    assert links(page, ".//p[@class='empty']/a") == ["/"]


def test_hostile_text_is_shown_and_not_obeyed(client_of: ClientOf) -> None:
    hostile = "<script>alert('1')</script>\"><img src=x onerror=alert(1)>"
    page = get(client_of(a_meeting(summary=Text(hostile))), "/")
    assert texts(page, TITLES) == [hostile]
    assert (len(page.findall(".//script")), page.findall(".//img")) == (1, [])


# Shortcuts


def test_next_is_the_next_event_that_begins(client_at: ClientAt) -> None:
    answer = client_at("2021-09-14").get("/next?calendar=csto")
    assert (answer.status_code, answer.location) == (302, "/events/instruction-afghanistan-response-2021")
    assert client_at("2021-09-14").get("/next?calendar=csto&kind=meeting").location == "/events/regular-session-2021"


def test_next_passes_over_what_nobody_waits_for_any_more(client_of: ClientOf) -> None:
    off = a_meeting("off@club", whole_days("2021-09-03"), status=Status.CANCELLED)
    assert client_of(off, on(5, "tea")).get("/next").location == "/events/tea"


@pytest.mark.parametrize("events", [[], [on(0, "today"), on(-1, "past")]])
def test_where_nothing_is_next_the_agenda_says_so(client_of: ClientOf, events: list[object]) -> None:
    assert client_of(*events).get("/next?kind=meeting").location == "/?kind=meeting"


def test_today_is_a_place_on_the_agenda(client: FlaskClient) -> None:
    answer = client.get("/today?kind=meeting&since=2021-01-01&until=2021-02-01")
    assert (answer.status_code, answer.location) == (302, "/?kind=meeting#today")


def test_earlier_is_until_yesterday(client: FlaskClient) -> None:
    answer = client.get("/earlier?kind=meeting&calendar=csto")
    assert (answer.status_code, answer.location) == (302, "/?calendar=csto&kind=meeting&until=2021-09-01")
    assert client.get("/earlier?since=2021-12-01&until=2021-12-31").location == "/?until=2021-09-01"


@pytest.mark.parametrize("shortcut", ["next", "today", "earlier"])
def test_shortcuts_refuse_what_the_agenda_refuses(client: FlaskClient, shortcut: str) -> None:
    assert client.get(f"/{shortcut}?kind=party").status_code == 400
    assert client.get(f"/{shortcut}?calendar=nato").status_code == 404


# Between two days


@pytest.fixture
def autumn(client_of: ClientOf) -> FlaskClient:
    """Something on the first of each month, an exercise over the turn of September, and what has no day."""
    months = [a_meeting(f"m{month:02}@club", whole_days(f"2021-{month:02}-01")) for month in range(8, 13)]
    drill = Exercise(uid="drill@club", slug="drill", summary=Text("Drill"), span=whole_days("2021-09-29", "2021-10-03"))
    vague = [
        Milestone(uid="october@club", slug="october", summary=Text("Some time"), span=Approximate("2021-10")),
        Milestone(uid="never@club", slug="never", summary=Text("Never"), span=Undated()),
    ]
    return client_of(*months, drill, *vague)


@pytest.mark.parametrize(
    ("address", "title", "shown"),
    [
        (
            "/?since=2021-10-01&until=2021-10-31",
            "1–31 October 2021",
            ["Drill", "About m10@club", "Some time"],
        ),
        ("/?since=2021-10-03&until=2021-10-03", "3 October 2021", ["Drill", "Some time"]),
        (
            "/?since=2021-10-02",
            "Since 2 October 2021",
            ["Drill", "About m11@club", "About m12@club", "Some time"],
        ),
        ("/?until=2021-10-02", "Until 2 October 2021", ["About m10@club", "About m09@club", "About m08@club"]),
        ("/?until=2021-10-03&kind=exercise", "Until 3 October 2021", ["Drill"]),
    ],
)
def test_between_two_days_is_what_is_on_then_and_until_one_what_is_over_the_latest_first(
    autumn: FlaskClient, address: str, title: str, shown: list[str]
) -> None:
    page = get(autumn, address)
    assert (texts(page, ".//h1"), texts(page, TITLES)) == ([title], shown)


def test_a_span_has_its_months_and_a_way_back_to_the_agenda(autumn: FlaskClient) -> None:
    page = get(autumn, "/?since=2021-10-01&until=2021-11-30&kind=meeting&kind=exercise")
    assert texts(page, SECTIONS) == ["September 2021", "October 2021", "November 2021", "About this calendar"]
    assert links(page, ".//p[@class='eyebrow']/a") == ["/?kind=exercise&kind=meeting"]


def test_an_empty_span_says_what_to_do(autumn: FlaskClient) -> None:
    page = get(autumn, "/?since=2022-10-01&until=2022-11-30&kind=meeting")
    assert texts(page, ".//p[@class='empty']") == [
        "Nothing is on these days. Show all days, or choose others under “More filters”."
    ]
    assert links(page, ".//p[@class='empty']/a") == ["/?kind=meeting"]


@pytest.mark.parametrize("ahead", [True, False])
def test_page_after_page_shows_every_event_of_a_span_once(client_of: ClientOf, ahead: bool) -> None:
    number = 2 * MOST_AHEAD + 7
    client = client_of(*(on(n if ahead else -n, f"e{n:03}") for n in range(1, number + 1)))
    address, shown = "/?since=2021-09-03" if ahead else "/?until=2021-09-01", []
    for _ in range(4):
        page = get(client, address)
        shown += texts(page, TITLES)
        if not (more := links(page, ".//p[@class='folded']/a")):
            break
        (address,) = more
    assert sorted(set(shown)) == [f"About e{n:03}@club" for n in range(1, number + 1)]


def test_going_back_page_by_page_nothing_that_lasts_long_is_passed_over(client_of: ClientOf) -> None:
    days = [on(-n - 1, f"e{n:03}") for n in range(MOST_AHEAD + 10)]
    long = a_meeting("long@club", whole_days("2021-01-01", "2021-08-25"))
    client = client_of(*days, long)
    first = get(client, "/?until=2021-09-01")
    (more,) = links(first, ".//p[@class='folded']/a")
    shown = [*texts(first, TITLES), *texts(get(client, more), TITLES)]
    assert (len(shown), shown[-1]) == (MOST_AHEAD + 11, "About long@club")


def test_a_page_back_ends_with_a_whole_day(client_of: ClientOf) -> None:
    client = client_of(*(on(-1, f"e{n}") for n in range(MOST_AHEAD + 50)))
    page = get(client, "/?until=2021-09-01")
    assert (len(texts(page, TITLES)), links(page, ".//p[@class='folded']/a")) == (MOST_AHEAD + 50, [])


@pytest.mark.parametrize("day", ["yesterday", "2021-02-30", "20210901"])
def test_where_a_page_goes_on_from_is_a_day(client: FlaskClient, day: str) -> None:
    page = get(client, f"/?until=2021-09-01&begun={day}", status=400)
    assert texts(page, ".//p[@class='lead']") == [f'"begun" must be a day such as 2021-09-16, not "{day}".']


def test_what_ends_before_it_begins_is_not_understood(client: FlaskClient) -> None:
    page = get(client, "/?since=2021-10-01&until=2021-09-01", status=400)
    assert texts(page, ".//p[@class='lead']") == ['"until" must not be before "since", 2021-10-01.']


@pytest.mark.parametrize("day", ["2021-02-30", "2021-9-1", "20210901", "tomorrow", "0000-01-01", "10000-01-01"])
def test_what_is_no_day_is_not_understood(client: FlaskClient, day: str) -> None:
    page = get(client, f"/?since={day}", status=400)
    assert texts(page, ".//p[@class='lead']") == [f'"since" must be a day such as 2021-09-16, not "{day}".']


@pytest.mark.parametrize(
    "address", ["/?since=0001-01-01", "/?until=9999-12-31", "/?since=9999-12-31", "/?until=0001-01-01"]
)
def test_the_ends_of_the_calendar_are_days_as_well(client: FlaskClient, address: str) -> None:
    get(client, address)


def test_the_agenda_has_a_name_of_its_own_as_every_view(client: FlaskClient) -> None:
    page, same = (get(client, f"{path}?calendar=csto") for path in ("/agenda", "/"))
    assert texts(page, ".//main") == texts(same, ".//main")
    assert links(page, ".//link[@rel='canonical']") == links(same, ".//link[@rel='canonical']")
