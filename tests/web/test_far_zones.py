"""Readers whose days are far from the venue's: between the zones that are farthest apart lie 25 hours and more."""

import pytest
from flask.testing import FlaskClient

from tests.examples import a_meeting, hours
from tests.web.conftest import ClientOf
from tests.web.pages import get, texts

LATE = hours("2021-09-29T23:30", "2021-09-29T23:45", zone="Pacific/Pago_Pago")  # 1 October, 00:30 in Kiritimati
FAR_EAST, FAR_WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"/month/2021-09?zone={FAR_EAST}", []),
        (f"/month/2021-10?zone={FAR_EAST}", ["1 Fri Meeting: About late@club 00:30"]),
        (f"/month/2021-09?zone={FAR_WEST}", ["29 Wed Meeting: About late@club 23:30"]),
        (f"/month/2021-10?zone={FAR_WEST}", []),
    ],
)
def test_an_event_is_in_the_month_of_the_readers_day(client_of: ClientOf, address: str, shown: list[str]) -> None:
    page = get(client_of(a_meeting("late@club", LATE)), address)
    assert texts(page, ".//table[@class='wall']//a[@class='bar meeting confirmed']") == shown


def test_the_next_event_is_the_first_one_ahead_on_the_readers_clock(client_of: ClientOf) -> None:
    """It is 2 September, 04:00 UTC, and the 2nd in Kiritimati, too; at 23:00 in Vienna it is the 3rd there."""
    tonight = a_meeting("tonight@club", hours("2021-09-02T23:00", "2021-09-02T23:30"))
    later = a_meeting("later@club")
    client: FlaskClient = client_of(tonight, later)
    assert client.get(f"/next?zone={FAR_EAST}").location.partition("?")[0] == "/events/tonight"
    assert client.get("/next").location == "/events/later"
