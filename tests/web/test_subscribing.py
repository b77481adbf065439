"""Subscribing to what a filter lets through."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.config import Settings
from service.web import create_app
from tests.examples import a_meeting, whole_days
from tests.web.conftest import ClientOf
from tests.web.pages import fields, get, links, text, texts

VIEWS = ["/", "/month/2021-09", "/week/2021-W37", "/year/2021", "/timeline/2021/2021", "/deadlines", "/changes"]
OFFER = ".//div[@class='tools']/a"


def ways(page: Element) -> dict[str, str]:
    """The address of each way, by its words."""
    return {text(link): link.attrib["href"] for link in page.findall(".//a[@class='button']")}


def address(page: Element) -> str:
    field = page.find(".//input[@id='s-address']")
    assert field is not None
    return field.attrib["value"]


def test_there_are_ways_for_apps_for_a_file_by_mail_and_by_a_feed_reader(client: FlaskClient) -> None:
    page = get(client, "/subscribe?calendar=csto&kind=exercise")
    assert texts(page, ".//section[@class='way']/h2") == [
        "In your calendar app, always up to date",
        "Once, as a file",
        "By e-mail, before each date",
        "What changes, in a feed reader",
    ]
    feed = "dates.example.org/feeds/csto/exercises.ics"
    found = ways(page)
    assert (address(page), found["Apple and other apps"], found["Download (.ics)"], found["Atom feed"]) == (
        f"https://{feed}",
        f"webcal://{feed}",
        f"https://{feed}",
        "https://dates.example.org/feeds/csto/exercises.atom",
    )
    assert parse_qs(urlsplit(found["Google Calendar"]).query)["cid"] == [f"webcal://{feed}"]
    for name, host in (("Outlook.com", "outlook.live.com"), ("Microsoft 365", "outlook.office.com")):
        asked = urlsplit(found[name])
        assert (asked.hostname, parse_qs(asked.query)["url"]) == (host, [f"https://{feed}"])


def test_every_address_on_offer_answers(client: FlaskClient) -> None:
    page = get(client, "/subscribe?calendar=csto&place=Душанбе,+Таджикистан&q=совет+сесс&alarm=PT2H&entries=ru")
    feed = address(page).removeprefix("https://dates.example.org")
    atom = ways(page)["Atom feed"].removeprefix("https://dates.example.org")
    assert [client.get(each).status_code for each in (feed, atom)] == [200, 200]


def test_the_page_says_what_one_gets_in_the_readers_language(client: FlaskClient) -> None:
    page = get(client, "/subscribe?calendar=csto&kind=exercise")
    assert texts(page, ".//p[@class='lead']") == [
        "What you get: CSTO calendar: Exercises. Choose other dates on the page that you come from."
    ]
    assert links(page, ".//p[@class='eyebrow']/a") == ["/?calendar=csto&kind=exercise"]
    assert texts(get(client, "/subscribe?calendar=csto&lang=ru"), ".//h1") == ["Подписаться"]


def test_how_late_each_app_sees_a_change_is_said(client: FlaskClient) -> None:
    assert texts(get(client, "/subscribe"), ".//dl[@class='delays']/div") == [
        "Apple Calendar minutes to hours, as you choose",
        "Google Calendar up to a day",
        "Outlook hours to a day",
        "Thunderbird half an hour",
    ]


def test_the_code_for_a_telephone_is_a_drawing_on_the_page(client: FlaskClient) -> None:
    (figure,) = get(client, "/subscribe").findall(".//figure[@class='code']")
    (drawing,) = figure.findall("svg")
    assert len(drawing.findall("path")) == 2
    assert "style" not in drawing.attrib


def test_an_address_that_no_camera_could_read_has_no_code(client: FlaskClient) -> None:
    page = get(client, f"/subscribe?place=Dushanbe,+Tajikistan&place={'%D0%96' * 90}")
    assert page.findall(".//figure") == []
    assert len(address(page)) > 500


def test_signs_that_take_more_room_in_an_address_do_no_harm(client: FlaskClient) -> None:
    answer = client.get("/subscribe", environ_overrides={"QUERY_STRING": "place=" + '"' * 1900})
    assert answer.status_code == 200


def test_how_the_feed_is_written_is_chosen_by_a_form(client: FlaskClient) -> None:
    page = get(client, "/subscribe?kind=meeting&alarm=PT2H&cancelled=hide&entries=ru&lang=en")
    assert address(page) == "https://dates.example.org/feeds/all/meetings.ics?lang=ru&cancelled=hide&alarm=PT120M"
    (details,) = page.findall(".//section[@class='way']/details")
    form = details.find("form")
    assert form is not None
    assert "open" in details.attrib
    assert (form.attrib["action"], fields(form)) == (
        "/subscribe",
        [("kind", "meeting"), ("lang", "en"), ("entries", "ru"), ("alarm", "PT2H"), ("cancelled", "hide")],
    )


def test_without_a_choice_the_feed_is_the_plain_one_and_the_form_is_folded(client: FlaskClient) -> None:
    page = get(client, "/subscribe?alarm=&cancelled=&entries=")
    (details,) = page.findall(".//section[@class='way']/details")
    assert ("open" in details.attrib, address(page)) == (False, "https://dates.example.org/feeds/all.ics")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("alarm=soon", '"alarm" must be a time before the start such as P1D, PT2H or PT30M, not "soon".'),
        ("cancelled=maybe", '"cancelled" must be one of: keep, hide; not "maybe".'),
        ("entries=de", '"lang" must be one of: en, ru; not "de".'),
        ("tz=Vienna", '"tz" must be one of: utc, venue; not "Vienna".'),
    ],
)
def test_what_a_feed_cannot_be_is_not_understood(client: FlaskClient, query: str, sentence: str) -> None:
    assert texts(get(client, f"/subscribe?{query}", status=400), ".//p[@class='lead']") == [sentence]


@pytest.mark.parametrize(
    ("query", "tasks"),
    [
        ("", ["https://dates.example.org/feeds/all/tasks.ics"]),
        ("calendar=csto&kind=deadline", ["https://dates.example.org/feeds/csto/tasks.ics?kind=deadline"]),
        ("kind=meeting", []),
    ],
)
def test_deadlines_are_there_as_tasks_as_well(client: FlaskClient, query: str, tasks: list[str]) -> None:
    assert links(get(client, f"/subscribe?{query}"), ".//p[@class='note']/a") == tasks


def test_where_nothing_is_ahead_nothing_is_offered(client: FlaskClient) -> None:
    page = get(client, "/subscribe?kind=milestone&calendar=csto&lang=en")
    assert page.findall(".//section[@class='way']") == []
    assert texts(page, ".//p[@class='empty']") == [
        "Nothing of this is ahead, so there is nothing to subscribe to. Change the filter, or subscribe to all dates."
    ]
    assert links(page, ".//p[@class='empty']/a") == ["/?calendar=csto&kind=milestone&lang=en", "/subscribe?lang=en"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_offers_it_with_its_own_filter_where_something_is_ahead(client: FlaskClient, view: str) -> None:
    assert links(get(client, f"{view}?kind=deadline&calendar=lakes"), OFFER) == [
        "/subscribe?calendar=lakes&kind=deadline"
    ]
    assert links(get(client, f"{view}?kind=milestone&calendar=csto"), OFFER) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_the_past_offers_it_where_something_is_ahead_of_today(client_of: ClientOf, view: str) -> None:
    """And not where the last event is over."""
    client = client_of(a_meeting(span=whole_days("2021-08-30", "2021-09-01")))
    assert links(get(client, view), OFFER) == []


def test_what_runs_today_is_still_ahead(client_of: ClientOf) -> None:
    client = client_of(a_meeting(span=whole_days("2021-08-30", "2021-09-02")))
    assert (links(get(client, "/"), OFFER), len(ways(get(client, "/subscribe")))) == (["/subscribe"], 6)


def test_a_line_of_html_is_offered_where_other_sites_may_show_a_view(client: FlaskClient, settings: Settings) -> None:
    allowed = replace(settings, embed_origins=("https://www.example.org",))
    page = get(create_app(allowed).test_client(), "/subscribe?calendar=lakes")
    field = page.find(".//input[@id='s-embed']")
    assert field is not None
    assert field.attrib["value"] == (
        '<iframe src="https://dates.example.org/embed/?calendar=lakes" '
        'title="Three Lakes Commission (invented example)" width="100%" height="600"></iframe>'
    )


def test_elsewhere_it_is_not(client: FlaskClient) -> None:
    assert get(client, "/subscribe").findall(".//input[@id='s-embed']") == []
