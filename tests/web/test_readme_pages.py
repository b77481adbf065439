"""Every address of a page that the README names is there."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

README = (Path(__file__).parents[2] / "README.md").read_text()
SECTION = README.partition("\n## The agenda\n")[2].partition("\n## ")[0]
ADDRESSES = re.findall(r"`(/[^`]*)`", SECTION)


def test_the_readme_names_addresses_of_pages() -> None:
    assert {"/", "/next", "/month/2021-09", "/agenda.pdf", "/embed/month"} <= set(ADDRESSES)


@pytest.mark.parametrize("address", [each for each in ADDRESSES if each != "/embed/"])
def test_a_page_is_there(client: FlaskClient, address: str) -> None:
    assert client.get(address, follow_redirects=True).status_code == 200
