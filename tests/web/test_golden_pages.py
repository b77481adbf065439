"""Whole pages as they are, so that any change to them is seen and meant."""

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
        pytest.param("/events/extraordinary-session-2021", id="event-en"),
        pytest.param("/organisation/csto", id="organisation-en"),
    ],
)
def test_a_page_is_as_it_was(client: FlaskClient, snapshot: SnapshotAssertion, address: str) -> None:
    assert client.get(address).text == snapshot(extension_class=HtmlFile)
