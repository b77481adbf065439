"""The pages about the pages: how they are shown, and which keys they know."""

from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.pages import fields, get, links, parsed, text, texts


def way_back(client: FlaskClient, back: str) -> tuple[str, list[tuple[str, str]]]:
    """Where the form leads, and what it sends along besides the three choices."""
    answer = client.get("/display", query_string={"back": back})
    assert answer.status_code == 200
    form = parsed(answer.text).find(".//form[@class='display']")
    assert form is not None
    return form.attrib["action"], [pair for pair in fields(form) if pair[0] not in ("zone", "lang", "theme")]


def test_language_zone_and_theme_are_chosen_in_one_form(client: FlaskClient) -> None:
    page = get(client, "/display?zone=Europe/Vienna&lang=ru&theme=dark")
    assert fields(page.find(".//form[@class='display']")) == [
        ("zone", "Europe/Vienna"),
        ("lang", "ru"),
        ("theme", "dark"),
    ]


def test_without_a_choice_the_form_says_what_holds(client: FlaskClient) -> None:
    assert fields(get(client, "/display").find(".//form[@class='display']")) == [
        ("zone", "venue"),
        ("lang", "en"),
        ("theme", "auto"),
    ]


def test_the_zones_of_the_calendars_come_first_and_each_zone_is_there_once(client: FlaskClient) -> None:
    select = get(client, "/display").find(".//select[@id='d-zone']")
    assert select is not None
    assert texts(select, "option") == ["each place", "UTC", "Europe/Moscow", "Europe/Vienna"]
    zones = [option.attrib.get("value", text(option)) for option in select.iter("option")]
    assert (len(zones), zones.count("Asia/Dushanbe"), zones.count("Europe/Vienna")) == (len(set(zones)), 1, 1)


def test_every_zone_that_is_offered_is_understood(client: FlaskClient) -> None:
    select = get(client, "/display").find(".//select[@id='d-zone']")
    assert select is not None
    for option in [*select.iter("option")][::40]:
        get(client, f"/keys?zone={option.attrib.get('value', text(option))}")


def test_every_page_leads_there_and_back(client: FlaskClient) -> None:
    page = get(client, "/month/2021-09?kind=meeting&place=Lake+Beta&lang=en")
    (address,) = links(page, ".//a[@data-dialog][.='Display']")
    form = get(client, address).find(".//form[@class='display']")
    assert form is not None
    assert (form.attrib["action"], fields(form)[:2]) == (
        "/month/2021-09",
        [("kind", "meeting"), ("place", "Lake Beta")],
    )


@pytest.mark.parametrize(
    ("back", "path", "pairs"),
    [
        ("/", "/", []),
        ("/month/2021-09?kind=meeting&kind=exercise", "/month/2021-09", [("kind", "meeting"), ("kind", "exercise")]),
        ("/?lang=ru&zone=UTC&theme=dark&q=чай", "/", [("q", "чай")]),
        ("/events/a#b", "/events/a", []),
        ("month", "/month", []),
        ("", "/", []),
    ],
)
def test_the_way_back_keeps_what_was_asked_but_for_the_choices(
    client: FlaskClient, back: str, path: str, pairs: list[tuple[str, str]]
) -> None:
    assert way_back(client, back) == (path, pairs)


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "///evil.example",
        "////evil.example/a",
        "https://evil.example/a",
        "HTTPS:evil.example",
        "http:/evil.example",
        r"\\evil.example",
        r"/\evil.example",
        r"\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        " https://evil.example",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example@dates.example.org",
        "//[",
        "//a℀b",
        "mailto:a@evil.example",
    ],
)
def test_the_way_back_never_leads_to_another_site(client: FlaskClient, back: str) -> None:
    path, _ = way_back(client, back)
    assert is_of_this_site(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("/\\:@?#[] \t\n.%ehtpsjavcript2F")) | st.text())
def test_whatever_is_asked_for_the_way_back_is_of_this_site(client: FlaskClient, back: str) -> None:
    path, _ = way_back(client, back)
    assert is_of_this_site(path)


def is_of_this_site(path: str) -> bool:
    """As a browser takes it (URL standard): tabs and line feeds are nothing, a backslash is a slash."""
    seen = "".join(sign for sign in path if sign not in "\t\n\r").replace("\\", "/").lstrip()
    parts = urlsplit(seen)
    return seen.startswith("/") and not seen.startswith("//") and not parts.scheme and not parts.netloc


def test_the_keys_are_listed(client: FlaskClient) -> None:
    page = get(client, "/keys")
    assert texts(page, ".//dl[@class='keys']/div/dt") == ["n", "p", "t", "1 2 3 4 5", "+ -", "/", "?", "Esc"]


def test_the_keys_that_are_listed_are_on_the_pages(client: FlaskClient) -> None:
    page = get(client, "/month/2021-09")
    keys = [element.attrib["data-key"] for element in page.iter() if "data-key" in element.attrib]
    assert sorted(keys) == ["1", "2", "3", "4", "5", "?", "n", "p", "t"]


def test_hostile_text_in_the_address_is_not_obeyed(client: FlaskClient) -> None:
    hostile = quote('/x?a="><script>alert(1)</script>')
    page = get(client, f"/display?back={hostile}")
    assert len(page.findall(".//script")) == 1
