"""The page of an event."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.calendar import Series
from service.domain.event import Deadline, Exercise, Status, VideoConference
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from service.operations.editing import Edit, edit
from service.storage.calendars import add_calendar_revision
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, hours, whole_days
from tests.web.conftest import ClientAt, ClientOf, client_of_files, stop_the_clock
from tests.web.pages import get, links, text, texts

SESSION = "/events/extraordinary-session-2021"
INSTRUCTION = "/events/instruction-afghanistan-response-2021"
STANDING = ".//div[@class='opening']/p[@class='meta']/span"


def facts(page: Element) -> dict[str, list[str]]:
    """The facts in their order: the lines of each that are shown without JavaScript, by its name."""
    rows = page.findall(".//dl[@class='facts']/div")
    return {texts(row, "dt")[0]: lines(row) or texts(row, "dd/a") for row in rows}


def lines(row: Element) -> list[str]:
    return [text(each) for each in row.findall("dd//p") if "hidden" not in each.attrib]


def section(page: Element, heading: str) -> Element:
    return next(each for each in page.iter("section") if texts(each, "h2") == [heading])


def data(page: Element) -> Any:
    """What the page says to machines."""
    (script,) = page.findall(".//script[@type='application/ld+json']")
    return json.loads(script.text or "")


def test_an_event_says_when_where_and_for_which_body(client: FlaskClient) -> None:
    page = get(client, SESSION)
    assert texts(page, ".//h1") == ["Collective Security Council: extraordinary session"]
    assert facts(page) == {
        "When": ["23 August 2021", "Mon 10 days ago"],
        "Where": ["Video conference"],
        "Body": ["Collective Security Council", "Extraordinary session"],
        "Add to your calendar": ["Google", "Outlook", "Apple", ".ics"],
    }


def test_hours_are_told_on_the_venues_clock_and_on_the_calendars(client: FlaskClient) -> None:
    page = get(client, "/events/partners-new-york-2021")
    assert facts(page)["When"] == [
        "3 November 2021, 09:00–11:30 (New York, UTC-04:00)",
        "3 November 2021, 14:00–16:30 (Vienna, UTC+01:00)",
        "in 62 days",
    ]


def test_hours_are_told_on_the_readers_clock_as_well(client: FlaskClient) -> None:
    page = get(client, "/events/partners-new-york-2021?zone=Asia/Dushanbe")
    assert facts(page)["When"] == [
        "3 November 2021, 09:00–11:30 (New York, UTC-04:00)",
        "3 November 2021, 18:00–20:30 (Dushanbe, UTC+05:00)",
        "3 November 2021, 14:00–16:30 (Vienna, UTC+01:00)",
        "in 62 days",
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Vienna"])
def test_the_same_clock_is_told_once(client: FlaskClient, zone: str) -> None:
    page = get(client, f"/events/partners-new-york-2021?zone={zone}")
    assert len(facts(page)["When"]) == 3


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (Approximate("2021-10"), ["October 2021"]),
        (Approximate("1994"), ["1994"]),
        (Undated(), ["no date given"]),
        (whole_days("2021-10-18", "2021-10-23"), ["18–23 October 2021", "Mon–Sat in 46 days"]),
        (whole_days("2021-12-30", "2022-01-02"), ["30 December 2021 – 2 January 2022", "Thu–Sun in 119 days"]),
    ],
)
def test_a_date_is_as_exact_as_it_is_known_and_always_has_its_year(
    client_of: ClientOf, span: Span, said: list[str]
) -> None:
    assert facts(get(client_of(a_meeting(span=span)), "/events/meeting"))["When"] == said


def test_who_takes_part_is_told_by_role_with_office_and_country_and_what_is_only_reported(client: FlaskClient) -> None:
    page = get(client, SESSION)
    assert texts(page, ".//div[@class='roles']//h3") == ["Chair", "Members", "Officers", "Guests"]
    people = texts(page, ".//ul[@class='people']/li")
    assert people[0] == "Emomali Rahmon President of Tajikistan Tajikistan"
    assert people[-1] == "Shavkat Mirziyoyev President of Uzbekistan Uzbekistan reported"


def test_who_has_no_office_has_the_name_of_the_country(client: FlaskClient) -> None:
    people = texts(get(client, "/events/telephone-putin-2021"), ".//ul[@class='people']/li")
    assert people[1:] == [
        "Recep Tayyip Erdogan Türkiye",
        "Ebrahim Raisi Iran",
        "Emmanuel Macron France",
        "Mario Draghi Italy",
    ]


def test_a_meeting_lists_the_instructions_that_it_gave_and_where_they_stand(client: FlaskClient) -> None:
    listed = section(get(client, SESSION), "Instructions given here")
    assert texts(listed, ".//li/p") == [
        "Joint response measures to the threats from Afghanistan",
        "Deadline Open 16 September 2021",
        "Interstate target programme to strengthen the Tajik-Afghan border",
        "Deadline Open no date given",
    ]


def test_a_meeting_lists_the_instructions_that_are_due_at_it(client: FlaskClient) -> None:
    listed = section(get(client, "/events/regular-session-2021"), "Instructions due here")
    assert links(listed, ".//li//a") == [INSTRUCTION]


def test_an_instruction_leads_to_its_meetings(client: FlaskClient) -> None:
    page = get(client, INSTRUCTION)
    told = facts(page)
    assert (told["Given at"], told["Due at the meeting"]) == (
        ["Collective Security Council: extraordinary session", "23 August 2021"],
        ["Collective Security Council: regular session", "16 September 2021"],
    )
    assert links(page, ".//dl[@class='facts']//p[@class='main']/a") == [SESSION, "/events/regular-session-2021"]


def test_an_instruction_says_since_when_it_is_overdue_or_when_it_was_done(client_at: ClientAt) -> None:
    client = client_at("2021-09-20")
    assert facts(get(client, INSTRUCTION))["When"] == [
        "16 September 2021",
        "Overdue since the end of 16 September 2021",
    ]
    assert facts(get(client, "/events/shore-survey-2021"))["When"] == [
        "8 September 2021",
        "Wed",
        "Done on 1 September 2021",
    ]


def test_a_series_lists_its_other_events(client: FlaskClient) -> None:
    listed = section(get(client, "/events/exercise-search-2021"), "Exercises of October 2021")
    assert sorted(links(listed, ".//li//a")) == ["/events/exercise-echelon-2021", "/events/exercise-interaction-2021"]


def test_an_event_alone_in_its_series_still_says_what_it_belongs_to(client_of: ClientOf) -> None:
    talks = Series(id="talks", name=Text("The talks"), description=Text("Every year."))
    page = get(client_of(a_meeting(series="talks"), series=(talks,)), "/events/meeting")
    assert texts(section(page, "The talks"), "*") == ["The talks", "Every year."]


def test_the_body_leads_to_its_place_on_the_page_of_the_organisation(client: FlaskClient) -> None:
    page = get(client, SESSION)
    assert links(page, ".//dl[@class='facts']//p[@class='main']/a") == [
        "/organisation/csto#body-collective-security-council"
    ]


def test_a_source_says_what_it_says_how_sure_it_is_and_of_which_fields(client: FlaskClient) -> None:
    page = get(client, SESSION)
    assert texts(page, ".//article[@class='source']/p[@class='meta']") == ["24 August 2021 inferred"]
    assert texts(page, ".//ul[@class='says']//p[@class='meta']") == [
        "stated supports: title, form of the meeting, body, kind of session, topics, participants",
        "inferred supports: date",
        "reported supports: participants",
    ]


def test_a_video_conference_has_its_link(client_of: ClientOf) -> None:
    link = "https://example.org/join"
    event = a_meeting(span=hours("2021-09-16T10:00", "2021-09-16T11:00"), place=VideoConference(link=link))
    assert facts(get(client_of(event), "/events/meeting"))["Where"] == ["Video conference", link]


def test_what_is_cancelled_is_struck_and_keeps_its_date(client: FlaskClient) -> None:
    page = get(client, "/events/reeds-workshop-2021")
    assert texts(page, ".//h1/s") == ["Workshop on reeds"]
    assert texts(page, ".//dl//p[@class='main']/s") == ["22 September 2021, 14:00–17:00 (Vienna, UTC+02:00)"]
    assert texts(page, STANDING) == ["Meeting", "Cancelled", "made-up example"]


@pytest.mark.parametrize(
    ("first", "last", "status", "said"),
    [
        ("2021-09-03", "2021-09-04", Status.CONFIRMED, ["Exercise", "Confirmed"]),
        ("2021-09-03", "2021-09-04", Status.TENTATIVE, ["Exercise", "Tentative"]),
        ("2021-09-02", "2021-09-04", Status.CONFIRMED, ["Exercise", "Running"]),
        ("2021-08-30", "2021-09-02", Status.TENTATIVE, ["Exercise", "Tentative", "Running"]),
        ("2021-08-30", "2021-09-01", Status.CONFIRMED, ["Exercise", "Over"]),
        ("2021-08-30", "2021-09-04", Status.CANCELLED, ["Exercise", "Cancelled"]),
    ],
)
def test_an_event_says_whether_it_is_running_over_or_called_off(
    client_of: ClientOf, first: str, last: str, status: Status, said: list[str]
) -> None:
    drill = Exercise(uid="drill@club", slug="drill", summary=Text("Drill"), span=whole_days(first, last), status=status)
    assert texts(get(client_of(drill), "/events/drill"), STANDING) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2021-09-02T01:00", "2021-09-02T02:00", ["Meeting", "Over"]),
        ("2021-09-02T01:30", "2021-09-02T02:30", ["Meeting", "Running"]),
        ("2021-09-02T02:00", "2021-09-03T02:00", ["Meeting", "Running"]),
        ("2021-09-02T15:00", "2021-09-02T16:00", ["Meeting", "Confirmed"]),
    ],
)
def test_hours_run_while_they_last_and_not_all_day(client_of: ClientOf, start: str, end: str, said: list[str]) -> None:
    """It is two o'clock in Vienna."""
    client = client_of(a_meeting(span=hours(start, end)))
    assert texts(get(client, "/events/meeting"), STANDING) == said


def test_an_instruction_is_neither_running_nor_over(client_of: ClientOf) -> None:
    for day, state in (("2021-09-02", "Open"), ("2021-09-01", "Overdue")):
        report = Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days(day))
        assert texts(get(client_of(report), "/events/report"), STANDING) == ["Deadline", state]


def test_what_changed_is_told_the_latest_first_from_old_to_new(
    db: Database, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(a_meeting(status=Status.TENTATIVE))
    moved, off = Edit(first_day=date(2021, 9, 20)), Edit(status=Status.CANCELLED)
    edit(db, "meeting", moved, settings.site, NOW + timedelta(days=1), by="anna", reason="The hall is taken")
    edit(db, "meeting", off, settings.site, NOW + timedelta(days=2), by="anna", reason=None)
    changes = section(get(client, "/events/meeting"), "What changed")
    assert texts(changes, "ol/li/p[@class='line-title']") == [
        "Cancelled 4 September 2021, 02:00",
        "Moved 3 September 2021, 02:00",
        "Added 2 September 2021, 02:00",
    ]
    assert texts(changes, ".//dl[@class='differences']/div") == [
        "Status Tentative → Cancelled",
        "When 16 September 2021 → 20 September 2021",
    ]
    assert (texts(changes, ".//del")[-1], texts(changes, ".//ins")[-1]) == ("16 September 2021", "20 September 2021")
    assert texts(changes, ".//q") == ["The hall is taken"]
    assert texts(changes, "p[@class='revision']") == [
        "Times on the clock of Vienna, UTC+02:00 · revision 3, sequence 2"
    ]
    page = get(client, "/events/meeting")
    assert texts(page, ".//dl//p[@class='main']/s") == ["20 September 2021"]


def test_instants_are_on_the_readers_clock(client: FlaskClient) -> None:
    changes = section(get(client, f"{SESSION}?zone=Pacific/Pago_Pago"), "What changed")
    assert texts(changes, "ol//time") == ["1 September 2021, 13:00"]
    assert texts(changes, "p[@class='revision']") == [
        "Times on the clock of Pago Pago, UTC-11:00 · revision 1, sequence 0"
    ]


def test_a_made_up_event_says_that_it_is(client: FlaskClient) -> None:
    page = get(client, "/events/night-watch-2021")
    assert texts(page, ".//article[@class='event meeting confirmed']/p[@class='note']") == [
        "This calendar is a made-up example."
    ]


def test_an_event_is_added_to_a_calendar_by_its_own_feed_or_by_its_facts(client: FlaskClient) -> None:
    ways = get(client, "/events/october-session-2021").findall(".//dd[@class='ways']/a")
    addresses = {text(way): way.attrib["href"] for way in ways}
    assert (addresses["Apple"], addresses[".ics"]) == (
        "webcal://dates.example.org/events/october-session-2021.ics",
        "https://dates.example.org/events/october-session-2021.ics",
    )
    google, outlook = (urlsplit(addresses[name]) for name in ("Google", "Outlook"))
    assert (google.hostname, parse_qs(google.query)["dates"]) == (
        "calendar.google.com",
        ["20211028T080000Z/20211028T110000Z"],
    )
    assert (outlook.hostname, parse_qs(outlook.query)["startdt"]) == ("outlook.live.com", ["2021-10-28T08:00:00Z"])


@pytest.mark.parametrize("span", [Undated(), Approximate("2021-10")])
def test_what_has_no_day_cannot_be_added_to_a_calendar(client_of: ClientOf, span: Span) -> None:
    page = get(client_of(a_meeting(span=span)), "/events/meeting")
    assert "Add to your calendar" not in facts(page)
    assert links(page, ".//link[@type='text/calendar']") == []


def test_machines_are_told_what_it_is_and_what_became_of_it(
    db: Database, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(a_meeting())
    before = data(get(client, "/events/meeting"))
    assert (before["@type"], before["eventStatus"], before["startDate"]) == (
        "Event",
        "https://schema.org/EventScheduled",
        "2021-09-16",
    )
    edit(db, "meeting", Edit(first_day=date(2021, 9, 20)), settings.site, NOW, by="anna", reason=None)
    moved = data(get(client, "/events/meeting"))
    assert (moved["eventStatus"], moved["previousStartDate"]) == ("https://schema.org/EventRescheduled", ["2021-09-16"])
    edit(db, "meeting", Edit(status=Status.CANCELLED), settings.site, NOW, by="anna", reason=None)
    assert data(get(client, "/events/meeting"))["eventStatus"] == "https://schema.org/EventCancelled"


@pytest.mark.parametrize(
    "slug", ["extraordinary-session-2021", "night-watch-2021", "treaty-1992", "exercise-search-2021"]
)
def test_every_kind_of_happening_is_an_event_for_machines(client: FlaskClient, slug: str) -> None:
    said = data(get(client, f"/events/{slug}?lang=ru"))
    assert (said["@type"], said["url"]) == ("Event", f"https://dates.example.org/events/{slug}")


def test_an_instruction_is_no_event_for_machines(client: FlaskClient) -> None:
    assert data(get(client, INSTRUCTION))["@type"] == "PlanAction"


def test_a_page_names_its_canonical_address_its_languages_and_its_data(client: FlaskClient) -> None:
    page = get(client, f"{SESSION}?lang=ru&zone=UTC")
    address = f"https://dates.example.org{SESSION}"
    assert [(link.attrib.get("hreflang"), link.attrib["href"]) for link in page.findall("head/link[@rel]")][2:] == [
        (None, address),
        ("en", f"{address}?lang=en"),
        ("ru", f"{address}?lang=ru"),
        (None, f"{address}.ics?lang=ru"),
        (None, f"{SESSION}.json?lang=ru&zone=UTC"),
    ]


def test_an_unknown_event_is_called_by_its_name(client: FlaskClient) -> None:
    page = get(client, "/events/party", status=404)
    assert texts(page, ".//p[@class='lead']") == ['There is no event "party" here.']


def test_hostile_text_is_shown_and_not_obeyed(client_of: ClientOf) -> None:
    hostile = Text("</title><script>alert(1)</script><!--")
    event = a_meeting(summary=hostile, description=hostile, topics=(hostile,), categories=(hostile,))
    page = get(client_of(event), "/events/meeting")
    assert texts(page, ".//h1") == texts(page, ".//ul[@class='plain']/li") == [hostile.original]
    assert [script.attrib.get("type", "ours") for script in page.findall(".//script")] == [
        "ours",
        "application/ld+json",
    ]
    assert data(page)["name"] == hostile.original


# Private calendars


@pytest.fixture
def beside_the_board(db: Database, settings: Settings) -> FlaskClient:
    """A public calendar and a private one that mention each other's meetings."""
    plan = Deadline(
        uid="plan@board", slug="plan", summary=Text("The plan"), span=whole_days("2021-09-20"), given_at="tea@club"
    )
    secret = a_meeting("secret@board", summary=Text("The secret meeting"), series="talks")
    report = Deadline(
        uid="report@club",
        slug="report",
        summary=Text("Report"),
        span=whole_days("2021-09-20"),
        given_at="secret@board",
        due_at="tea@club",
    )
    talks = Series(id="talks", name=Text("The talks"))
    return client_of_files(
        db,
        settings,
        a_file(secret, plan, calendar=a_calendar("board", private=True, series=(talks,)), name="board.toml"),
        a_file(a_meeting("tea@club", series="talks"), report, calendar=a_calendar(series=(talks,))),
    )


def test_a_meeting_shows_no_instruction_and_no_series_of_a_private_calendar(beside_the_board: FlaskClient) -> None:
    page = get(beside_the_board, "/events/tea")
    assert links(page, ".//main//p[@class='line-title']/a") == ["/events/report"]
    assert [word for word in ("The plan", "The secret meeting", "@board") if word in text(page)] == []


def test_an_instruction_names_no_meeting_of_a_private_calendar(beside_the_board: FlaskClient) -> None:
    page = get(beside_the_board, "/events/report")
    assert [name for name in facts(page) if "meeting" in name or "Given" in name] == ["Due at the meeting"]
    assert "secret" not in beside_the_board.get("/events/report").text


def test_what_an_event_was_while_it_was_private_is_not_told(db: Database, settings: Settings) -> None:
    board = a_calendar("board", private=True)
    secret = a_meeting("secret@board", summary=Text("Whom to dismiss"))
    client_of_files(db, settings, a_file(secret, calendar=board, name="board.toml"))
    opened = a_file(a_meeting("secret@board", summary=Text("Tea")), calendar=a_calendar("board"), name="board.toml")
    client = client_of_files(db, settings, opened, at=NOW + timedelta(days=1))
    page = get(client, "/events/secret")
    assert texts(section(page, "What changed"), "ol/li/p/span") == ["Added"]
    assert "dismiss" not in client.get("/events/secret").text


def test_an_event_of_a_calendar_that_was_opened_has_a_page_even_if_nothing_changed_since(
    db: Database, settings: Settings
) -> None:
    secret = a_meeting("secret@board")
    client_of_files(db, settings, a_file(secret, calendar=a_calendar("board", private=True), name="board.toml"))
    add_calendar_revision(db, a_calendar("board"), at=datetime(2021, 9, 3, tzinfo=UTC), author="board.toml")
    stop_the_clock(db, datetime(2021, 9, 3, tzinfo=UTC))
    client = client_of_files(db, settings, a_file(secret, calendar=a_calendar("board"), name="board.toml"))
    assert texts(section(get(client, "/events/secret"), "What changed"), "ol/li") == []
