"""Whenever the process ends in the middle, nothing is lost, and what was certainly unsent is sent exactly once.

`tests/crashes` kills it at random moments, again and again.
"""

import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.delivery.mailbox import Mailbox
from service.domain.delivery import Carrier, Unsure
from service.domain.evidence import CannotBeSaid, Doubt, Verdict, WasAccepted, WasNotAccepted
from service.domain.site import Site
from service.operations.reconciling import WithoutEvidence
from service.operations.sending import LEASE, SETTLED_AFTER, Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import Policy, Tick, tick
from service.storage.database import transaction
from service.storage.outbox import count_by_state
from service.storage.outbox_upkeep import release_ended_leases
from tests.conftest import NOW
from tests.examples import a_wish
from tests.operations.conftest import MORNING
from tests.operations.crashing import MOMENTS
from tests.operations.mailers import Answering, Failing, Interrupted, PowerCut

AFTER_THE_LEASE = MORNING + LEASE
SETTLED = AFTER_THE_LEASE + SETTLED_AFTER


def look(db: Database, carrier: Carrier, site: Site, now: datetime, policy: Policy | None = None) -> Tick:
    return tick(db, Sender(carrier, site), lambda: now, policy)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_process_loses_nothing_and_doubles_nothing(
    club: Database, database: Path, site: Site, tmp_path: Path, moment: str
) -> None:
    for number in range(3):
        subscribe(club, f"reader{number}@example.org", a_wish(), NOW)
    mailbox = tmp_path / "mails"

    died = subprocess.run([sys.executable, "-m", "tests.operations.crashing", database, mailbox, moment])
    kept_before = {path.name: path.read_bytes() for path in mailbox.glob("*.eml")}
    left = count_by_state(club)
    for now in (AFTER_THE_LEASE, SETTLED):
        look(club, Mailbox(mailbox), site, now)
    kept = {path.name: path.read_bytes() for path in mailbox.glob("*.eml")}

    in_hand = {"claimed": 2} if moment == "before the mark" else {"claimed": 1, "sending": 1}
    assert died.returncode == -signal.SIGKILL
    assert left == {**in_hand, "sent": 1}
    assert len(kept_before) == (2 if moment == "after delivery" else 1)
    assert count_by_state(club) == {"sent": 3}
    assert len(kept) == 3
    assert kept | kept_before == kept


@pytest.mark.parametrize(("after_dot", "free_at"), [(False, AFTER_THE_LEASE), (True, SETTLED)])
def test_a_lease_keeps_others_off_until_it_ends(
    with_anna: Database, site: Site, after_dot: bool, free_at: datetime
) -> None:
    with pytest.raises(PowerCut):
        look(with_anna, Failing(after_dot=after_dot), site, MORNING)
    carrier = Answering()
    look(with_anna, carrier, site, AFTER_THE_LEASE - timedelta(seconds=1))
    assert count_by_state(with_anna) == {"sending" if after_dot else "claimed": 1}
    look(with_anna, carrier, site, AFTER_THE_LEASE)
    look(with_anna, carrier, site, free_at - timedelta(seconds=1))
    assert len(carrier.tried) == (0 if after_dot else 1)
    look(with_anna, carrier, site, free_at)
    assert [mail.recipient for mail in carrier.accepted] == ["anna@example.org"]


def test_that_a_sender_died_before_the_mark_does_not_count_as_a_try(with_anna: Database, site: Site) -> None:
    """Else the next try that the relay puts off would wait as long as one that was put off several times."""
    for deaths in range(3):
        with pytest.raises(PowerCut):
            look(with_anna, Failing(), site, MORNING + deaths * LEASE)
    look(with_anna, Answering(), site, MORNING + 3 * LEASE)
    assert with_anna.execute("SELECT state, attempts FROM outbox").fetchall() == [("sent", 1)]


def test_who_was_stopped_for_longer_than_his_lease_sends_each_once_all_the_same(club: Database, site: Site) -> None:
    """Meanwhile another one has given back what he had in hand, and not begun with it."""
    for number in range(3):
        subscribe(club, f"reader{number}@example.org", a_wish(), NOW)
    instants = [MORNING]

    def stopped() -> None:
        carrier.connections = 4
        instants.append(AFTER_THE_LEASE)
        with transaction(club):
            release_ended_leases(club, AFTER_THE_LEASE, look_at=SETTLED)

    carrier = Interrupted(stopped)
    sender = Sender(carrier, site)
    for _ in range(2):
        tick(club, sender, lambda: instants[-1])
    assert sorted(mail.recipient for mail in carrier.accepted) == [f"reader{number}@example.org" for number in range(3)]
    assert count_by_state(club) == {"sent": 3}


def test_what_may_have_been_accepted_goes_out_again_with_the_same_name_and_bytes(
    with_anna: Database, site: Site
) -> None:
    first, second = Failing(after_dot=True), Answering()
    with pytest.raises(PowerCut):
        look(with_anna, first, site, MORNING)
    for now in (AFTER_THE_LEASE, SETTLED):
        look(with_anna, second, site, now)
    assert second.accepted == first.tried


@pytest.mark.parametrize(
    ("verdict", "tries", "state"),
    [
        (WasAccepted("queued as 42"), 1, "sent"),
        (WasNotAccepted(), 2, "sent"),
        (CannotBeSaid("the log does not reach that far"), 1, "unknown"),
    ],
)
def test_where_the_relay_can_be_asked_only_what_it_has_not_is_sent_again(
    with_anna: Database, site: Site, verdict: Verdict, tries: int, state: str
) -> None:
    carrier, asked = Answering(Unsure("hung up")), list[Doubt]()

    def evidence(doubts: Sequence[Doubt]) -> dict[str, Verdict]:
        asked.extend(doubts)
        return {doubt.message_id: verdict for doubt in doubts}

    for now in (MORNING, MORNING + SETTLED_AFTER):
        look(with_anna, carrier, site, now, Policy(on_unknown=evidence))
    assert [(doubt.message_id, doubt.since) for doubt in asked] == [(carrier.tried[0].message_id, MORNING)]
    assert len(carrier.tried) == tries
    assert count_by_state(with_anna) == {state: 1}


def test_what_may_have_been_accepted_is_held_where_it_is_to_be(with_anna: Database, site: Site) -> None:
    carrier = Answering(Unsure("hung up"))
    for day in range(3):
        look(with_anna, carrier, site, MORNING + timedelta(days=day), Policy(on_unknown=WithoutEvidence("hold")))
    assert len(carrier.tried) == 1
    assert count_by_state(with_anna) == {"held": 1}


def test_what_may_have_been_accepted_is_not_sent_again_when_it_is_too_late(with_anna: Database, site: Site) -> None:
    carrier = Answering(Unsure("hung up"))
    look(with_anna, carrier, site, MORNING)
    done = look(with_anna, carrier, site, MORNING + timedelta(days=15))
    assert (done.expired, len(carrier.tried)) == (1, 1)


def test_a_crash_while_planning_plans_nothing(with_anna: Database, site: Site) -> None:
    subscribe(with_anna, "boris@example.org", a_wish(), NOW)
    with_anna.execute(
        "CREATE TRIGGER cut BEFORE INSERT ON outbox WHEN NEW.subscriber = 2 BEGIN SELECT RAISE(ABORT, 'cut'); END"
    )
    carrier = Answering()
    with pytest.raises(Exception, match="cut"):
        look(with_anna, carrier, site, MORNING)
    assert (count_by_state(with_anna), with_anna["tellings"].count, carrier.tried) == ({}, 0, [])
    with_anna.execute("DROP TRIGGER cut")
    look(with_anna, carrier, site, MORNING)
    assert [mail.recipient for mail in carrier.accepted] == ["anna@example.org", "boris@example.org"]
