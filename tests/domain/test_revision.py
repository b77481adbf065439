"""SEQUENCE: it rises with what people act on, and with nothing else."""

from typing import Any

import pytest

from service.domain.event import Meeting, Status, Telephone, Venue, VideoConference
from service.domain.revision import next_sequence
from service.domain.text import Text
from service.domain.timespan import Undated
from tests.examples import a_meeting, a_revision, hours, whole_days

VENUE = Venue(name=Text("Pier House"), country="AT")


def a_session(**change: Any) -> Meeting:
    before: dict[str, Any] = {"span": whole_days("2021-09-16"), "place": VENUE}
    return a_meeting(**before | change)


BEFORE = a_revision(a_session(), sequence=4)


@pytest.mark.parametrize(
    "change",
    [
        {"span": whole_days("2021-09-17")},
        {"span": whole_days("2021-09-16", "2021-09-17")},
        {"span": hours("2021-09-16T10:00", "2021-09-16T11:00")},
        {"span": Undated()},
        {"place": Venue(name=Text("Boat Shed"), country="AT")},
        {"place": Telephone()},
        {"place": VideoConference(link="https://example.org/join")},
        {"status": Status.CANCELLED},
        {"status": Status.TENTATIVE},
    ],
)
def test_a_new_time_place_or_status_raises_the_sequence(change: dict[str, Any]) -> None:
    assert next_sequence(BEFORE, a_session(**change)) == 5


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"summary": Text("Another title")},
        {"description": Text("More about it")},
        {"url": "https://example.org"},
        {"topics": (Text("Fees"),)},
        {"place": Venue(name=Text("Pier House"), country="AT")},
    ],
)
def test_a_new_title_or_description_leaves_the_sequence(change: dict[str, Any]) -> None:
    assert next_sequence(BEFORE, a_session(**change)) == 4
