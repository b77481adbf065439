"""The parts of a page that are kept are those that any other request for its address would make."""

import pytest
from flask.testing import FlaskClient

from service.config import Settings
from service.web import create_app
from tests.web.pages import get


@pytest.mark.parametrize("address", ["/organisation/csto", "/mailbox", "/month/2021-09", "/?kind=meeting"])
def test_a_page_is_the_same_after_whatever_was_refused_at_its_address(
    client: FlaskClient, settings: Settings, address: str
) -> None:
    alone = client.get(address).text
    other = create_app(settings).test_client()
    assert other.post(address).status_code == 405
    assert other.get(address).text == alone


def test_a_page_says_the_same_each_time(client: FlaskClient) -> None:
    first = client.get("/month/2021-09?kind=meeting").text
    client.get("/month/2021-09?kind=exercise&lang=ru")
    client.delete_cookie("lang")
    assert client.get("/month/2021-09?kind=meeting").text == first


def test_what_is_kept_in_one_language_is_not_said_in_another(client: FlaskClient) -> None:
    english = get(client, "/week/2021-W37", status=200)
    russian = get(client, "/week/2021-W37?lang=ru", status=200)
    assert [page.attrib["lang"] for page in (english, russian)] == ["en", "ru"]
