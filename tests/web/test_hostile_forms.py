"""Whatever is sent to the forms: a clear page, nothing stored, and never a mistake of ours."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.selection import Filter
from service.domain.subscriber import Subscriber
from service.domain.token import Purpose
from service.storage.subscribers import all_subscribers
from tests.web.pages import parsed, text, texts
from tests.web.readers import a_form, a_reader, path, planned, the_reader
from tests.web.test_bad_input import HOSTILE, holds_nothing_of_others

MISTAKE = ".//*[@class='mistake']"
without_fixtures_anew = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def reader(client: FlaskClient, db: Database) -> Subscriber:
    return a_reader(db, email="boris@example.org")


def refused(client: FlaskClient, **form: object) -> list[str]:
    """The mistakes that the page names."""
    answer = client.post("/subscribe", data=a_form(**form))
    page = parsed(answer.text)
    assert answer.status_code == 400
    holds_nothing_of_others(page)
    return texts(page, MISTAKE)


NO_ADDRESS = "This must be one e-mail address, as in anna@example.org."


@pytest.mark.parametrize(
    ("email", "mistake"),
    [
        ("", NO_ADDRESS),
        ("anna", NO_ADDRESS),
        ("anna@", NO_ADDRESS),
        ("anna@localhost", NO_ADDRESS),
        ("anna@example.org\x00", NO_ADDRESS),
        ("an\x00na@example.org", NO_ADDRESS),
        ("anna@example.org\r\nBcc: eve@example.org", NO_ADDRESS),
        ("anna@example.org\n", NO_ADDRESS),
        ("anna@example.org\u2028", NO_ADDRESS),
        ("anna\u2028@example.org", NO_ADDRESS),
        ("anna@example.org, eve@example.org", NO_ADDRESS),
        ("anna@example.org eve@example.org", NO_ADDRESS),
        ("Anna <anna@example.org>", NO_ADDRESS),
        ("anna@example.org>", NO_ADDRESS),
        ("anna@[127.0.0.1]", NO_ADDRESS),
        ("anna@-example.org", NO_ADDRESS),
        ("@".join(["a"] * 30), NO_ADDRESS),
        (f"{'a' * 300}@example.org", NO_ADDRESS),
        (f"{'a' * 308}@example.org", NO_ADDRESS),
        (f"anna@{'a.' * 5000}org", NO_ADDRESS),
        ("=?utf-8?q?anna?=@exa mple.org", NO_ADDRESS),
        (["anna@example.org", "eve@example.org"], NO_ADDRESS),
        (b"anna@ex\xffample.org", NO_ADDRESS),
        (b"anna\xed\xa0\x80@example.org", NO_ADDRESS),
        (HOSTILE, NO_ADDRESS),
        ("анна@example.org", "Mails from here reach only addresses with Latin letters, digits and signs before the @."),
    ],
)
def test_what_is_no_address_is_signed_up_nowhere(client: FlaskClient, db: Database, email: str, mistake: str) -> None:
    assert refused(client, email=email) == [mistake]
    assert (all_subscribers(db), planned(db)) == ([], [])
    assert db.execute("SELECT count(*) FROM sign_ups").fetchone() == (0,)


NUMBER = "This must be a whole number from 0 to {}."
TOO_MUCH = "This is too much to choose by. Please leave something out."


@pytest.mark.parametrize(
    ("form", "mistakes"),
    [
        ({"lead": None}, ["Please choose at least one."]),
        ({"lead": "400"}, [NUMBER.format(365)]),
        ({"lead": ["14", "-1"]}, [NUMBER.format(365)]),
        ({"lead": [str(days) for days in range(40)]}, ["At most 12 can be chosen."]),
        ({"lead": "٣"}, [NUMBER.format(365)]),
        ({"cadence": None}, ["Please choose one of the two."]),
        ({"cadence": ["leads", "weekly"]}, ["Please choose one of the two."]),
        ({"cadence": "daily"}, ["Please choose one of the two."]),
        ({"cadence": "weekly", "weekday": "9"}, [NUMBER.format(6)]),
        ({"cadence": "weekly", "weekday": None}, [NUMBER.format(6)]),
        ({"cadence": "weekly", "weekday": ["1", "2"]}, [NUMBER.format(6)]),
        ({"hour": "7.5"}, [NUMBER.format(23)]),
        ({"hour": "24"}, [NUMBER.format(23)]),
        ({"hour": "9" * 5000}, [NUMBER.format(23)]),
        ({"hour": None}, [NUMBER.format(23)]),
        ({"zone": "Mars/Base"}, ['There is no zone "Mars/Base". A zone is called as in Europe/Moscow.']),
        ({"zone": "../../etc/passwd"}, ['There is no zone "../../etc/passwd". A zone is called as in Europe/Moscow.']),
        ({"zone": "localtime"}, ['There is no zone "localtime". A zone is called as in Europe/Moscow.']),
        ({"zone": None}, ['There is no zone "". A zone is called as in Europe/Moscow.']),
        ({"language": "de"}, ['This site does not speak "de". It speaks: en, ru.']),
        ({"language": None}, ['This site does not speak "". It speaks: en, ru.']),
        ({"event": "party"}, ['There is no event "party" here.']),
        ({"event": "x" * 9000}, [f'There is no event "{"x" * 79}…" here.']),
        ({"event": ["regular-session-2021"] * 51}, ["At most 50 dates can be chosen one by one."]),
        ({"calendar": "party"}, ['There is no calendar "party" here.']),
        ({"body": ["lake-council", "party"]}, ['There is no body "party" here.']),
        ({"kind": "party"}, ['"kind" must be one of: meeting, deadline, exercise, milestone; not "party".']),
        ({"country": "TJK"}, ['"country" must be the two letters of a country such as TJ, not "TJK".']),
        ({"q": "..."}, ['"..." holds no word to search for.']),
        ({"q": "a b c d e f g h i j k l m n o p q r s t u v"}, ["At most 20 words can be searched for."]),
        ({"since": "2021-02-30"}, ['"since" must be a day such as 2021-09-16, not "2021-02-30".']),
        ({"since": "2021-02-03", "until": "2021-02-02"}, ["This must not be before the first day."]),
        ({"since": ["2021-02-03", "2021-02-04"]}, ['Only one "since" can be asked for.']),
        ({"place": "a\x00b"}, ['"place" must be a text without control characters, not "a�b".']),
        ({"place": ["x" * 100] * 2 + ["y" * 2000]}, [TOO_MUCH]),
        ({"place": [f"place {number}" for number in range(900)]}, [TOO_MUCH]),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    client: FlaskClient, db: Database, form: dict[str, object], mistakes: list[str]
) -> None:
    assert refused(client, **form) == mistakes
    assert (all_subscribers(db), planned(db)) == ([], [])


def test_an_event_of_a_private_calendar_is_as_unknown_as_none(client: FlaskClient, db: Database) -> None:
    db.execute("UPDATE calendars SET private = 1 WHERE slug = 'lakes'")
    db.execute("UPDATE generation SET number = number + 1")
    assert refused(client, event="night-watch-2021") == ['There is no event "night-watch-2021" here.']
    assert refused(client, calendar="lakes") == ['There is no calendar "lakes" here.']


def test_a_place_that_nobody_knows_is_no_mistake(client: FlaskClient, db: Database) -> None:
    """Something may be there one day."""
    assert client.post("/subscribe", data=a_form(place="Atlantis")).status_code == 200
    assert the_reader(db).wish.filter == Filter(places=frozenset({"Atlantis"}))


@pytest.mark.parametrize("address", ["/subscribe", Purpose.CONFIRM, Purpose.MANAGE, Purpose.UNSUBSCRIBE])
def test_a_huge_body_is_refused_unread(
    client: FlaskClient, db: Database, reader: Subscriber, address: str | Purpose
) -> None:
    where = path(reader, address) if isinstance(address, Purpose) else address
    kinds = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
    answers = [client.post(where, data=b"a=" + b"x" * 70_000, content_type=kind) for kind in kinds]
    if address is Purpose.CONFIRM:  # which reads nothing
        assert [answer.status_code for answer in answers] == [200, 200]
    else:
        assert [answer.status_code for answer in answers] == [413, 413]
        assert texts(parsed(answers[0].text), ".//p[@class='lead']") == ["This is more than the form can hold."]
    assert all_subscribers(db) == [reader]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"email": "anna@example.org"}', "application/json"),
        (b"anna@example.org", "text/plain"),
        (b"\xff\xfe\x00", "application/octet-stream"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"email=anna@example.org", "multipart/form-data"),
        (b"email=anna@example.org", ""),
        (b"&" * 5000, "application/x-www-form-urlencoded"),
        (b"=" * 5000, "application/x-www-form-urlencoded"),
        (b"%" * 5000, "application/x-www-form-urlencoded"),
        (b"lead=" + b"1&lead=" * 5000, "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_is_an_empty_one(
    client: FlaskClient, db: Database, reader: Subscriber, body: bytes, kind: str
) -> None:
    for where in ("/subscribe", path(reader, Purpose.MANAGE), path(reader, Purpose.UNSUBSCRIBE)):
        answer = client.post(where, data=body, content_type=kind)
        assert answer.status_code in (400, 413)
        parsed(answer.text)
    assert (all_subscribers(db), planned(db)) == ([reader], [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_the_forms_are_sent_in_one_way_alone(client: FlaskClient, reader: Subscriber, method: str) -> None:
    for where in ("/subscribe", *(path(reader, purpose) for purpose in list(Purpose)[:3])):
        answer = client.open(where, method=method, data=a_form())
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("where", ["/subscribe/confirm/", "/subscribe/manage/", "/u/"])
@pytest.mark.parametrize(
    "token",
    ["x", "a" * 26, "=" * 26, "7" * 26, "A" * 26, "%00", "%ED%A0%80", "é" * 26, "Ⅷ" * 26, "a" * 3000, "..%2f..", "'--"],
)
def test_what_is_no_token_is_not_found(client: FlaskClient, db: Database, where: str, token: str) -> None:
    data = a_form() | {"List-Unsubscribe": "One-Click", "do": "change"}
    for answer in (client.get(where + token), client.post(where + token, data=data)):
        assert answer.status_code == 404
        holds_nothing_of_others(parsed(answer.text))
    assert planned(db) == []


def test_a_token_that_was_changed_anywhere_is_not_good(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    address = path(reader, Purpose.UNSUBSCRIBE)
    for place in range(len("/u/"), len(address)):
        other = "b" if address[place] != "b" else "c"
        changed = address[:place] + other + address[place + 1 :]
        answer = client.post(changed, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 404, changed
    assert all_subscribers(db) == [reader]


def test_a_number_that_no_reader_can_have_is_not_found(client: FlaskClient, reader: Subscriber) -> None:
    for id in (0, 2, 2**40 - 1):
        assert client.get(path(replace(reader, id=id), Purpose.UNSUBSCRIBE)).status_code == 404


def test_what_was_typed_is_text_wherever_it_is_shown_again(client: FlaskClient, reader: Subscriber) -> None:
    names = ("email", "cadence", "lead", "weekday", "hour", "zone", "language", "event")
    filters = ("calendar", "kind", "body", "place", "country", "status", "q", "since", "until")
    form = dict.fromkeys((*names, *filters), HOSTILE)
    for where, more in (("/subscribe", {}), (path(reader, Purpose.MANAGE), {"do": "change"})):
        for data in (form | more, form | more | {"event": ""}):
            answer = client.post(where, data=data)
            assert answer.status_code == 400
            page = parsed(answer.text)
            holds_nothing_of_others(page)
            assert "Please look at this again" in text(page)


values = st.text() | st.binary() | st.sampled_from(["", "1", "leads", "weekly", "csto", "meeting", "UTC", "en", "7"])
names = st.sampled_from(
    ("email", "cadence", "lead", "weekday", "hour", "zone", "language", "event", "calendar", "kind", "q", "since", "do")
)


@given(data=st.dictionaries(names, values | st.lists(values, max_size=3), max_size=8))
@without_fixtures_anew
def test_no_form_at_all_is_a_mistake_of_ours(client: FlaskClient, db: Database, data: dict[str, object]) -> None:
    reader = all_subscribers(db)[0] if all_subscribers(db) else a_reader(db, email="boris@example.org")
    for where in ("/subscribe", path(reader, Purpose.MANAGE), path(reader, Purpose.UNSUBSCRIBE)):
        answer = client.post(where, data=data)
        assert answer.status_code in (200, 400, 429)
        parsed(answer.text)


@pytest.mark.parametrize(
    "query", ["event=%00", "event=%ED%A0%80", "event=a&event=b", "kind=party", "q=%FF", "calendar=party", "lang=de"]
)
def test_what_an_address_asks_of_the_form_may_be_anything(client: FlaskClient, reader: Subscriber, query: str) -> None:
    for where in ("/subscribe", path(reader, Purpose.MANAGE), path(reader, Purpose.CONFIRM)):
        answer = client.get(f"{where}?{query}")
        assert answer.status_code in (200, 400, 404)
        holds_nothing_of_others(parsed(answer.text))
