"""The views and organisations as JSON: what the pages show, for programs on any site, and never a broken answer."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile
from service.config import Settings
from service.domain.event import Deadline, Status
from service.domain.organisation import Body, ChairDecision, Organisation
from service.domain.site import Site
from service.domain.text import Text
from service.domain.timespan import WholeDays
from service.operations.editing import Edit, edit
from service.operations.feed_addresses import PARAMETERS
from service.operations.importing import load
from service.web import create_app
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, hours, whole_days
from tests.web.conftest import stop_the_clock
from tests.web.described import JSON, told

README = (Path(__file__).parents[2] / "README.md").read_text()
VIEWS = {
    "/agenda.json": "View",
    "/agenda.json?since=2021-08-01&until=2021-09-30&kind=meeting&kind=exercise": "View",
    "/agenda.json?until=2021-08-31&lang=ru": "View",
    "/month.json?zone=Pacific/Kiritimati": "View",
    "/month/2021-09.json?kind=meeting&lang=ru": "View",
    "/month/2021-11.json": "View",
    "/month/9000-12.json?q=coun": "View",
    "/week.json?calendar=csto": "View",
    "/week/2021-W37.json?zone=Europe/Vienna": "View",
    "/year.json": "View",
    "/year/1994.json?country=TJ&place=video": "View",
    "/timeline.json": "View",
    "/timeline/1992/2021.json?lang=ru": "View",
    "/deadlines.json?body=collective-security-council": "View",
    "/changes.json": "Changes",
    "/changes.json?before=1630540800.1.regular-session-2021%40csto": "Changes",
    "/embed/month/2021-09.json": "View",
    "/organisation/csto.json": "Organisation",
    "/organisation/csto.json?on=2021-09-20&lang=ru": "Organisation",
    "/organisation/csto.json?on=2021-08-23": "Organisation",
    "/organisation/lakes.json?on=1999-01-01": "Organisation",
    "/feeds/csto.json": "Feed",
    "/feeds/all.json?kind=meeting&lang=ru": "Feed",
    "/events/regular-session-2021.json": "Feed",
}
REFUSED = {
    "/party.json": 404,
    "/month/2021-13.json": 400,
    "/month/2021-9.json": 404,
    "/week/2021-W54.json": 400,
    "/year/0000.json": 400,
    "/year/9999.json": 400,
    "/timeline/2021/1992.json": 400,
    "/timeline/x/2021.json": 400,
    "/agenda.json?kind=party": 400,
    "/agenda.json?calendar=nix": 404,
    "/agenda.json?body=nix": 404,
    "/agenda.json?lang=xx": 400,
    "/agenda.json?zone=Mars/Olympus": 400,
    "/agenda.json?since=2021-02-30": 400,
    "/agenda.json?since=2021-09-02&until=2021-09-01": 400,
    "/agenda.json?q=%22": 400,
    f"/agenda.json?q={'x' * 100_000}": 400,
    "/changes.json?before=yesterday": 400,
    "/changes.json?before=1.99999999999999999999.x": 400,
    "/changes.json?before=99999999999999999999.1.x": 400,
    "/organisation/nix.json": 404,
    "/organisation/csto.json?on=tomorrow": 400,
    "/events/nix.json": 404,
    "/events/regular-session-2021.json?kind=party": 400,
    "/openapi.json/": 404,
}


@pytest.fixture
def app(db: Database, settings: Settings) -> Flask:
    """On 2 September 2021; its calendars are loaded by the test."""
    stop_the_clock(db, NOW)
    return create_app(settings)


@pytest.mark.parametrize("address", VIEWS)
def test_every_answer_is_what_its_schema_says(client: FlaskClient, address: str) -> None:
    told(client.get(address), VIEWS[address])


@pytest.mark.parametrize("address", [address for address in REFUSED if not address.endswith("/")])
def test_what_cannot_be_answered_is_told_in_json(client: FlaskClient, address: str) -> None:
    sentence = told(client.get(address), "Error", status=REFUSED[address])["error"]
    assert sentence.endswith((".", "…"))


def test_an_error_is_told_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/month/2021-9.json", headers={"Accept-Language": "ru"})
    assert told(answer, "Error", status=404) == {"error": '"2021-9" — не месяц. Месяц пишется так: 2021-09.'}


def test_a_month_is_told_as_its_page_shows_it(app: Flask, db: Database, site: Site) -> None:
    ball = a_meeting("ball@club", hours("2021-09-30T22:00", "2021-10-01T02:00"), summary=Text("Ball", {"ru": "Бал"}))
    load(db, [a_file(a_meeting(), ball, a_meeting("old@club", whole_days("2021-07-01")))], site, NOW)
    value = told(app.test_client().get("/month/2021-09.json?lang=ru&kind=meeting&theme=dark"), "View")
    assert value | {"sections": []} == {
        "view": "month",
        "title": "Сентябрь 2021",
        "when": "2021-09",
        "first_day": "2021-09-01",
        "last_day": "2021-09-30",
        "page": "https://dates.example.org/month/2021-09?kind=meeting",
        "address": "https://dates.example.org/month/2021-09.json?kind=meeting&lang=ru",
        "previous": "https://dates.example.org/month/2021-08.json?kind=meeting&lang=ru",
        "next": "https://dates.example.org/month/2021-10.json?kind=meeting&lang=ru",
        "language": "ru",
        "zone": "venue",
        "today": "2021-09-02",
        "filter": {"kind": ["meeting"]},
        "sections": [],
    }
    assert [(each["heading"], [event["summary"] for event in each["events"]]) for each in value["sections"]] == [
        ("Сентябрь 2021", ["About meeting@club", "Бал"])
    ]


@pytest.mark.parametrize(("root", "path"), [("", "/embed/month/2021-09.json"), ("/dates", "/month/2021-09.json")])
def test_wherever_a_view_is_asked_for_it_tells_its_own_addresses(client: FlaskClient, root: str, path: str) -> None:
    told = json_of(client, f"{path}?q=coun&theme=dark", environ_overrides={"SCRIPT_NAME": root})
    assert {name: told[name] for name in ("page", "address", "next")} == {
        "page": "https://dates.example.org/month/2021-09?q=coun",
        "address": "https://dates.example.org/month/2021-09.json?q=coun",
        "next": "https://dates.example.org/month/2021-10.json?q=coun",
    }


@pytest.mark.parametrize("address", ["/agenda.json", "/year/2021.json", "/deadlines.json", "/timeline/1992/2021.json"])
@pytest.mark.parametrize("code", ["en", "ru"])
def test_the_facts_of_an_event_are_those_of_the_feed_and_of_its_own_address(
    client: FlaskClient, address: str, code: str
) -> None:
    everything = f"lang={code}&cancelled=keep&approximate=include"
    of_feed = {each["uid"]: each for each in json_of(client, f"/feeds/all.json?{everything}")["events"]}
    shown = events_of(json_of(client, f"{address}?lang={code}"))
    assert shown == [of_feed[each["uid"]] for each in shown]
    assert len(shown) >= 4
    for each in shown[:4]:
        assert json_of(client, f"/events/{each['slug']}.json?{everything}")["events"] == [each]


def test_a_change_is_told_from_old_to_new_and_without_its_author(app: Flask, db: Database, site: Site) -> None:
    load(db, [a_file(a_meeting())], site, NOW - timedelta(days=1))
    changed = Edit(status=Status.CANCELLED, first_day=date(2021, 9, 17), last_day=date(2021, 9, 17))
    edit(db, "meeting", changed, site, NOW, by="anna", reason="Flu")
    answer = app.test_client().get("/changes.json")
    about = {
        "event": "meeting@club",
        "title": "About meeting@club",
        "page": "https://dates.example.org/events/meeting",
        "calendar": "club",
    }
    assert told(answer, "Changes")["sections"] == [
        {
            "heading": "2 September 2021",
            "day": "2021-09-02",
            "changes": [
                {"happened": "cancelled", "at": "2021-09-02T00:00:00Z", "reason": "Flu"}
                | about
                | {
                    "differences": [
                        {"field": "when", "before": ["16 September 2021"], "after": ["17 September 2021"]},
                        {"field": "status", "before": ["Confirmed"], "after": ["Cancelled"]},
                    ]
                }
            ],
        },
        {
            "heading": "1 September 2021",
            "day": "2021-09-01",
            "changes": [{"happened": "added", "at": "2021-09-01T00:00:00Z"} | about],
        },
    ]
    assert answer.text.count("anna") == 0


@pytest.mark.parametrize(
    ("view", "when", "previous", "next"),
    [
        ("month", "2021-09", "2021-08", "2021-10"),
        ("month", "1000-01", None, "1000-02"),
        ("week", "2021-W01", "2020-W53", "2021-W02"),
        ("year", "9000", "8999", None),
        ("timeline", "2021-08/2021-10", "2021-05/2021-07", "2021-11/2022-01"),
    ],
)
def test_the_time_before_and_after_is_a_link_away(
    client: FlaskClient, view: str, when: str, previous: str | None, next: str | None
) -> None:
    value = json_of(client, f"/{view}/{when}.json?kind=exercise&zone=UTC")
    expected = {
        name: f"https://dates.example.org/{view}/{other}.json?kind=exercise&zone=UTC"
        for name, other in (("previous", previous), ("next", next))
        if other
    }
    assert {name: value[name] for name in ("previous", "next") if name in value} == expected


def test_all_that_there_is_can_be_reached_from_the_agenda(app: Flask, db: Database, site: Site) -> None:
    load(db, [many_meetings(280, around=NOW.date())], site, NOW)
    client = app.test_client()
    agenda = json_of(client, "/agenda.json?kind=meeting")
    found = [*walk(client, agenda, "more"), *walk(client, agenda, "earlier", "more")]
    assert len({uid for page in found for uid in page}) == 280
    assert [len(page) for page in found] == [131, 39, 131, 100, 40]


def test_a_day_is_told_whole_however_much_is_on_it(app: Flask, db: Database, site: Site) -> None:
    load(db, [a_file(*(a_meeting(f"meeting-{number}@club") for number in range(150)))], site, NOW)
    agenda = json_of(app.test_client(), "/agenda.json?until=2021-09-16")
    assert ("more" in agenda, len(events_of(agenda))) == (False, 150)


def test_what_is_before_the_latest_changes_is_a_link_away(app: Flask, db: Database, site: Site) -> None:
    load(db, [many_meetings(120, around=NOW.date())], site, NOW)
    client, address, seen = app.test_client(), "/changes.json?kind=meeting&lang=ru", []
    while address:
        value = told(client.get(address), "Changes")
        assert relative(value["address"]) == address
        seen += [change["event"] for section in value["sections"] for change in section["changes"]]
        address = relative(value.get("more", ""))
    assert sorted(seen) == sorted(f"meeting-{number}@club" for number in range(120))


def test_more_than_a_month_can_show_is_told_to_be_cut(app: Flask, db: Database, site: Site) -> None:
    load(db, [a_file(*(a_meeting(f"meeting-{number}@club") for number in range(501)))], site, NOW)
    month = json_of(app.test_client(), "/month/2021-09.json")
    assert (month["is_cut"], len(events_of(month))) == (True, 500)


@pytest.mark.parametrize(
    "address",
    [
        "/agenda.json?kind=meeting",
        "/month/2021-09.json",
        "/year/2021.json",
        "/timeline.json",
        "/deadlines.json",
        "/changes.json?kind=meeting",
    ],
)
def test_many_events_take_no_more_queries_than_one(app: Flask, db: Database, site: Site, address: str) -> None:
    counts = []
    for number in (1, 60):
        load(db, [meetings_with_instructions(number)], site, NOW)
        told = app.test_client().get(address).text.count("@club")
        counts.append((told, queries_for(app, address)))
    (few, before), (many, after) = counts
    assert (few < many, before) == (True, after)


def test_nothing_of_a_private_calendar_is_told(app: Flask, db: Database, site: Site) -> None:
    board = a_calendar("board", private=True)
    load(db, [a_file(a_meeting("secret@board"), calendar=board, name="board.toml")], site, NOW)
    client = app.test_client()
    addresses = [address for address in VIEWS if not re.search("csto|lakes|collective", address)]
    assert {address: client.get(address).text.count("secret") for address in addresses} == dict.fromkeys(addresses, 0)
    assert client.get("/organisation/board.json").status_code == 404


def test_an_organisation_is_told_as_it_was_on_that_day(client: FlaskClient) -> None:
    value = told(client.get("/organisation/csto.json?on=2021-09-20"), "Organisation")
    (body,) = value["bodies"]
    assert (value["on"], value["page"]) == ("2021-09-20", "https://dates.example.org/organisation/csto")
    assert body["chair"] | {"person": body["chair"]["person"]["name"]} == {
        "because": "host",
        "country": "TJ",
        "person": "Emomali Rahmon",
        "meeting": {
            "uid": "regular-session-2021@csto",
            "summary": "Collective Security Council: regular session",
            "page": "https://dates.example.org/events/regular-session-2021",
        },
    }
    assert [each["country"] for each in value["members"]] == ["AM", "BY", "KZ", "KG", "RU", "TJ"]
    uzbek = [(term["since"], term["until"]) for term in value["terms"] if term["country"] == "UZ"]
    assert uzbek == [("1992", "1999"), ("2006", "2012-06-28")]
    assert [each["when"] for each in value["milestones"]][:2] == [{"approximate": "1992"}, {"approximate": "1993"}]


def test_who_chairs_by_a_decision_is_told_with_its_days(app: Flask, db: Database, site: Site) -> None:
    decision = ChairDecision(
        country="AT", since=date(2021, 1, 1), until=date(2021, 12, 31), note=Text("For the jubilee.")
    )
    council = Body(slug="council", name=Text("Council"), chair_decisions=(decision,))
    calendar = a_calendar(organisation=Organisation(name=Text("Club"), bodies=(council,)))
    load(db, [a_file(calendar=calendar)], site, NOW)
    (body,) = told(app.test_client().get("/organisation/club.json"), "Organisation")["bodies"]
    days = {"since": "2021-01-01", "until": "2021-12-31"}
    assert body["chair"] == {"because": "decision", "country": "AT"} | days | {"note": "For the jubilee."}


def test_a_renamed_calendar_leads_from_its_old_organisation_to_the_new_one(
    app: Flask, db: Database, site: Site
) -> None:
    load(db, [a_file(a_meeting())], site, NOW)
    load(db, [a_file(a_meeting(), calendar=a_calendar("society", formerly=("club",)))], site, NOW)
    answer = app.test_client().get("/organisation/club.json?on=2021-01-01")
    assert (answer.status_code, answer.location) == (308, "/organisation/society.json?on=2021-01-01")


@pytest.mark.parametrize("address", ["/month/2021-09.json", "/organisation/csto.json", "/openapi.json"])
def test_what_a_program_has_already_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    kept = ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin")
    assert [again.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert client.get(address, headers={"If-None-Match": '"other"'}).data == first.data


def test_a_compressed_answer_is_found_unchanged_too(client: FlaskClient) -> None:
    first = client.get("/month/2021-09.json", headers={"Accept-Encoding": "gzip"})
    headers = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    assert first.headers["Content-Encoding"] == "gzip"
    assert client.get("/month/2021-09.json", headers=headers).status_code == 304


def test_another_day_is_another_answer(db: Database, app: Flask, site: Site) -> None:
    load(db, [a_file(a_meeting())], site, NOW)
    tags = []
    for day in (0, 1):
        stop_the_clock(db, NOW + timedelta(days=day))
        tags.append(app.test_client().get("/agenda.json").headers["ETag"])
    assert tags[0] != tags[1]


def test_head_tells_the_same_without_the_data(client: FlaskClient) -> None:
    head, whole = client.head("/week.json"), client.get("/week.json")
    assert (head.status_code, head.data, dict(head.headers)) == (200, b"", dict(whole.headers))


@pytest.mark.parametrize("address", ["/month.json", "/organisation/csto.json", "/openapi.json", "/events/nix.json"])
def test_pages_of_any_site_may_read_data(client: FlaskClient, address: str) -> None:
    get, options = client.get(address), client.options(address)
    allowed = [options.headers[f"Access-Control-Allow-{name}"] for name in ("Origin", "Methods", "Headers")]
    assert (get.headers["Access-Control-Allow-Origin"], get.headers["Access-Control-Expose-Headers"]) == ("*", "ETag")
    assert allowed == ["*", "GET, HEAD, OPTIONS", "If-None-Match, If-Modified-Since"]


def test_a_page_is_for_its_own_site(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/month").headers


def test_data_depend_on_what_the_reader_speaks_and_chose(client: FlaskClient) -> None:
    varies = client.get("/month/2021-09.json").headers["Vary"].split(", ")
    assert sorted(varies) == ["Accept-Encoding", "Accept-Language", "Cookie"]
    titles = [
        json_of(client, "/month/2021-09.json", headers={"Accept-Language": code})["title"] for code in ("en", "ru")
    ]
    client.set_cookie("lang", "ru")
    titles.append(json_of(client, "/month/2021-09.json")["title"])
    assert titles == ["September 2021", "Сентябрь 2021", "Сентябрь 2021"]


@pytest.mark.parametrize("address", ["/month/2021-09", "/organisation/csto", "/events/regular-session-2021"])
@pytest.mark.parametrize("ending", ["", ".json", ".pdf"])
def test_only_a_page_keeps_what_its_reader_chose(client: FlaskClient, address: str, ending: str) -> None:
    answer = client.get(f"{address}{ending}?lang=ru&theme=dark")
    assert len(answer.headers.getlist("Set-Cookie")) == (0 if ending else 2)


def test_what_is_only_read_cannot_be_written(client: FlaskClient) -> None:
    answer = client.post("/month.json")
    assert (answer.status_code, set(answer.allow)) == (405, {"GET", "HEAD", "OPTIONS"})
    assert told(answer, "Error", status=405) == {"error": "This page can only be read."}


def test_a_mistake_of_ours_is_admitted_without_details(client: FlaskClient, db: Database) -> None:
    db.execute("UPDATE calendar_revisions SET document = '{}'")
    db.execute("UPDATE generation SET number = number + 1")
    sentence = "Something went wrong here, and it has been recorded."
    assert told(client.get("/month.json"), "Error", status=500) == {"error": sentence}


@pytest.mark.parametrize("address", ["/month.json", "/events/regular-session-2021.json"])
def test_a_broken_database_asks_to_come_again(client: FlaskClient, database: Path, address: str) -> None:
    database.with_name(f"{database.name}-wal").write_bytes(b"")
    database.write_bytes(b"This is no database. " * 500)
    answer = client.get(address)
    told(answer, "Error", status=503)
    assert answer.headers["Retry-After"] == "30"


names = st.sampled_from((*PARAMETERS, "zone", "before", "on", "theme", "", "x")) | st.text(max_size=5)
values = st.one_of(
    st.text(max_size=30),
    st.binary(max_size=10),
    st.from_regex(r"-?[0-9]{1,25}(\.-?[0-9]{1,25}(\.\w*)?)?", fullmatch=True),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.sampled_from(("meeting", "csto", "video", "open", "1", "ru", "venue", "UTC", "../x", "%", "\x00", "9" * 400)),
)
times = st.one_of(
    st.text(st.characters(exclude_characters="/?#", codec="utf-8"), min_size=1, max_size=12),
    st.from_regex(r"[0-9]{4}(-W?[0-9]{2}(-[0-9]{2})?)?", fullmatch=True),
    st.from_regex(r"[0-9]{4}/[0-9]{4}(-[0-9]{2})?", fullmatch=True),
)
paths = st.one_of(
    st.sampled_from([*{urlsplit(address).path for address in VIEWS}]),
    st.builds("/{}/{}.json".format, st.sampled_from(("month", "week", "year", "timeline")), times.map(quote)),
    st.builds("/{}/{}.json".format, st.sampled_from(("organisation", "events", "embed")), times.map(quote)),
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(path=paths, query=st.lists(st.tuples(names, values), max_size=4))
def test_whatever_is_asked_is_answered_or_refused_in_json(
    client: FlaskClient, path: str, query: list[tuple[str, str | bytes]]
) -> None:
    address = f"{path}?{'&'.join(f'{quote(name)}={quote(value)}' for name, value in query)}"
    answer = client.get(address)
    assert answer.status_code in (200, 400, 404)
    is_feed = path.startswith("/feeds/")
    assert answer.content_type == (JSON if answer.status_code == 200 or not is_feed else "text/plain; charset=utf-8")
    if answer.status_code == 200 or not is_feed:
        assert ("error" in json.loads(answer.data)) == (answer.status_code != 200)


@pytest.mark.parametrize("address", re.findall(r"`(/[^`{}]*\.json[^`{}]*)`", README))
def test_each_address_of_data_that_the_readme_names_is_there(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, JSON)


def json_of(client: FlaskClient, address: str, **request: Any) -> dict[str, Any]:
    answer = client.get(address, **request)
    assert answer.status_code == 200, answer.text
    return dict(json.loads(answer.data))


def events_of(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [event for section in view["sections"] for event in section["events"]]


def relative(address: str) -> str:
    return address.removeprefix("https://dates.example.org")


def walk(client: FlaskClient, view: dict[str, Any], first: str, then: str = "more") -> list[list[str]]:
    """The events of that view and of all those that its links lead to, by uid."""
    pages, link = [[event["uid"] for event in events_of(view)]], first
    while link in view:
        view = told(client.get(relative(view[link])), "View")
        pages.append([event["uid"] for event in events_of(view)])
        link = then
    return pages


def many_meetings(number: int, *, around: date) -> CalendarFile:
    """One a day, as many before that day as after it."""
    days = [around + timedelta(days=each - number // 2) for each in range(number)]
    meetings = [a_meeting(f"meeting-{each}@club", WholeDays(day, day)) for each, day in enumerate(days)]
    return a_file(*meetings)


def meetings_with_instructions(number: int) -> CalendarFile:
    meetings = [a_meeting(f"meeting-{each}@club") for each in range(number)]
    instructions = [
        Deadline(
            uid=f"report-{each}@club",
            slug=f"report-{each}",
            summary=Text("Report"),
            span=whole_days("2021-09-30"),
            given_at=f"meeting-{each}@club",
            due_at="meeting-0@club",
        )
        for each in range(number)
    ]
    return a_file(*meetings, *instructions)


# What FTS5 and the R*Tree ask of their own tables is traced, too; that depends on how these have grown.
_WITHIN_AN_INDEX = re.compile(r"^--|_node'")


def queries_for(app: Flask, address: str) -> int:
    """How many statements one request takes, once it is known what there is to choose from."""
    app.test_client().get(address)
    statements: list[str] = []
    ((_, db),) = app.extensions["dateline.idle"]
    db.conn.set_trace_callback(statements.append)
    app.test_client().get(address)
    db.conn.set_trace_callback(None)
    return sum(not _WITHIN_AN_INDEX.search(each) for each in statements)
