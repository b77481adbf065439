"""Views inside other sites' pages."""

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.config import Settings
from service.web import create_app
from tests.web.pages import get, links, texts

VIEWS = ["/", "/month/2021-09", "/week/2021-W37", "/year/2021", "/timeline/2021/2021", "/deadlines", "/changes"]
OWN = [
    "/",
    "/events/regular-session-2021",
    "/organisation/csto",
    "/subscribe",
    "/display",
    "/keys",
    "/mailbox",
    "/party",
]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)


@pytest.fixture
def open_client(client: FlaskClient, settings: Settings) -> FlaskClient:
    """Of a site whose views two others may show."""
    origins = ("https://www.example.org", "https://*.example.com")
    return create_app(replace(settings, embed_origins=origins)).test_client()


@pytest.mark.parametrize("view", VIEWS)
def test_only_the_sites_that_are_named_may_show_a_view(
    client: FlaskClient, open_client: FlaskClient, view: str
) -> None:
    policies = [each.get(f"/embed{view}").headers["Content-Security-Policy"] for each in (client, open_client)]
    assert policies == [f"{POLICY}'none'", f"{POLICY}https://www.example.org https://*.example.com"]


@pytest.mark.parametrize("page", OWN)
def test_other_pages_may_be_shown_in_no_other(open_client: FlaskClient, page: str) -> None:
    assert open_client.get(page).headers["Content-Security-Policy"] == f"{POLICY}'none'"


@pytest.mark.parametrize("view", VIEWS)
def test_an_embedded_view_has_nothing_around_it(open_client: FlaskClient, view: str) -> None:
    page = get(open_client, f"/embed{view}?kind=meeting")
    assert [len([*page.iter(tag)]) for tag in ("header", "form", "aside", "script", "main")] == [0, 0, 0, 0, 1]
    assert page.findall(".//div[@class='filters']") == []
    assert len(page.findall(".//h1")) == 1


@pytest.mark.parametrize("view", VIEWS)
def test_it_shows_what_the_view_itself_shows(open_client: FlaskClient, view: str) -> None:
    embedded, page = get(open_client, f"/embed{view}?kind=meeting"), get(open_client, f"{view}?kind=meeting")
    assert texts(embedded, ".//h1") == texts(page, ".//h1")
    for path in (".//p[@class='line-title']", ".//table//td", ".//li"):
        inside = texts(page, f".//main{path[1:]}")
        assert [words for words in texts(embedded, path) if words not in inside] == []


def test_it_leads_to_the_view_itself_in_a_window_of_its_own(open_client: FlaskClient) -> None:
    page = get(open_client, "/embed/month/2021-09?kind=meeting")
    (link,) = page.findall(".//footer//a")
    assert (link.attrib["href"], target(page, link)) == ("/month/2021-09?kind=meeting", "_blank")


@pytest.mark.parametrize("view", VIEWS)
def test_what_leads_out_of_it_opens_a_window_of_its_own_and_the_rest_stays_inside(
    open_client: FlaskClient, view: str
) -> None:
    """A page that may be shown in no other would be refused in its place."""
    page = get(open_client, f"/embed{view}")
    targets = {link.attrib["href"]: target(page, link) for link in page.iter("a")}
    inside = ("/embed/", "#")
    assert {href: where for href, where in targets.items() if href.startswith(inside) and where != "_self"} == {}
    assert {href: where for href, where in targets.items() if not href.startswith(inside) and where != "_blank"} == {}


def target(page: Element, link: Element) -> str:
    """Where a link opens: as it says itself, else as the page says for all."""
    (base,) = [*page.findall("head/base"), Element("base")][:1]
    return link.attrib.get("target") or base.attrib.get("target") or "_self"


def test_from_month_to_month_it_stays_embedded_with_its_filter(open_client: FlaskClient) -> None:
    page = get(open_client, "/embed/month/2021-09?kind=meeting&lang=ru")
    assert links(page, ".//nav[@class='steps']/a") == [
        "/embed/month/2021-08?kind=meeting&lang=ru",
        "/embed/month?kind=meeting&lang=ru",
        "/embed/month/2021-10?kind=meeting&lang=ru",
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_it_sets_no_cookie(open_client: FlaskClient, view: str) -> None:
    answer = open_client.get(f"/embed{view}?lang=ru&zone=UTC&theme=dark")
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])


def test_its_language_and_theme_are_chosen_by_its_address(open_client: FlaskClient) -> None:
    page = get(open_client, "/embed/?lang=ru&theme=dark")
    assert (page.attrib["lang"], page.attrib["data-theme"]) == ("ru", "dark")


def test_search_engines_leave_it_alone(open_client: FlaskClient) -> None:
    (robots,) = get(open_client, "/embed/").findall("head/meta[@name='robots']")
    assert robots.attrib["content"] == "noindex"


@pytest.mark.parametrize(
    ("address", "status"), [("/embed/?kind=party", 400), ("/embed/month/0000-01", 400), ("/embed/x", 404)]
)
def test_what_is_refused_is_refused_inside_as_well(open_client: FlaskClient, address: str, status: int) -> None:
    assert open_client.get(address).status_code == status
