"""An event on paper."""

from io import BytesIO

from flask.testing import FlaskClient
from pypdf import PdfReader


def test_who_only_reportedly_took_part_is_marked_so(client: FlaskClient) -> None:
    pages = PdfReader(BytesIO(client.get("/events/extraordinary-session-2021.pdf").data)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    guests = words.partition("Guests: ")[2].partition(" Topics: ")[0]
    assert guests == "Shavkat Mirziyoyev, President of Uzbekistan (reported)"
