"""Signing up for mails: the form, the mail that is planned, and that nobody learns who is a reader."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.event import Kind
from service.domain.selection import Filter
from service.domain.subscriber import Suspended, Unconfirmed
from service.domain.token import Purpose
from service.domain.wish import Leads, Weekly
from service.storage.subscribers import all_subscribers
from service.web import create_app
from tests.examples import a_meeting, a_wish, whole_days
from tests.web.conftest import ClientOf, stop_the_clock
from tests.web.pages import fields, get, links, parsed, text, texts
from tests.web.readers import EMAIL, a_form, a_reader, path, planned, suspend, the_reader

MORNING = datetime(2021, 9, 2, 4, tzinfo=UTC)
HEADING = "Look into your mailbox"


def sent(client: FlaskClient, **form: object) -> str:
    """The page that answers the form."""
    answer = client.post("/subscribe", data=a_form(**form))
    assert answer.status_code == 200, answer.text
    return answer.text


# The form


def test_the_form_has_the_dates_of_the_page_that_one_comes_from(client: FlaskClient) -> None:
    page = get(client, "/subscribe?calendar=csto&kind=meeting&q=Tajik+2021&since=2021-09-01&country=TJ")
    form = page.find(".//form[@class='wish']")
    assert form is not None
    assert (form.attrib["method"], form.attrib["action"]) == ("post", "/subscribe")
    chosen = [
        (field.attrib["name"], field.attrib["value"]) for field in form.iter("input") if "checked" in field.attrib
    ]
    assert chosen == [
        ("calendar", "csto"),
        ("kind", "meeting"),
        ("cadence", "leads"),
        ("lead", "14"),
        ("lead", "7"),
        ("lead", "1"),
        ("changes", "1"),
    ]
    typed = dict(fields(form))
    assert [typed[name] for name in ("q", "since", "country", "hour", "zone", "language")] == [
        "Tajik 2021",
        "2021-09-01",
        "TJ",
        "7",
        "Europe/Moscow",
        "en",
    ]
    assert texts(form, "details/summary") == [
        "Which dates: CSTO calendar: Meetings · Tajikistan · “2021 tajik” · Since 1 September 2021"
    ]


def test_the_zone_is_that_of_the_calendar_unless_the_reader_chose_one(client: FlaskClient) -> None:
    for address, zone in (("/subscribe", "Europe/Moscow"), ("/subscribe?zone=Asia/Dushanbe", "Asia/Dushanbe")):
        form = get(client, address).find(".//form[@class='wish']")
        assert dict(fields(form))["zone"] == zone
    assert "data-guess" in get(client, "/subscribe").find(".//select[@id='w-zone']").attrib  # type: ignore[union-attr]


def test_the_language_is_that_of_the_page(client: FlaskClient) -> None:
    form = get(client, "/subscribe?lang=ru").find(".//form[@class='wish']")
    assert form is not None
    assert (dict(fields(form))["language"], form.attrib["action"]) == ("ru", "/subscribe?lang=ru")


def test_a_single_event_is_subscribed_to_from_its_page(client: FlaskClient) -> None:
    (link,) = links(get(client, "/events/regular-session-2021"), ".//a[@data-dialog][@class='button']")
    assert link == "/subscribe?event=regular-session-2021"
    page = get(client, link)
    (only,) = page.findall(".//fieldset[@id='w-event']//input")
    assert (only.attrib["value"], "checked" in only.attrib) == ("regular-session-2021", True)
    address = page.find(".//input[@id='s-address']")
    assert address is not None
    assert address.attrib["value"] == "https://dates.example.org/events/regular-session-2021.ics"
    assert client.get("/events/regular-session-2021.ics").status_code == 200
    assert client.get("/events/regular-session-2021.atom").status_code == 200
    assert links(page, ".//p[@class='eyebrow']/a") == ["/events/regular-session-2021"]


def test_the_feed_of_a_single_event_is_written_as_one_likes(client: FlaskClient) -> None:
    page = get(client, "/subscribe?event=regular-session-2021&alarm=P1D&lang=ru")
    address = page.find(".//input[@id='s-address']")
    assert address is not None
    assert address.attrib["value"] == "https://dates.example.org/events/regular-session-2021.ics?alarm=P1D"
    assert fields(page.find(".//section[@class='way']/details/form"))[:2] == [
        ("event", "regular-session-2021"),
        ("lang", "ru"),
    ]


def test_an_event_that_is_over_offers_nothing(client_of: ClientOf) -> None:
    client = client_of(a_meeting(span=whole_days("2021-09-01")))
    assert links(get(client, "/events/meeting"), ".//a[@data-dialog][@class='button']") == []
    assert get(client, "/subscribe?event=meeting").findall(".//section[@class='way']") == []


def test_an_event_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert texts(get(client, "/subscribe?event=party", status=404), ".//p[@class='lead']") == [
        'There is no event "party" here.'
    ]


def test_every_page_leads_to_the_form(client: FlaskClient) -> None:
    for address in ("/", "/month", "/events/regular-session-2021", "/party"):
        page = parsed(client.get(address).text)
        assert links(page, ".//footer//a")[0] == "/subscribe#by-mail"
    assert [section.attrib["id"] for section in get(client, "/subscribe").findall(".//section[@id]")] == ["by-mail"]


def test_each_way_is_explained_in_a_sentence(client: FlaskClient) -> None:
    page = get(client, "/subscribe")
    assert len(texts(page, ".//section[@class='way']/h2")) == len(
        texts(page, ".//section[@class='way']/p[@class='what']")
    )


# What is planned


def test_who_signs_up_is_asked_by_a_mail(client: FlaskClient, db: Database) -> None:
    page = parsed(
        sent(client, lead=["30", "0"], hour="20", zone="Asia/Dushanbe", language="ru", changes=None, overdue="1")
    )
    assert texts(page, ".//h1") == [HEADING]
    assert "A mail goes to anna@example.org now." in text(page)
    reader = the_reader(db)
    assert reader.email == EMAIL
    assert reader.standing == Unconfirmed(MORNING + timedelta(hours=48))
    assert reader.wish == a_wish(
        cadence=Leads((30, 0)), hour=20, zone="Asia/Dushanbe", language="ru", changes=False, overdue=True
    )
    assert db.execute("SELECT slot, due_at, not_after - due_at, dedupe_key FROM outbox").fetchall() == [
        ("2021-09-02T04:00Z", int(MORNING.timestamp()), 48 * 3600, "confirmation|1|2021-09-02T04:00Z")
    ]
    assert planned(db) == [("confirmation", EMAIL, "planned")]


def test_the_form_as_it_stands_is_a_wish(client: FlaskClient, db: Database) -> None:
    """As a browser without scripts sends it."""
    form = get(client, "/subscribe?kind=meeting&q=ses&status=confirmed&status=tentative&lang=en").find(
        ".//form[@class='wish']"
    )
    assert form is not None
    pairs = [(field.attrib["name"], field.attrib["value"]) for field in form.iter("input") if "checked" in field.attrib]
    others = {"email": EMAIL, "q": "ses", "weekday": "0", "hour": "7", "zone": "Europe/Moscow", "language": "en"}
    empty = {"body": "", "country": "", "place": "", "since": "", "until": "", "leave-empty": ""}
    sent_form: dict[str, list[str]] = {"status": ["", "confirmed", "tentative"]}
    for name, value in [*pairs, *others.items(), *empty.items()]:
        sent_form.setdefault(name, []).append(value)
    assert client.post("/subscribe", data=sent_form).status_code == 200
    assert the_reader(db).wish == a_wish(
        zone="Europe/Moscow",
        filter=Filter(
            kinds=frozenset({Kind.MEETING}), words=frozenset({"ses"}), statuses=frozenset({"confirmed", "tentative"})
        ),
    )


def test_once_a_week_is_a_wish_as_well(client: FlaskClient, db: Database) -> None:
    sent(client, cadence="weekly", weekday="4", lead=None)
    assert the_reader(db).wish.cadence == Weekly(4)


def test_a_single_event_counts_alone(client: FlaskClient, db: Database) -> None:
    sent(client, event="regular-session-2021", kind="deadline")
    assert the_reader(db).wish.filter == Filter(uids=frozenset({"regular-session-2021@csto"}))


def test_a_domain_in_other_letters_is_written_as_it_goes_on_the_wire(client: FlaskClient, db: Database) -> None:
    sent(client, email=" anna@приклад.укр ")
    assert the_reader(db).email == "anna@xn--80aikifvh.xn--j1amh"


def test_what_was_agreed_to_is_noted_and_nothing_of_the_device(client: FlaskClient, db: Database) -> None:
    sent(client, language="ru")
    assert db.execute("SELECT consent FROM subscribers").fetchone() == (
        '{"asked": "2021-09-02T04:00:00Z", "language": "ru", "text": 1}',
    )


# Asking again


def test_the_page_is_the_same_for_who_is_a_reader_already(client: FlaskClient, db: Database) -> None:
    a_reader(db, email="boris@example.org")
    pages = [sent(client, email=email).replace(email, "") for email in ("boris@example.org", "anna@example.org")]
    assert pages[0] == pages[1]
    assert planned(db) == [("link", "boris@example.org", "planned"), ("confirmation", EMAIL, "planned")]


def test_nothing_changes_for_who_is_a_reader_already(client: FlaskClient, db: Database) -> None:
    before = a_reader(db)
    sent(client, cadence="weekly", language="ru")
    assert the_reader(db) == before


def test_a_suspended_reader_gets_the_link_as_well(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db)
    suspend(db, reader, "no such mailbox")
    sent(client)
    assert (the_reader(db).standing, planned(db)) == (Suspended("no such mailbox"), [("link", EMAIL, "planned")])


def test_who_asks_again_before_he_confirms_gets_another_link_and_the_old_one_is_dead(
    client: FlaskClient, db: Database
) -> None:
    sent(client)
    first = the_reader(db)
    sent(client, hour="20")
    second = the_reader(db)
    assert (second.id, second.wish.hour) == (first.id, 20)
    assert [client.get(path(each, Purpose.CONFIRM)).status_code for each in (first, second)] == [404, 200]
    assert planned(db) == [("confirmation", EMAIL, "cancelled"), ("confirmation", EMAIL, "planned")]
    assert [slot for (slot,) in db.execute("SELECT slot FROM outbox ORDER BY id")] == [
        "2021-09-02T04:00Z",
        "2021-09-02T04:01Z",
    ]


# Limits


def test_to_one_address_go_three_mails_a_day_and_the_page_does_not_say_so(client: FlaskClient, db: Database) -> None:
    pages = {sent(client) for _ in range(5)}
    assert (len(pages), len(planned(db))) == (1, 3)
    stop_the_clock(db, MORNING + timedelta(days=1, seconds=-1))
    sent(client, email="Anna@example.org")
    assert len(planned(db)) == 3
    stop_the_clock(db, MORNING + timedelta(days=1))
    sent(client)
    assert len(planned(db)) == 4


def test_from_one_network_come_twenty_in_an_hour(client: FlaskClient, db: Database) -> None:
    def status(number: int, client_address: str) -> int:
        form = a_form(email=f"reader{number}@example.org")
        answer = client.post("/subscribe", data=form, environ_overrides={"REMOTE_ADDR": client_address})
        return answer.status_code

    assert [status(number, f"203.0.113.{number}") for number in range(22)] == [200] * 20 + [429] * 2
    assert status(30, "203.0.114.1") == 200
    assert len(all_subscribers(db)) == 21
    answer = client.post("/subscribe", data=a_form(), environ_overrides={"REMOTE_ADDR": "203.0.113.1"})
    assert answer.headers["Retry-After"] == "3600"
    assert texts(parsed(answer.text), ".//p[@class='lead']") == [
        "Mails have been asked for too often from your network. Please try again later."
    ]


def test_behind_a_proxy_the_network_is_that_of_who_asks(client: FlaskClient, db: Database, settings: Settings) -> None:
    behind = create_app(replace(settings, proxies=1)).test_client()
    for client_ in (client, behind):
        for number in (1, 2):
            headers = {"X-Forwarded-For": f"198.51.{number}.7, 203.0.113.{number}"}
            client_.post("/subscribe", data=a_form(email=f"r{number}@example.org"), headers=headers)
    askers = db.execute("SELECT count(*) FROM sign_ups GROUP BY asker ORDER BY 1").fetchall()
    # Two addresses twice; 127.0.0.1 twice as no header counts without a proxy; 203.0.113.0/24 twice behind one.
    assert askers == [(2,), (2,), (2,), (2,)]


def test_who_asked_is_kept_as_hashes_for_a_day(client: FlaskClient, db: Database) -> None:
    sent(client)
    stored = b"".join(asker for (asker,) in db.execute("SELECT asker FROM sign_ups"))
    assert len(stored) == 2 * 32
    stop_the_clock(db, MORNING + timedelta(days=1))
    sent(client, email="boris@example.org")
    assert db.execute("SELECT min(at) FROM sign_ups").fetchone() == (int(MORNING.timestamp()) + 86400,)


# From elsewhere


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://dates.example.org"}, 403),
        ({"Origin": "https://dates.example.org"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://dates.example.org.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "//["}, 403),
    ],
)
def test_no_other_site_can_sign_anybody_up(
    client: FlaskClient, db: Database, headers: dict[str, str], status: int
) -> None:
    assert client.post("/subscribe", data=a_form(), headers=headers).status_code == status
    assert len(planned(db)) == (status == 200)


def test_a_program_that_fills_in_every_field_is_told_the_same_and_signs_nobody_up(
    client: FlaskClient, db: Database
) -> None:
    trapped = sent(client, **{"leave-empty": "https://buy.example"})
    assert (planned(db), all_subscribers(db)) == ([], [])
    assert trapped == sent(client)


def test_what_was_sent_is_kept_by_no_cache(client: FlaskClient) -> None:
    assert client.post("/subscribe", data=a_form()).headers["Cache-Control"] == "no-store"


# Mistakes


def test_mistakes_are_said_beside_their_fields_and_what_was_typed_stays(client: FlaskClient, db: Database) -> None:
    form = a_form(email="anna", lead=None, hour="7.5", zone="Europe/Wien", language="de", since="soon", kind="meeting")
    answer = client.post("/subscribe", data=form)
    page = parsed(answer.text)
    assert (answer.status_code, planned(db), all_subscribers(db)) == (400, [], [])
    found = {link.attrib["href"]: text(link) for link in page.findall(".//div[@class='mistakes']//li/a")}
    assert found == {
        "#w-email": "Your e-mail address",
        "#w-since": "From day",
        "#w-lead": "Before each date",
        "#w-hour": "At this hour",
        "#w-zone": "On the clock of",
        "#w-language": "In this language",
    }
    ids = {element.attrib["id"]: element for element in page.iter() if "id" in element.attrib}
    for anchor in found:
        described_by = ids[anchor[1:]].attrib["aria-describedby"]
        assert text(ids[described_by]) != ""
    invalid = [element.attrib["id"] for element in page.iter() if element.attrib.get("aria-invalid") == "true"]
    assert invalid == ["w-email", "w-since", "w-hour", "w-zone", "w-language"]
    assert ids["w-email"].attrib["value"] == "anna"
    assert "open" in ids["w-filter"].attrib
    assert text(ids["w-email-mistake"]) == "This must be one e-mail address, as in anna@example.org."
    assert "data-guess" not in ids["w-zone"].attrib
    kinds = [field.attrib["value"] for field in page.findall(".//fieldset[@id='w-kind']//input[@checked]")]
    assert kinds == ["meeting"]


def test_mistakes_are_said_in_the_readers_language(client: FlaskClient) -> None:
    page = parsed(client.post("/subscribe?lang=ru", data=a_form(email="")).text)
    assert text(next(page.iter("title"))).startswith("Посмотрите ещё раз")
    assert "Нужен один адрес" in text(page)
