"""What is kept of a relay's words holds no address, for it is kept longer than the reader."""

import pytest
from sqlite_utils import Database

from service.domain.delivery import Accepted, AddressRefused, Deferred, Outcome, Refused, without_address
from service.domain.site import Site
from service.operations.sending import Sender
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering
from tests.operations.outgoing import at, plan_for


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        (Accepted("250 2.1.5 <READER0@example.org> queued"), "250 2.1.5 <–> queued"),
        (Deferred("450 4.2.2 reader0@example.org is over quota"), "450 4.2.2 – is over quota"),
        (Refused("554 5.6.0 no"), "554 5.6.0 no"),
        (AddressRefused("550 5.1.1 <reader0@example.org>: unknown"), "550 5.1.1 <–>: unknown"),
    ],
)
def test_what_the_relay_said_is_kept_without_the_address(
    club: Database, site: Site, outcome: Outcome, kept: str
) -> None:
    plan_for(club, 1, site)
    Sender(Answering(outcome, after_dot=True), site).send(club, at(MORNING), most=1)
    (detail,) = club.execute("SELECT detail FROM outbox_log ORDER BY id DESC LIMIT 1").fetchone()
    assert detail == kept


def test_an_address_is_no_pattern() -> None:
    assert (
        without_address("550 a.b+c@example.org, aXb+c@example.org", "a.b+c@example.org") == "550 –, aXb+c@example.org"
    )
