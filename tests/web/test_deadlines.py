"""The board of instructions: overdue, open, done and called off, each with its meetings."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.domain.event import Deadline, Done, Status
from service.domain.organisation import Body, Organisation
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated
from service.web.deadlines import MOST
from tests.examples import a_calendar, a_file, a_meeting, whole_days
from tests.web.conftest import ClientAt, ClientOf, client_of_files
from tests.web.pages import get, links, text, texts

ORGANISATION = Organisation(name=Text("The Club"), bodies=(Body(slug="council", name=Text("The Council")),))
SPRING = a_meeting("spring@club", whole_days("2021-03-01"), summary=Text("Spring"), body="council")
AUTUMN = a_meeting("autumn@club", whole_days("2021-10-01"), summary=Text("Autumn"), body="council")


def an_instruction(name: str, day: str = "2021-09-16", **other: Any) -> Deadline:
    made_up: dict[str, Any] = {"uid": f"{name}@club", "slug": name, "summary": Text(name), "span": whole_days(day)}
    return Deadline(**made_up | other)


def board(client: FlaskClient, address: str = "/deadlines") -> dict[str, list[str]]:
    """The titles in each column, by its heading."""
    columns = get(client, address).findall(".//div[@class='board']/section")
    return {texts(column, "h2")[0]: texts(column, ".//p[@class='line-title']") for column in columns}


def test_the_board_has_its_columns_in_order_each_by_its_days(client_of: ClientOf) -> None:
    done, off = Done(date(2021, 9, 1)), Status.CANCELLED
    client = client_of(
        an_instruction("late", "2021-08-30"),
        an_instruction("very late", "2020-01-01", slug="very-late", uid="very-late@club"),
        an_instruction("next", "2021-09-02"),
        an_instruction("later", "2021-12-01"),
        an_instruction("some time", slug="some", uid="some@club", span=Approximate("2021-11")),
        an_instruction("never", span=Undated()),
        an_instruction("done", "2021-08-01", progress=done),
        an_instruction("done early", "2021-10-01", slug="early", uid="early@club", progress=done),
        an_instruction("off", "2021-08-01", status=off),
        a_meeting(),
    )
    assert board(client) == {
        "Overdue 2": ["very late", "late"],
        "Open 4": ["next", "later", "never", "some time"],
        "Done 2": ["done early", "done"],
        "Called off 1": ["off"],
    }


def test_a_column_without_any_says_so_and_what_was_called_off_is_left_out(client_of: ClientOf) -> None:
    client = client_of(an_instruction("a"))
    assert board(client) == {"Overdue 0": [], "Open 1": ["a"], "Done 0": []}
    assert texts(get(client, "/deadlines"), ".//p[@class='empty']") == ["none", "none"]


def test_an_instruction_is_overdue_on_the_day_after(client_at: ClientAt) -> None:
    titles = ["Joint response measures to the threats from Afghanistan"]
    on_the_day = board(client_at("2021-09-16"), "/deadlines?calendar=csto")
    assert (on_the_day["Overdue 0"], on_the_day["Open 2"][:1]) == ([], titles)
    assert board(client_at("2021-09-17"), "/deadlines?calendar=csto")["Overdue 1"] == titles


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])
def test_a_deadline_ends_with_its_calendars_day_wherever_the_reader_is(client_at: ClientAt, zone: str) -> None:
    address = f"/deadlines?calendar=csto&zone={zone}"
    assert "Overdue 0" in board(client_at("2021-09-16"), address)
    assert "Overdue 1" in board(client_at("2021-09-17"), address)


def test_an_instruction_says_its_day_how_long_it_is_until_then_and_its_meetings(client: FlaskClient) -> None:
    (first, *_, last) = get(client, "/deadlines?calendar=csto").findall(".//li[@class='instruction']")
    assert texts(first, "p") == [
        "16 September 2021 in 14 days",
        "Joint response measures to the threats from Afghanistan",
        "Given at: Collective Security Council: extraordinary session",
        "Due at: Collective Security Council: regular session",
        "CSTO calendar",
    ]
    assert links(first, "p/a") == [
        "/events/instruction-afghanistan-response-2021",
        "/events/extraordinary-session-2021",
        "/events/regular-session-2021",
    ]
    assert texts(last, "p")[0] == "no date given"


def test_what_is_done_says_when_and_counts_no_days(client_of: ClientOf) -> None:
    client = client_of(an_instruction("a", progress=Done(date(2021, 9, 1))))
    (item,) = get(client, "/deadlines").findall(".//li[@class='instruction']")
    assert texts(item, "p") == ["16 September 2021", "a", "Done on 1 September 2021"]


def test_what_was_called_off_is_struck(client_of: ClientOf) -> None:
    (item,) = get(client_of(an_instruction("a", status=Status.CANCELLED)), "/deadlines").findall(".//li")[-1:]
    assert (texts(item, "p/a/s"), texts(item, "p")) == (["a"], ["16 September 2021", "a"])


def test_what_is_overdue_says_since_when(client_of: ClientOf) -> None:
    (item,) = get(client_of(an_instruction("a", "2021-08-30")), "/deadlines").findall(".//li[@class='instruction']")
    assert text(item).startswith("30 August 2021 3 days ago")


def test_a_body_has_the_instructions_that_its_meetings_gave_or_take(client_of: ClientOf) -> None:
    client = client_of(
        SPRING,
        AUTUMN,
        an_instruction("given", given_at="spring@club"),
        an_instruction("taken", due_at="autumn@club"),
        an_instruction("nobodys"),
        organisation=ORGANISATION,
    )
    assert board(client, "/deadlines?body=council")["Open 2"] == ["given", "taken"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=giv", ["given"]), ("status=done", []), ("until=2021-09-15", []), ("kind=deadline", ["given"])],
)
def test_other_filters_narrow_the_board_as_well(client_of: ClientOf, query: str, found: list[str]) -> None:
    columns = board(client_of(an_instruction("given")), f"/deadlines?{query}")
    assert [title for titles in columns.values() for title in titles] == found


def test_without_any_the_page_says_what_to_do(client_of: ClientOf) -> None:
    page = get(client_of(a_meeting(), an_instruction("a")), "/deadlines?q=nothing")
    assert texts(page, ".//p[@class='empty']") == ["Nothing here matches this choice. Show all dates."]
    assert links(page, ".//p[@class='empty']/a") == ["/deadlines"]


def test_kinds_are_no_choice_here(client: FlaskClient) -> None:
    assert get(client, "/deadlines").findall(".//ul[@class='legend']") == []


def test_a_column_shows_no_more_than_anybody_reads_and_says_so(client_of: ClientOf) -> None:
    client = client_of(*(an_instruction(f"e{n}") for n in range(MOST + 1)))
    found = board(client)
    assert [(heading, len(titles)) for heading, titles in found.items()] == [
        ("Overdue 0", 0),
        ("Open 200+", MOST),
        ("Done 0", 0),
    ]


def test_a_meeting_of_a_private_calendar_is_not_named(db: Database, settings: Settings) -> None:
    secret = a_meeting("secret@board", summary=Text("The secret meeting"))
    board_file = a_file(secret, calendar=a_calendar("board", private=True), name="board.toml")
    public = a_file(an_instruction("a", given_at="secret@board", due_at="secret@board"))
    client = client_of_files(db, settings, board_file, public)
    (item,) = get(client, "/deadlines").findall(".//li[@class='instruction']")
    assert texts(item, "p") == ["16 September 2021 in 14 days", "a"]


def test_the_heading_is_in_the_readers_language(client: FlaskClient) -> None:
    page = get(client, "/deadlines?lang=ru&calendar=csto")
    assert texts(page, ".//div[@class='board']//h2") == ["Просрочено 0", "Открыто 2", "Исполнено 0"]
    assert texts(page, ".//p[@class='due']") == ["16 сентября 2021 г. через 14 дней", "дата не названа"]
