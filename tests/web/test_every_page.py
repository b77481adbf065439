"""What holds for every page: it is well formed, protected, usable without a mouse, and says which time it is."""

import json
from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.web import create_app
from tests.examples import a_meeting, whole_days
from tests.web.conftest import ClientOf
from tests.web.pages import get, links, parsed, texts

VIEWS = [
    "/",
    "/?calendar=lakes&kind=meeting&q=session",
    "/?since=2021-09-01&until=2021-12-31",
    "/?until=2021-09-01&lang=ru",
    "/month/2021-09",
    "/week/2020-W53?lang=ru",
    "/year/2021",
    "/timeline/2021/2021",
    "/deadlines",
    "/deadlines?lang=ru&body=lake-council",
    "/changes?kind=deadline",
]
PAGES = [
    *VIEWS,
    "/events/extraordinary-session-2021",
    "/events/instruction-afghanistan-response-2021?lang=ru",
    "/events/night-watch-2021?zone=Asia/Dushanbe",
    "/events/reeds-workshop-2021?theme=dark",
    "/organisations",
    "/organisation/csto",
    "/organisation/lakes?on=2021-09-20&lang=ru",
    "/subscribe?calendar=csto",
    "/subscribe?kind=milestone&calendar=csto",
    "/subscribe?event=regular-session-2021&lang=ru",
    "/display?back=/month",
    "/keys",
    "/mailbox",
    "/party",
    "/?lang=de",
    "/month/0000-01",
]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MOST_CRAWLED = 600  # pages
MOST_OF_A_SORT = 2


@pytest.fixture(params=PAGES)
def page(client: FlaskClient, request: pytest.FixtureRequest) -> Element:
    return parsed(client.get(request.param).text)


def test_a_page_is_as_a_page_must_be(page: Element) -> None:
    """In one test, since all of it is asked of one and the same page."""
    _has_one_main_heading_and_leaves_out_no_level(page)
    _gives_every_id_once(page)
    _has_its_landmarks(page)
    _runs_only_our_script_and_holds_no_styles(page)
    _names_every_field(page)
    _tells_that_time_is_simulated(page)
    _loads_nothing_from_elsewhere(page)


def _has_one_main_heading_and_leaves_out_no_level(page: Element) -> None:
    levels = [int(element.tag[1]) for element in page.iter() if element.tag in ("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def _gives_every_id_once(page: Element) -> None:
    ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
    assert sorted(ids) == sorted(set(ids))


def _has_its_landmarks(page: Element) -> None:
    assert [len(page.findall(f"body/{tag}")) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert [element.attrib.get("href") for element in page.findall("body/a")] == ["#content"]
    ids = {element.attrib["id"] for element in page.iter() if "id" in element.attrib}
    assert [link for link in links(page, ".//a[@href]") if link.startswith("#") and link[1:] not in ids] == []


def _runs_only_our_script_and_holds_no_styles(page: Element) -> None:
    scripts = [script for script in page.iter("script") if script.attrib.get("type") != "application/ld+json"]
    assert [(script.attrib["src"].partition("?")[0], script.text) for script in scripts] == [
        ("/static/dateline.js", None)
    ]
    assert "defer" in scripts[0].attrib
    assert [element.tag for element in page.iter("style")] == []
    names = [name for element in page.iter() for name in element.attrib]
    assert [name for name in names if name == "style" or name[:2] == "on"] == []


def _names_every_field(page: Element) -> None:
    named = {label.attrib["for"] for label in page.iter("label") if "for" in label.attrib}
    inside = [field for label in page.iter("label") for field in label.iter()]
    fields = [field for tag in ("input", "select", "textarea") for field in page.iter(tag)]
    seen = [field for field in fields if field.attrib.get("type") != "hidden"]
    assert [field.attrib for field in seen if field.attrib.get("id") not in named and field not in inside] == []


def _tells_that_time_is_simulated(page: Element) -> None:
    assert texts(page, ".//aside[@class='banner']") in (
        ["Simulated time: 2 September 2021, 04:00 UTC"],
        ["Условное время: 2 сентября 2021 г., 04:00 UTC"],
    )


def _loads_nothing_from_elsewhere(page: Element) -> None:
    loaded = [element.attrib["src"] for element in page.iter() if "src" in element.attrib]
    loaded += [link.attrib["href"] for link in page.iter("link") if link.attrib.get("rel") in ("stylesheet", "icon")]
    assert [address for address in loaded if not address.startswith("/static/")] == []


def test_only_events_are_described_for_machines_and_that_is_json(client: FlaskClient) -> None:
    for address in PAGES:
        scripts = get_whatever(client, address).findall(".//script[@type='application/ld+json']")
        assert [json.loads(script.text or "")["@context"] for script in scripts] == (
            ["https://schema.org"] if address.startswith("/events/") else []
        )


def get_whatever(client: FlaskClient, address: str) -> Element:
    """The page, whatever its status."""
    return parsed(client.get(address).text)


def test_real_time_needs_no_words(db: Database, settings: Settings) -> None:
    assert texts(get(create_app(settings).test_client(), "/"), ".//aside") == []


def test_a_page_may_load_and_run_only_what_is_ours(client: FlaskClient) -> None:
    for address in PAGES:
        headers = client.get(address).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_without_choices_sets_no_cookie(client: FlaskClient) -> None:
    plain = [address for address in PAGES if not any(f"{name}=" in address for name in ("lang", "zone", "theme"))]
    assert [address for address in plain if "Set-Cookie" in client.get(address).headers] == []


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/", "/"),
        ("/agenda?lang=ru&zone=UTC&theme=dark", "/"),
        ("/?q=Tea&kind=meeting&utm_source=mail&kind=deadline", "/?kind=deadline&kind=meeting&q=tea"),
        ("/month?lang=ru", "/month"),
        ("/month/2021-09?country=tj", "/month/2021-09?country=TJ"),
        (
            "/week/2021-W37?place=Озеро+Бета",
            "/week/2021-W37?place=%D0%9E%D0%B7%D0%B5%D1%80%D0%BE%20%D0%91%D0%B5%D1%82%D0%B0",
        ),
        ("/year/2021", "/year/2021"),
        ("/timeline/2021/2021", "/timeline/2021/2021"),
        ("/deadlines?body=lake-council", "/deadlines?body=lake-council"),
        ("/changes?status=open", "/changes?status=open"),
    ],
)
def test_a_view_names_its_canonical_address_and_its_languages(
    client: FlaskClient, address: str, canonical: str
) -> None:
    page, site = get(client, address), "https://dates.example.org"
    mark = "&" if "?" in canonical else "?"
    assert links(page, "head/link[@rel='canonical']") == [f"{site}{canonical}"]
    alternates = page.findall("head/link[@hreflang]")
    assert {link.attrib["hreflang"]: link.attrib["href"] for link in alternates} == {
        "en": f"{site}{canonical}{mark}lang=en",
        "ru": f"{site}{canonical}{mark}lang=ru",
    }
    for link in alternates:
        assert get(client, link.attrib["href"].removeprefix(site)).attrib["lang"] == link.attrib["hreflang"]


@pytest.mark.parametrize("address", VIEWS)
def test_a_view_names_the_feeds_and_the_data_of_the_same_events(client: FlaskClient, address: str) -> None:
    feeds = get(client, address).findall("head/link[@type]")
    types = [link.attrib["type"] for link in feeds if link.attrib["rel"] == "alternate"]
    assert types == ["text/calendar", "application/atom+xml", "application/json"]
    for link in feeds[-3:]:
        answer = client.get(link.attrib["href"].removeprefix("https://dates.example.org"))
        assert (answer.status_code, answer.mimetype) == (200, link.attrib["type"])


@pytest.mark.parametrize("name", ["dateline.css", "dateline.js", "dateline.svg"])
def test_files_are_there_and_kept_until_they_are_others(client: FlaskClient, name: str) -> None:
    (address,) = {
        element.attrib[attribute]
        for element in get(client, "/").iter()
        for attribute in ("href", "src")
        if f"/{name}?v=" in element.attrib.get(attribute, "")
    }
    answer = client.get(address)
    assert (answer.status_code, answer.cache_control.max_age) == (200, 365 * 86400)
    answer.close()


def test_an_event_may_be_called_as_anything_on_a_page(client_of: ClientOf) -> None:
    """Such as "today", where the agenda has a place of that name itself."""
    names = ("today", "earlier", "about", "content", "q", "said", "month-2021-09", "without-a-day", "f-body", "f-since")
    client = client_of(*(a_meeting(f"{name}@club", whole_days("2021-09-16"), slug=name) for name in names))
    for address in ("/", "/month/2021-09", "/?since=2021-09-01", "/year/2021", "/changes", "/deadlines"):
        _gives_every_id_once(get(client, address))


# Links


def test_every_link_inside_leads_somewhere(client: FlaskClient) -> None:
    """From month to month and filter to filter there is no end: of each sort of page only a few are looked at."""
    seen: dict[str, int] = {}
    waiting, known = deque(["/", "/?lang=ru", "/embed/", "/embed/month/2021-09"]), {"/"}
    while waiting and len(seen) < MOST_CRAWLED:
        address = waiting.popleft()
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        seen[address] = answer.status_code
        if answer.mimetype != "text/html":
            answer.close()
            continue
        for link in _inner_links(parsed(answer.text), address):
            sort = _sort_of(link)
            if link not in known and sum(_sort_of(each) == sort for each in known) < MOST_OF_A_SORT:
                known.add(link)
                waiting.append(link)
    assert not waiting
    assert {urlsplit(address).path.split("/")[1].partition(".")[0] for address in seen} == {
        "",
        "agenda",
        "changes",
        "deadlines",
        "display",
        "embed",
        "events",
        "keys",
        "mailbox",
        "month",
        "openapi",
        "organisation",
        "organisations",
        "subscribe",
        "timeline",
        "week",
        "year",
    }


def _sort_of(address: str) -> tuple[str, ...]:
    """Pages that are made alike: of the same view in the same form, with a filter or without."""
    parts = urlsplit(address)
    steps = parts.path.split("/")
    view = steps[1:3] if steps[1] == "embed" else steps[1:2]
    names = {pair.partition("=")[0] for pair in parts.query.split("&")} - {"lang", ""}
    return (*view, "named" if len(steps) > 2 else "", parts.path.rpartition(".")[2][:5], min(names, default=""))


def _inner_links(page: Element, address: str) -> Iterator[str]:
    ids = {element.attrib["id"] for element in page.iter() if "id" in element.attrib}
    for link in page.iter("a"):
        path, _, anchor = link.attrib["href"].partition("#")
        if not path:
            assert anchor in ids
        elif not urlsplit(path).scheme:
            yield urljoin(address, path)


def test_the_links_of_every_page_of_the_first_and_the_last_time_lead_somewhere(client: FlaskClient) -> None:
    for address in ("/month/1000-01", "/month/9000-12", "/week/1000-W01", "/week/9001-W01", "/year/1000", "/year/9000"):
        for link in {each for each in _inner_links(get(client, address), address) if not each.endswith(".pdf")}:
            assert (link, client.get(link).status_code) == (link, 200)


def test_a_place_on_another_page_is_there(client: FlaskClient) -> None:
    for address in ("/events/extraordinary-session-2021", "/today"):
        found = [link for link in links(get_followed(client, address), ".//a") if link.startswith("/") and "#" in link]
        for link in found:
            path, _, anchor = link.partition("#")
            assert [element for element in get(client, path).iter() if element.attrib.get("id") == anchor] != []


def get_followed(client: FlaskClient, address: str) -> Element:
    return parsed(client.get(address, follow_redirects=True).text)
