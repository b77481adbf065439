"""Pages, files and data are sent compressed to whoever understands that, the same bytes every time."""

import gzip

import pytest
import zstandard
from flask.testing import FlaskClient

PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("address", ["/", "/static/dateline.css", "/month/2021-09.json", "/openapi.json"])
@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_what_is_sent_is_smaller_and_the_same(client: FlaskClient, address: str, encoding: str) -> None:
    plain = client.get(address, headers=PLAIN)
    whole = plain.data
    plain.close()
    answer = client.get(address, headers={"Accept-Encoding": encoding})
    opened = gzip.decompress(answer.data) if encoding == "gzip" else zstandard.decompress(answer.data)
    assert (answer.headers["Content-Encoding"], opened, len(answer.data) < len(whole)) == (encoding, whole, True)
    assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("zstd;q=0, *", "gzip"),
        ("br", None),
        ("", None),
        ("gzip;q=0", None),
    ],
)
def test_the_one_that_is_liked_best_is_taken(client: FlaskClient, accepted: str, encoding: str | None) -> None:
    assert client.get("/", headers={"Accept-Encoding": accepted}).headers.get("Content-Encoding") == encoding


@pytest.mark.parametrize("address", ["/static/dateline.js", "/agenda.json"])
def test_what_a_client_has_already_is_not_sent_again(client: FlaskClient, address: str) -> None:
    asked = {"Accept-Encoding": "zstd"}
    first = client.get(address, headers=asked)
    again = client.get(address, headers=asked | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    plain = client.get(address, headers=PLAIN)
    assert plain.headers["ETag"] != first.headers["ETag"]
    first.close()
    plain.close()


def test_a_feed_sees_to_it_for_itself(client: FlaskClient) -> None:
    answer = client.get("/feeds/csto.json", headers={"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")


def test_what_is_refused_is_sent_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/month/2021-13", headers={"Accept-Encoding": "gzip"}).headers
