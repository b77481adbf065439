"""Whatever stands in an address or in a stored field: a clear page, nothing executed, and never a mistake of ours."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.event import AnyEvent, Deadline, Exercise, Participant, Venue
from service.domain.organisation import Body, Organisation
from service.domain.text import Text
from tests import strategies
from tests.examples import a_meeting, whole_days
from tests.web.conftest import ClientOf
from tests.web.pages import get, parsed, texts

VIEWS = ["/", "/month/2021-09", "/week/2021-W37", "/year/2021", "/timeline/2021/2021", "/deadlines", "/changes"]
OTHERS = [
    "/agenda",
    "/month",
    "/timeline",
    "/next",
    "/today",
    "/earlier",
    "/subscribe",
    "/organisations",
    "/organisation/csto",
    "/events/regular-session-2021",
    "/display",
    "/keys",
    "/mailbox",
    "/embed/",
    "/embed/month/2021-09",
    "/embed/changes",
    "/robots.txt",
    "/party",
]
DATA = ["/agenda.json", "/month/2021-09.json", "/deadlines.json", "/changes.json", "/changes.atom"]
NAMES = (
    *("calendar", "kind", "body", "place", "country", "status", "q", "since", "until"),
    *("lang", "zone", "theme", "before", "begun", "on", "back"),
    *("alarm", "cancelled", "tz", "entries", "refresh", "page", "x"),
)
LEAD = ".//p[@class='lead']"
HOSTILE = "</title></script><script>alert('1')</script>\"'><img src=x onerror=alert(1)>{{7*7}}%s\u202e<!--"
without_fixtures_anew = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def holds_nothing_of_others(page: Element) -> None:
    """No script, no handler and no image but ours."""
    scripts = [script.attrib.get("src", "").partition("?")[0] for script in page.iter("script")]
    assert [each for each in scripts if each not in ("/static/dateline.js", "")] == []
    inline = [script for script in page.iter("script") if "src" not in script.attrib]
    assert [script.attrib.get("type") for script in inline] == ["application/ld+json"] * len(inline)
    assert [name for element in page.iter() for name in element.attrib if name == "style" or name[:2] == "on"] == []
    assert [element.tag for element in page.iter() if element.tag in ("img", "style", "object", "embed")] == []
    links = [element.attrib["href"] for element in page.iter() if "href" in element.attrib]
    known = ("/", "?", "#", "https:", "http:", "webcal:", "mailto:")
    assert [link for link in links if not link.startswith(known)] == []


# Addresses


@pytest.mark.parametrize("query", ["q=", "place=", "x=", "kind=meeting&", "lang=ru&q="])
def test_a_query_of_100_kilobytes_is_refused_on_every_page_and_repeated_nowhere(
    client: FlaskClient, query: str
) -> None:
    for address in [*VIEWS, *OTHERS]:
        answer = client.get(f"{address}?{query}{'x' * 100_000}")
        page = parsed(answer.text)
        (said,) = texts(page, LEAD)
        assert (answer.status_code, said) in (
            (400, "The address is too long: at most 2000 characters may follow its question mark."),
            (400, "Адрес слишком длинный: после вопросительного знака может быть не больше 2000 знаков."),
        )
        assert len(answer.text) < 10_000


def test_a_path_of_100_kilobytes_is_not_found(client: FlaskClient) -> None:
    for front in (
        "/",
        "/events/",
        "/month/",
        "/week/",
        "/year/",
        "/timeline/",
        "/organisation/",
        "/mailbox/",
        "/embed/",
    ):
        answer = client.get(f"{front}{'x' * 100_000}")
        assert answer.status_code == 404
        holds_nothing_of_others(parsed(answer.text))


@pytest.mark.parametrize(
    "value",
    ["%00", "%01", "%1b[31m", "%0d%0aSet-Cookie:%20a=b", "%7f", "%c2%85", "%ff", "%c3%28", "%ed%a0%80", "%", "%zz"],
)
def test_control_characters_and_broken_text_are_refused_or_harmless(client: FlaskClient, value: str) -> None:
    for name in NAMES:
        for address in (
            "/",
            "/changes",
            "/subscribe",
            "/organisation/csto",
            "/display",
            "/events/regular-session-2021",
        ):
            answer = client.get(f"{address}?{name}={value}")
            assert answer.status_code in (200, 400, 404)
            assert "a" not in {cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}
            holds_nothing_of_others(parsed(answer.text))
    for front in ("/", "/events/", "/month/", "/organisation/", "/mailbox/"):
        answer = client.get(f"{front}{value}")
        assert answer.status_code == 404
        holds_nothing_of_others(parsed(answer.text))


def test_hostile_text_in_an_address_is_shown_and_not_obeyed(client: FlaskClient) -> None:
    for name in NAMES:
        for address in [*VIEWS, *OTHERS]:
            answer = client.get(address, query_string={name: HOSTILE})
            assert answer.status_code in (200, 302, 400, 404)
            if answer.mimetype == "text/html" and answer.status_code != 302:
                holds_nothing_of_others(parsed(answer.text))


def test_what_is_refused_is_refused_in_the_language_of_the_reader(client: FlaskClient) -> None:
    asked = {
        "/?kind=party": '"kind": возможны только meeting, deadline, exercise, milestone, а не "party".',
        "/?calendar=nato": 'Календаря "nato" здесь нет.',
        "/?body=nobody": 'Органа "nobody" здесь нет.',
        "/?since=2021-02-30": '"since": нужен день, например 2021-09-16, а не "2021-02-30".',
        "/?country=Austria": '"country": нужны две буквы страны, например TJ, а не "Austria".',
        "/?q=!": 'В "!" нет слова, которое можно искать.',
        "/?place=%00": '"place": в "�" есть недопустимые знаки.',
        "/month/0000-01": "Месяца 0000-01 нет. Есть месяцы с 1000-01 по 9000-12.",
        "/week/2021-W54": "Недели 2021-W54 нет. Есть недели с 1000-W01 по 9001-W01.",
        "/year/9999": "Года 9999 нет. Есть годы с 1000 по 9000.",
        "/month/now": '"now" — не месяц. Месяц пишется так: 2021-09.',
        "/changes?before=now": 'Изменения "now" нет. Начните с последних.',
        "/organisation/csto?on=now": '"now" — не день. Напишите его так: 2021-09-02.',
        "/events/party": 'События "party" здесь нет.',
        "/party": "Страницы по адресу /party нет.",
    }
    for address, sentence in asked.items():
        answer = client.get(address, headers={"Accept-Language": "ru"})
        page = parsed(answer.text)
        assert (texts(page, LEAD), page.attrib["lang"]) == ([sentence], "ru")


def test_pages_are_only_read(client: FlaskClient) -> None:
    for address in [*VIEWS, "/display", "/events/regular-session-2021", "/embed/"]:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = client.open(address, method=method, data={"q": HOSTILE})
            assert answer.status_code == 405
            assert texts(parsed(answer.text), LEAD) == ["This page can only be read."]
        assert client.head(address).status_code == 200


def test_the_name_of_the_host_that_a_client_claims_is_nowhere_on_a_page(client: FlaskClient) -> None:
    for address in [*VIEWS, *OTHERS]:
        answer = client.get(address, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("header", ["Accept-Language", "Cookie", "Accept", "Accept-Encoding", "Referer", "User-Agent"])
@pytest.mark.parametrize("value", ["", ";;;===,,,", "x" * 20_000, "\x7f\xff", "ru;q=nan, *;q=1e999", HOSTILE[:40]])
def test_a_header_of_whatever_sort_does_no_harm(client: FlaskClient, header: str, value: str) -> None:
    answer = client.get("/", headers={header: value.encode("latin-1", "replace").decode("latin-1")})
    assert answer.status_code == 200


signs = st.text(st.characters(codec="utf-8"), max_size=30)
odd = st.sampled_from(
    ("", "0", "-1", "9999-12-31", "0001-01-01", "2021-09", "2021-W37", "9" * 30, "１", "İ", "ͺ", HOSTILE)
)
values = st.one_of(
    odd,
    signs,
    strategies.days().map(str),
    st.sampled_from(("csto", "lakes", "meeting", "deadline", "open", "ru", "UTC", "dark", "TJ", "1.1.x", "/month?q=1")),
)
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=5)


@without_fixtures_anew
@given(address=st.sampled_from([*VIEWS, *OTHERS, *DATA]), query=queries)
def test_whatever_is_asked_for_is_answered_or_refused(
    client: FlaskClient, address: str, query: list[tuple[str, str]]
) -> None:
    answer = client.get(address, query_string=query)
    assert answer.status_code in (200, 302, 308, 400, 404)
    if answer.mimetype == "text/html" and answer.status_code not in (302, 308):
        page = parsed(answer.text)
        assert len(texts(page, ".//h1")) == 1
        holds_nothing_of_others(page)
    answer.close()
    for name in ("lang", "zone", "theme"):
        client.delete_cookie(name)


@without_fixtures_anew
@given(
    front=st.sampled_from(("/", "/month/", "/week/", "/year/", "/timeline/", "/events/", "/organisation/", "/embed/")),
    rest=st.one_of(
        signs, st.from_regex(r"[0-9]{1,5}(-W?[0-9]{1,3})?(/[0-9]{4}(-[0-9]{2})?)?(\.json)?", fullmatch=True)
    ),
)
def test_whatever_the_path_is_it_is_answered_or_refused(client: FlaskClient, front: str, rest: str) -> None:
    answer = client.get(front + rest.replace("?", "").replace("#", ""))
    assert answer.status_code in (200, 302, 308, 400, 404)
    if answer.mimetype == "text/html" and answer.status_code not in (302, 308):
        holds_nothing_of_others(parsed(answer.text))
    answer.close()


@without_fixtures_anew
@given(path=st.binary(max_size=20), query=st.binary(max_size=60))
def test_whatever_octets_come_they_are_answered_or_refused(client: FlaskClient, path: bytes, query: bytes) -> None:
    """As a server hands them on, each octet a sign (PEP 3333)."""
    octets = {"PATH_INFO": f"/{path.decode('latin-1')}", "QUERY_STRING": query.decode("latin-1")}
    for known in ({}, {"PATH_INFO": "/"}, {"PATH_INFO": "/changes"}, {"PATH_INFO": "/feeds/all.ics"}):
        answer = client.get("/", environ_overrides=octets | known)
        assert answer.status_code in (200, 302, 308, 400, 404)
        answer.close()


# Stored fields


@pytest.fixture
def hostile_client(client_of: ClientOf) -> FlaskClient:
    """Hostile text in every field that a calendar file can fill."""
    text = Text(HOSTILE, {"ru": HOSTILE})
    common: dict[str, Any] = {
        "summary": text,
        "description": text,
        "topics": (text,),
        "outcomes": (text,),
        "categories": (text,),
    }
    person = Participant(name=text, office=text, country="AT")
    place = Venue(name=text, country="AT")
    events: list[AnyEvent] = [
        a_meeting("a@club", place=place, body="council", participants=(person,), **common),
        Exercise(uid="b@club", slug="b", span=whole_days("2021-09-02", "2021-09-20"), place=place, **common),
        Deadline(uid="c@club", slug="c", span=whole_days("2021-09-20"), given_at="a@club", due_at="a@club", **common),
    ]
    body = Body(
        slug="council", name=text, description=text, members=text, attendance=text, basis=text, chair_rule_text=text
    )
    return client_of(
        *events,
        name=text,
        description=text,
        organisation=Organisation(name=text, short_name=text, description=text, bodies=(body,)),
    )


def test_hostile_text_in_every_field_is_shown_and_not_obeyed(hostile_client: FlaskClient) -> None:
    pages = [*VIEWS, "/events/a", "/events/b", "/events/c", "/organisations", "/organisation/club", "/subscribe"]
    for address in [*pages, *(f"/embed{view}" for view in VIEWS)]:
        for language in ("en", "ru"):
            page = get(hostile_client, f"{address}?lang={language}")
            holds_nothing_of_others(page)


def test_hostile_text_is_whole_where_it_is_shown(hostile_client: FlaskClient) -> None:
    said = " ".join(HOSTILE.split())
    page = get(hostile_client, "/events/a")
    assert texts(page, ".//h1") == [said]
    assert texts(get(hostile_client, "/"), ".//p[@class='line-title']") == [said] * 3
    assert [option for option in _options(get(hostile_client, "/"), "place") if option != "any"] == [said]


def _options(page: Element, name: str) -> Iterator[str]:
    for select in page.iter("select"):
        if select.attrib["name"] == name:
            yield from texts(select, "option")
