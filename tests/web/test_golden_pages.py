"""Whole pages as they are, so that any change to them is seen and meant."""

import re

import pytest
from flask.testing import FlaskClient
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class HtmlFile(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "html"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/", id="agenda-en"),
        pytest.param("/?lang=ru", id="agenda-ru"),
        pytest.param("/month/2021-09", id="month-en"),
        pytest.param("/week/2021-W37", id="week-en"),
        pytest.param("/year/2021", id="year-en"),
        pytest.param("/timeline/2021/2021", id="timeline-en"),
        pytest.param("/deadlines", id="deadlines-en"),
        pytest.param("/changes", id="changes-en"),
        pytest.param("/subscribe", id="subscribe-en"),
        pytest.param("/events/extraordinary-session-2021", id="event-en"),
        pytest.param("/organisation/csto", id="organisation-en"),
    ],
)
def test_a_page_is_as_it_was(client: FlaskClient, snapshot: SnapshotAssertion, address: str) -> None:
    assert _without_marks(client.get(address).text) == snapshot(extension_class=HtmlFile)


def _without_marks(page: str) -> str:
    """A style sheet that has changed has another address; that is no change of the page."""
    return re.sub(r"(/static/[a-z.]+\?v=)[0-9a-f]+", r"\1…", page)
