"""Whenever the process ends in the middle, nothing is lost, and what was certainly unsent is sent exactly once."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.delivery.mailbox import Mailbox
from service.domain.delivery import Unsure
from service.domain.site import Site
from service.operations.sending import LEASE, Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import tick
from service.storage.outbox import count_by_state
from tests.conftest import NOW
from tests.examples import a_wish
from tests.operations.conftest import MORNING
from tests.operations.crashing import MOMENTS
from tests.operations.mailers import Answering, Failing, PowerCut

AFTER_THE_LEASE = MORNING + LEASE


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_process_loses_nothing_and_doubles_nothing(
    club: Database, database: Path, site: Site, tmp_path: Path, moment: str
) -> None:
    for number in range(3):
        subscribe(club, a_wish(email=f"reader{number}@example.org"), NOW)
    mailbox = tmp_path / "mails"

    died = subprocess.run([sys.executable, "-m", "tests.operations.crashing", database, mailbox, moment])
    kept_before = {path.name: path.read_bytes() for path in mailbox.glob("*.eml")}
    left = count_by_state(club)
    tick(club, Sender(Mailbox(mailbox), site), AFTER_THE_LEASE)
    kept = {path.name: path.read_bytes() for path in mailbox.glob("*.eml")}

    in_hand = "claimed" if moment == "before the dot" else "sending"
    assert died.returncode == -signal.SIGKILL
    assert left == {in_hand: 1, "planned": 1, "sent": 1}
    assert len(kept_before) == (2 if moment == "after delivery" else 1)
    assert count_by_state(club) == {"sent": 3}
    assert len(kept) == 3
    assert kept | kept_before == kept


@pytest.mark.parametrize("after_dot", [False, True])
def test_a_lease_keeps_others_off_until_it_ends(with_anna: Database, site: Site, after_dot: bool) -> None:
    with pytest.raises(PowerCut):
        tick(with_anna, Sender(Failing(after_dot=after_dot), site), MORNING)
    mailer = Answering()
    tick(with_anna, Sender(mailer, site), AFTER_THE_LEASE - timedelta(seconds=1))
    assert mailer.tried == []
    tick(with_anna, Sender(mailer, site), AFTER_THE_LEASE)
    assert [mail.recipient for mail in mailer.accepted] == ["anna@example.org"]


def test_what_may_have_been_accepted_goes_out_again_with_the_same_name_and_bytes(
    with_anna: Database, site: Site
) -> None:
    first, second = Failing(after_dot=True), Answering()
    with pytest.raises(PowerCut):
        tick(with_anna, Sender(first, site), MORNING)
    tick(with_anna, Sender(second, site), AFTER_THE_LEASE)
    assert second.accepted == first.tried


def test_what_may_have_been_accepted_is_held_where_it_is_to_be(with_anna: Database, site: Site) -> None:
    mailer = Answering(Unsure("hung up"), after_dot=True)
    for day in range(3):
        tick(with_anna, Sender(mailer, site), MORNING + timedelta(days=day), resend_unknown=False)
    assert len(mailer.tried) == 1
    assert count_by_state(with_anna) == {"unknown": 1}


def test_what_may_have_been_accepted_is_not_sent_again_when_it_is_too_late(with_anna: Database, site: Site) -> None:
    mailer = Answering(Unsure("hung up"), after_dot=True)
    tick(with_anna, Sender(mailer, site), MORNING)
    done = tick(with_anna, Sender(mailer, site), MORNING + timedelta(days=15))
    assert (done.expired, len(mailer.tried)) == (1, 1)


def test_a_crash_while_planning_plans_nothing(with_anna: Database, site: Site) -> None:
    subscribe(with_anna, a_wish(email="boris@example.org"), NOW)
    with_anna.execute(
        "CREATE TRIGGER cut BEFORE INSERT ON outbox WHEN NEW.subscriber = 2 BEGIN SELECT RAISE(ABORT, 'cut'); END"
    )
    mailer = Answering()
    with pytest.raises(Exception, match="cut"):
        tick(with_anna, Sender(mailer, site), MORNING)
    assert (count_by_state(with_anna), with_anna["outbox_items"].count, mailer.tried) == ({}, 0, [])
    with_anna.execute("DROP TRIGGER cut")
    tick(with_anna, Sender(mailer, site), MORNING)
    assert [mail.recipient for mail in mailer.accepted] == ["anna@example.org", "boris@example.org"]
