"""What a reader chooses for all pages, zone, language and theme: by the address, then kept by a cookie."""

import pytest
from flask.testing import FlaskClient

from tests.web.pages import fields, get, links, parsed, texts

PAGES = ["/", "/month/2021-09", "/deadlines", "/changes", "/events/regular-session-2021", "/organisation/csto", "/keys"]
CHOSEN = {"lang": "ru", "zone": "Asia/Dushanbe", "theme": "dark"}
QUERY = "lang=ru&zone=Asia/Dushanbe&theme=dark"


@pytest.fixture
def without_cookies(client: FlaskClient) -> FlaskClient:
    """A reader whose browser keeps nothing."""
    return client.application.test_client(use_cookies=False)


def chosen(client: FlaskClient, address: str = "/display") -> dict[str, str]:
    """What the page that shows the choices takes for chosen."""
    return dict(fields(get(client, address).find(".//form[@class='display']")))


def inner_links(client: FlaskClient, address: str) -> list[str]:
    page = get(client, address)
    found = [*links(page, ".//nav[@class='views']//a"), *links(page, ".//main//a")]
    return [link for link in found if link.startswith("/") and not link.startswith(("/feeds/", "/static/"))]


def test_what_the_address_chooses_is_kept_in_cookies_for_all_pages(client: FlaskClient) -> None:
    cookies = client.get(f"/?{QUERY}").headers.getlist("Set-Cookie")
    kept = dict(cookie.partition(";")[0].split("=", 1) for cookie in cookies)
    assert kept == CHOSEN
    ends = {"; ".join(part for part in cookie.split("; ")[1:] if not part.startswith("Expires=")) for cookie in cookies}
    assert ends == {"Max-Age=31536000; Secure; Path=/; SameSite=Lax"}


def test_from_then_on_the_choices_hold_without_being_in_the_address(client: FlaskClient) -> None:
    assert chosen(client) == {"lang": "en", "zone": "venue", "theme": "auto"}
    get(client, f"/?{QUERY}")
    assert chosen(client) == CHOSEN
    page = get(client, "/month/2021-09")
    assert (page.attrib["lang"], page.attrib["data-theme"]) == ("ru", "dark")
    assert texts(page, ".//p[@class='meta']/span")[0] == "Время по зоне: Душанбе, UTC+05:00"


def test_links_keep_the_choices_until_the_browser_does(client: FlaskClient) -> None:
    for address in PAGES:
        reader = client.application.test_client()
        first = inner_links(reader, f"{address}?{QUERY}")
        assert [link for link in first if any(f"{name}=" not in link for name in CHOSEN)] == []
        again = inner_links(reader, f"{address}?{QUERY}")
        assert [link for link in again if any(f"{name}=" in link for name in CHOSEN)] == []
        assert len(first) == len(again) > 0


def test_links_keep_the_choices_where_the_browser_keeps_nothing(without_cookies: FlaskClient) -> None:
    for address in [*PAGES, *PAGES]:
        found = inner_links(without_cookies, f"{address}?{QUERY}")
        assert [link for link in found if any(f"{name}=" not in link for name in CHOSEN)] == []


def test_an_address_wins_over_what_was_kept_and_is_kept_itself(client: FlaskClient) -> None:
    get(client, f"/?{QUERY}")
    assert chosen(client, "/display?lang=en") == {**CHOSEN, "lang": "en"}
    assert chosen(client) == {**CHOSEN, "lang": "en"}


def test_the_venues_clock_can_be_chosen_again(client: FlaskClient) -> None:
    get(client, "/?zone=UTC")
    assert chosen(client)["zone"] == "UTC"
    get(client, "/?zone=venue")
    assert chosen(client)["zone"] == "venue"


def test_an_empty_choice_is_none(client: FlaskClient) -> None:
    get(client, "/?zone=UTC")
    assert client.get("/?zone=&lang=&theme=").headers.getlist("Set-Cookie") == []
    assert chosen(client) == {"lang": "en", "zone": "UTC", "theme": "auto"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lang=de", 'This site does not speak "de". It speaks: en, ru.'),
        ("zone=Europe/Atlantis", 'There is no zone "Europe/Atlantis". A zone is called as in Europe/Moscow.'),
        ("zone=localtime", 'There is no zone "localtime". A zone is called as in Europe/Moscow.'),
        ("zone=../../etc/passwd", 'There is no zone "../../etc/passwd". A zone is called as in Europe/Moscow.'),
        ("theme=neon", 'There is no theme "neon". There are: auto, light, dark.'),
        ("theme=%00", 'There is no theme "�". There are: auto, light, dark.'),
    ],
)
def test_a_choice_that_there_is_not_is_refused_on_every_page_and_kept_nowhere(
    client: FlaskClient, query: str, sentence: str
) -> None:
    for address in [*PAGES, "/mailbox", "/organisations", "/subscribe", "/display", "/party"]:
        answer = client.get(f"{address}?{query}")
        page = parsed(answer.text)
        assert (answer.status_code, texts(page, ".//p[@class='lead']")) == (400, [sentence])
        assert answer.headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("query", ["lang=de", "zone=Europe/Atlantis", "theme=neon"])
def test_from_a_refused_choice_every_link_leads_on(client: FlaskClient, query: str) -> None:
    page = get(client, f"/?{query}&kind=meeting", status=400)
    inner = [*links(page, ".//nav[@class='views']//a"), *links(page, ".//main//a")]
    statuses = {client.get(link).status_code for link in inner if link != "/timeline"}
    assert statuses == {200}


def test_the_sentence_is_in_the_language_of_the_reader(client: FlaskClient) -> None:
    page = parsed(client.get("/?zone=Mars&lang=ru").text)
    assert texts(page, ".//p[@class='lead']") == [
        'Часового пояса "Mars" нет. Пояс называется, например, Europe/Moscow.'
    ]
    page = parsed(client.get("/?lang=de", headers={"Accept-Language": "ru"}).text)
    assert texts(page, ".//p[@class='lead']") == ['Языка "de" здесь нет. Есть языки: en, ru.']


@pytest.mark.parametrize("value", ["", "de", "Mars", "x" * 3000, '"><script>', "%00"])
def test_a_bad_cookie_counts_for_nothing(client: FlaskClient, value: str) -> None:
    for name in CHOSEN:
        client.set_cookie(name, value)
    assert chosen(client) == {"lang": "en", "zone": "venue", "theme": "auto"}
    assert client.get("/?zone=").status_code == 200


def test_a_page_is_another_for_who_has_other_cookies(client: FlaskClient) -> None:
    assert client.get("/").headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie"


@pytest.mark.parametrize(
    "address", ["/feeds/csto.ics", "/static/dateline.css", "/robots.txt", "/party", "/?kind=party"]
)
def test_what_is_no_page_keeps_nothing(client: FlaskClient, address: str) -> None:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}lang=ru")
    assert answer.headers.getlist("Set-Cookie") == []
    answer.close()


def test_the_theme_is_said_only_where_it_is_chosen(client: FlaskClient) -> None:
    assert "data-theme" not in get(client, "/?theme=auto").attrib
    assert get(client, "/?theme=light").attrib["data-theme"] == "light"
