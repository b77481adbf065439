"""What holds for every page: it is well formed, protected, usable without a mouse, and says which time it is."""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.web import create_app
from tests.web.pages import get, parsed, texts

PAGES = [
    "/",
    "/?calendar=lakes",
    "/?lang=ru&kind=deadline",
    "/events/extraordinary-session-2021",
    "/events/instruction-afghanistan-response-2021?lang=ru",
    "/events/night-watch-2021",
    "/events/reeds-workshop-2021",
    "/organisation/csto",
    "/organisation/lakes?on=2021-09-20&lang=ru",
    "/mailbox",
    "/party",
    "/?lang=de",
]


@pytest.fixture(params=PAGES)
def page(client: FlaskClient, request: pytest.FixtureRequest) -> Element:
    return parsed(client.get(request.param).text)


def test_there_is_one_main_heading_and_no_level_is_left_out(page: Element) -> None:
    levels = [int(element.tag[1]) for element in page.iter() if element.tag in ("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_every_id_is_given_once(page: Element) -> None:
    ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
    assert sorted(ids) == sorted(set(ids))


def test_there_are_no_scripts_and_no_styles_inside(page: Element) -> None:
    forbidden = [element.tag for element in page.iter() if element.tag in ("script", "style")]
    attributes = [name for element in page.iter() for name in element.attrib if name == "style" or name[:2] == "on"]
    assert (forbidden, attributes) == ([], [])


def test_the_landmarks_are_there(page: Element) -> None:
    assert [len(page.findall(f"body/{tag}")) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert [element.attrib.get("href") for element in page.findall("body/a")] == ["#content"]


def test_simulated_time_is_told(page: Element) -> None:
    time = texts(page, ".//aside[@class='banner']")
    assert time in (
        ["Simulated time: 2 September 2021, 04:00 UTC"],
        ["Условное время: 2 сентября 2021 г., 04:00 UTC"],
    )


def test_real_time_needs_no_words(db: Database, settings: Settings) -> None:
    assert texts(get(create_app(settings).test_client(), "/"), ".//aside") == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_may_load_only_what_is_ours_and_run_nothing(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_the_style_sheet_is_there(client: FlaskClient) -> None:
    answer = client.get("/static/dateline.css")
    assert (answer.status_code, answer.content_type) == (200, "text/css; charset=utf-8")
    answer.close()


def test_every_link_inside_leads_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        waiting += [link for link in _inner_links(client, address) if link not in seen and link not in waiting]
    assert len(seen) > 40


def _inner_links(client: FlaskClient, address: str) -> Iterator[str]:
    page = get(client, address)
    ids = {element.attrib["id"] for element in page.iter() if "id" in element.attrib}
    for link in page.iter("a"):
        path, _, anchor = link.attrib["href"].partition("#")
        if path.startswith("/"):
            yield path
        elif not path:
            assert anchor in ids
