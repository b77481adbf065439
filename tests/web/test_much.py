"""Where there is more than a page has room for, it says so."""

from datetime import date, timedelta

from flask.testing import FlaskClient

from service.domain.timespan import WholeDays
from tests.examples import a_meeting
from tests.web.conftest import ClientOf
from tests.web.pages import get, texts

TODAY = date(2021, 9, 2)


def many(number: int, day: date) -> list[object]:
    return [a_meeting(f"m{day:%d}-{each}@club", WholeDays(day, day)) for each in range(number)]


def test_a_busy_day_before_takes_nothing_from_today(client_of: ClientOf) -> None:
    client = client_of(*many(90, TODAY - timedelta(days=1)), *many(90, TODAY))
    today = get(client, "/").find(".//section[@class='month today']")
    assert today is not None
    assert len(texts(today, ".//p[@class='line-title']")) == 90


def test_more_on_one_day_than_fits_is_said(client_of: ClientOf) -> None:
    page = get(client_of(*many(1001, TODAY)), "/")
    assert texts(page, ".//p[@class='empty']") == [
        "There is more on around today than fits here: choose a filter to see all of it."
    ]


def test_a_timeline_says_that_it_is_cut(client_of: ClientOf) -> None:
    said = "More than 200 dates: choose a filter or a shorter time to see all of them."
    client = client_of(*many(201, TODAY))
    assert texts(get(client, "/timeline"), ".//p[@class='empty']") == [said]


def test_a_timeline_of_all_there_is_does_not(client_of: ClientOf) -> None:
    client: FlaskClient = client_of(*many(200, TODAY))
    assert texts(get(client, "/timeline"), ".//p[@class='empty']") == []
