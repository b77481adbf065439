"""What changed, day by day, from old to new."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.event import Deadline, Status
from service.domain.text import Text
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.web.changes import MOST
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, whole_days
from tests.web.conftest import ClientOf, client_of_files
from tests.web.pages import get, links, text, texts

DAYS = ".//section[@class='month']"


@pytest.fixture
def told(db: Database, client_of: ClientOf, settings: Settings) -> FlaskClient:
    """A meeting that was added, moved on the next day and called off on the one after; an instruction that was done."""
    report = Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days("2021-09-30"))
    client = client_of(a_meeting(), report)
    for days, slug, change, reason in (
        (1, "meeting", Edit(first_day=date(2021, 9, 20)), "The hall is taken"),
        (2, "meeting", Edit(status=Status.CANCELLED), None),
        (2, "report", Edit(done_on=date(2021, 9, 4)), None),
    ):
        edit(db, slug, change, settings.site, NOW + timedelta(days=days), by="anna", reason=reason)
    return client


def test_changes_stand_under_their_days_the_latest_first(told: FlaskClient) -> None:
    sections = get(told, "/changes").findall(DAYS)
    assert [texts(each, "h2/time") for each in sections] == [
        ["4 September 2021"],
        ["3 September 2021"],
        ["2 September 2021"],
    ]
    assert [sorted(texts(each, ".//p[@class='line-title']")) for each in sections] == [
        ["Cancelled About meeting@club", "Done Report"],
        ["Moved About meeting@club"],
        ["Added About meeting@club", "Added Report"],
    ]


def test_a_change_says_what_was_before_and_what_is_now_and_why(told: FlaskClient) -> None:
    (moved,) = get(told, "/changes").findall(".//li[@class='change moved']")
    assert texts(moved, ".//dl/div") == ["When 16 September 2021 → 20 September 2021"]
    assert texts(moved, ".//q") == ["The hall is taken"]
    assert links(moved, "p/a") == ["/events/meeting"]


def test_what_was_added_says_what_it_is(told: FlaskClient) -> None:
    added = get(told, "/changes?kind=meeting").findall(".//li[@class='change added']")
    assert [texts(each, "p") for each in added] == [["Added About meeting@club", "Meeting 16 September 2021"]]


def test_the_title_of_what_was_called_off_is_struck_from_then_on(told: FlaskClient) -> None:
    assert texts(get(told, "/changes?kind=meeting"), ".//s") == ["About meeting@club"]


def test_the_day_is_that_of_the_calendar_or_of_the_reader(told: FlaskClient) -> None:
    page = get(told, "/changes?zone=Pacific/Pago_Pago")
    assert texts(page, f"{DAYS}/h2") == ["3 September 2021", "2 September 2021", "1 September 2021"]


@pytest.mark.parametrize(
    ("query", "changes"),
    [("kind=deadline", 2), ("kind=meeting", 3), ("status=cancelled", 3), ("q=report", 2), ("kind=exercise", 0)],
)
def test_a_filter_narrows_the_changes_to_those_of_its_events(told: FlaskClient, query: str, changes: int) -> None:
    assert len(texts(get(told, f"/changes?{query}"), ".//p[@class='line-title']")) == changes


def test_the_changes_are_a_feed_as_well_of_the_same_events(told: FlaskClient) -> None:
    page = get(told, "/changes?kind=meeting")
    assert links(page, ".//div[@class='opening']//a") == ["https://dates.example.org/feeds/all/meetings.atom"]
    answer = told.get("/changes.atom?kind=meeting&calendar=club")
    assert (answer.status_code, answer.location) == (302, "/feeds/club/meetings.atom")


def test_without_a_change_the_page_says_so(client_of: ClientOf) -> None:
    client = client_of()
    assert texts(get(client, "/changes"), ".//p[@class='empty']") == ["Nothing has changed here yet."]


def test_a_choice_of_which_nothing_has_changed_says_what_to_do(told: FlaskClient) -> None:
    page = get(told, "/changes?kind=exercise")
    assert texts(page, ".//p[@class='empty']") == ["Nothing has changed here yet. Show the changes of all dates"]
    assert links(page, ".//p[@class='empty']/a") == ["/changes"]


def test_page_after_page_tells_every_change_once(client_of: ClientOf) -> None:
    number = 2 * MOST + 3
    client = client_of(*(a_meeting(f"e{n:03}@club", summary=Text(f"e{n:03}")) for n in range(number)))
    address, shown, pages = "/changes?kind=meeting&lang=en", [], 0
    while address:
        page = get(client, address)
        shown += texts(page, ".//p[@class='line-title']/a")
        (address, *_) = [*links(page, ".//p[@class='folded']/a"), ""]
        pages += 1
    assert (pages, sorted(shown)) == (3, [f"e{n:03}" for n in range(number)])


def test_the_link_to_earlier_changes_keeps_the_filter_and_what_was_chosen(client_of: ClientOf) -> None:
    client = client_of(*(a_meeting(f"e{n:03}@club") for n in range(MOST + 1)))
    (earlier,) = links(get(client, "/changes?kind=meeting&zone=UTC"), ".//p[@class='folded']/a")
    assert earlier == f"/changes?kind=meeting&before={int(NOW.timestamp())}.1.e001%40club&zone=UTC"


def test_on_an_earlier_page_the_filter_can_still_be_changed(client_of: ClientOf) -> None:
    """And begins at the latest changes again."""
    client = client_of(*(a_meeting(f"e{n:03}@club") for n in range(MOST + 1)))
    page = get(client, f"/changes?before={int(NOW.timestamp())}.1.e001%40club")
    assert links(page, ".//ul[@class='legend']//a")[0] == "/changes?kind=meeting"
    assert texts(page, ".//p[@class='line-title']/a") == ["About e000@club"]


@pytest.mark.parametrize(
    "before",
    [
        "yesterday",
        "1.2",
        "..",
        "1..x",
        "x.1.y",
        "1e9.1.x",
        "99999999999999999999.1.x",
        "-99999999999.1.x",
        "1.99999999999999999999.x",
        "1.-1.x",
        "١.1.x",
    ],
)
def test_what_is_no_change_is_not_understood(told: FlaskClient, before: str) -> None:
    page = get(told, f"/changes?before={quote(before)}", status=400)
    assert texts(page, ".//p[@class='lead']") == [f'No change is called "{before}". Begin again at the latest ones.']


def test_a_change_that_there_never_was_is_a_place_among_them_as_well(told: FlaskClient) -> None:
    at = int((NOW + timedelta(days=1)).timestamp())
    page = get(told, f"/changes?before={at}.1.nothing")
    assert texts(page, f"{DAYS}/h2") == ["3 September 2021", "2 September 2021"]


def test_nothing_of_a_private_calendar_is_told(db: Database, settings: Settings) -> None:
    secret = a_file(
        a_meeting("secret@board", summary=Text("The secret meeting")),
        calendar=a_calendar("board", private=True),
        name="board.toml",
    )
    client = client_of_files(db, settings, secret, a_file(a_meeting()))
    assert texts(get(client, "/changes"), ".//p[@class='line-title']") == ["Added About meeting@club"]
    assert "ecret" not in client.get("/changes").text


def test_what_changed_by_a_file_is_told_as_what_somebody_changed(
    db: Database, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(a_meeting())
    load(db, [a_file(a_meeting(summary=Text("Tea")))], settings.site, NOW + timedelta(days=1))
    (changed,) = get(client, "/changes").findall(".//li[@class='change changed']")
    assert text(changed) == "Changed Tea Title About meeting@club → Tea"
