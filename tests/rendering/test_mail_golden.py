"""Two digests of the shipped calendars on 2 September 2021, byte for byte."""

from datetime import UTC, datetime

import pytest
from sqlite_utils import Database
from syrupy.assertion import SnapshotAssertion

from service.domain.site import Site
from service.operations.sending import Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import tick
from tests.conftest import NOW
from tests.examples import a_wish
from tests.operations.mailers import Answering
from tests.rendering.lint import check_mail

WISHES = {
    "english": a_wish(),
    "russian": a_wish(email="boris@example.org", zone="Asia/Dushanbe", language="ru"),
}


@pytest.mark.parametrize("language", WISHES)
def test_a_digest(shipped: Database, site: Site, golden_mail: SnapshotAssertion, language: str) -> None:
    subscribe(shipped, WISHES[language], NOW)
    mailer = Answering()
    tick(shipped, Sender(mailer, site), datetime(2021, 9, 2, 5, tzinfo=UTC))
    (mail,) = mailer.accepted
    check_mail(mail.payload)
    assert mail.payload == golden_mail
