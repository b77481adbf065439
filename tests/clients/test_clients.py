"""Every client shows the same titles, days, instants and cancelled state, wherever its reader is.

The clients are real and run as programs of their own; `install.sh` installs them.
"""

import os

import pytest

from tests.clients.conftest import Show
from tests.clients.differences import with_differences
from tests.clients.feeds import Feed, expected
from tests.clients.roster import CLIENTS, Client
from tests.clients.table import ZONES, table, table_in_readme, write_to_readme

pytestmark = pytest.mark.clients


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("feed", Feed, ids=lambda feed: feed.name.lower())
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_client_shows_what_the_calendar_says(client: Client, feed: Feed, zone: str, show: Show) -> None:
    assert show(client, feed, zone) == with_differences(client.differences, feed, expected(feed), zone)


def test_the_table_in_the_readme_says_what_was_measured(show: Show) -> None:
    measured = table(CLIENTS, show)
    if os.environ.get("DATELINE_WRITE_TABLES") == "1":
        write_to_readme(measured)
    assert table_in_readme() == measured
