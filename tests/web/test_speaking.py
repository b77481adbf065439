"""Which language a page is in, and that its links keep it."""

from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.domain.text import Text
from tests.examples import a_meeting
from tests.web.conftest import ClientOf
from tests.web.pages import fields, get, links, parsed, texts


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de, ru;q=0.5", "ru"),
        ("en-US", "en"),
        ("de", "en"),
        ("", "en"),
        ("*", "en"),
        (";;;=", "en"),
    ],
)
def test_the_browser_is_answered_in_its_language(client: FlaskClient, wanted: str, spoken: str) -> None:
    answer = client.get("/", headers={"Accept-Language": wanted})
    assert parsed(answer.text).attrib["lang"] == spoken
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == (
        spoken,
        "Accept-Encoding, Accept-Language, Cookie",
    )


def test_a_chosen_language_wins_over_the_browsers(client: FlaskClient) -> None:
    answer = client.get("/?lang=en", headers={"Accept-Language": "ru"})
    assert parsed(answer.text).attrib["lang"] == "en"


@pytest.mark.parametrize("address", ["/", "/events/extraordinary-session-2021", "/organisation/csto", "/mailbox"])
def test_a_chosen_language_is_kept_by_every_link(client: FlaskClient, address: str) -> None:
    page = get(client, f"{address}?lang=ru")
    inner = [link for link in links(page, ".//main//a") if link.startswith("/")]
    assert [link for link in inner if "lang=ru" not in link] == []
    assert inner or address == "/mailbox"


def test_every_form_keeps_a_chosen_language(client: FlaskClient) -> None:
    for address in ("/", "/organisation/csto", "/subscribe", "/mailbox", "/party"):
        page = parsed(client.application.test_client().get(f"{address}?lang=ru").text)
        forms = page.findall(".//form")
        assert [_language_of(form) for form in forms] == ["ru"] * len(forms)
        assert forms


def test_the_feeds_need_no_language(client: FlaskClient) -> None:
    field = get(client, "/subscribe?lang=ru&calendar=csto&kind=meeting").find(".//input[@id='s-address']")
    assert field is not None
    assert field.attrib["value"] == "https://dates.example.org/feeds/csto/meetings.ics"


def test_the_switch_keeps_what_was_asked_also_where_it_was_asked_twice(client: FlaskClient) -> None:
    page = get(client, "/?calendar=csto&lang=ru&kind=meeting&kind=exercise&place=Lake+Beta")
    assert links(page, ".//nav[@class='languages']//a[@hreflang]") == [
        "?calendar=csto&kind=meeting&kind=exercise&place=Lake%20Beta&lang=en",
        "?calendar=csto&kind=meeting&kind=exercise&place=Lake%20Beta&lang=ru",
    ]


def test_the_switch_leads_to_the_same_page(client: FlaskClient) -> None:
    page = get(client, "/month/2021-10?kind=exercise")
    (_, russian) = links(page, ".//nav[@class='languages']//a[@hreflang]")
    assert texts(get(client, f"/month/2021-10{russian}"), ".//h1") == ["Октябрь 2021"]


def test_a_language_that_is_not_spoken_is_not_understood(client: FlaskClient) -> None:
    page = get(client, "/?lang=de", status=400)
    assert texts(page, ".//p[@class='lead']") == ['This site does not speak "de". It speaks: en, ru.']


def test_what_is_not_translated_is_marked_with_its_language(client_of: ClientOf) -> None:
    event = a_meeting(summary=Text("Annual meeting"), description=Text("Tea", {"ru": "Чай"}))
    page = get(client_of(event), "/events/meeting?lang=ru")
    assert [(span.attrib["lang"], span.text) for span in page.findall(".//h1/span")] == [("en", "Annual meeting")]
    assert texts(page, ".//p[@class='lead']") == ["Чай"]


def test_russian_counts_in_its_three_forms(client: FlaskClient) -> None:
    page = get(client, "/?lang=ru")
    assert texts(page, ".//summary")[-1] == "3 прошедшие даты"
    assert texts(page, ".//p[@class='timing']")[:3] == ["через 7 дней", "через 12 дней", "через 14 дней"]


def _language_of(form: Element) -> str | None:
    """What a form sends along, or, where it sends a body, what its address keeps."""
    query = dict(parse_qsl(urlsplit(form.attrib.get("action", "")).query))
    return query.get("lang") if form.attrib.get("method") == "post" else dict(fields(form)).get("lang")
