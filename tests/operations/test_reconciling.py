"""What became of mails whose reply was lost is looked up with the relay, before anything is sent again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.delivery import Unsure
from service.domain.evidence import CannotBeSaid, Doubt, Verdict, WasAccepted, WasNotAccepted
from service.domain.site import Site
from service.operations.reconciling import LOOK_AGAIN_AFTER, WithoutEvidence, reconcile
from service.operations.sending import SETTLED_AFTER, Sender
from service.operations.ticking import Policy, tick
from service.storage.outbox import count_by_state
from service.storage.outbox_upkeep import TOO_LATE_TO_FIND_OUT
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering
from tests.operations.outgoing import at, plan_for, states

SETTLED = MORNING + SETTLED_AFTER
OVER = datetime.fromisoformat("2021-09-16T22:00:00Z")


@dataclass
class Log:
    """What the relay says of whatever is asked; it keeps what that was."""

    verdict: Verdict
    asked: list[Doubt] = field(default_factory=list)

    def __call__(self, doubts: Sequence[Doubt]) -> Mapping[str, Verdict]:
        self.asked += doubts
        return {doubt.message_id: self.verdict for doubt in doubts}


@pytest.fixture
def carrier() -> Answering:
    """Its first reply is lost."""
    return Answering(Unsure("hung up"))


@pytest.fixture
def doubtful(club: Database, site: Site, carrier: Answering) -> Database:
    """One message, of which nobody knows whether it came."""
    plan_for(club, 1, site)
    Sender(carrier, site).send(club, at(MORNING), most=1)
    assert count_by_state(club) == {"unknown": 1}
    return club


def test_nothing_is_decided_before_it_has_settled(doubtful: Database) -> None:
    log = Log(WasNotAccepted())
    assert reconcile(doubtful, log, SETTLED - timedelta(seconds=1)) == 0
    assert reconcile(doubtful, WithoutEvidence("resend"), SETTLED - timedelta(seconds=1)) == 0
    assert (log.asked, count_by_state(doubtful)) == ([], {"unknown": 1})


def test_the_relay_is_asked_by_the_name_of_the_mail_and_when_it_was_sent(
    doubtful: Database, carrier: Answering
) -> None:
    log = Log(WasAccepted("queued as 42"))
    assert reconcile(doubtful, log, SETTLED) == 1
    assert log.asked == [Doubt(carrier.tried[0].message_id, MORNING)]


def test_what_the_relay_has_is_sent(doubtful: Database, site: Site, carrier: Answering) -> None:
    reconcile(doubtful, Log(WasAccepted("queued as 42")), SETTLED)
    assert doubtful.execute("SELECT state, sent_at, detail FROM outbox").fetchall() == [
        ("sent", SETTLED.timestamp(), "queued as 42")
    ]
    assert Sender(carrier, site).send(doubtful, at(SETTLED), most=1) == []


def test_what_the_relay_does_not_have_is_sent_again_byte_for_byte(
    doubtful: Database, site: Site, carrier: Answering
) -> None:
    assert reconcile(doubtful, Log(WasNotAccepted()), SETTLED) == 1
    assert len(Sender(carrier, site).send(doubtful, at(SETTLED), most=1)) == 1
    first, second = carrier.tried
    assert first == second
    assert states(doubtful)[-5:] == ["unknown", "retry", "claimed", "sending", "sent"]


def test_what_cannot_be_said_yet_is_looked_at_again_later(doubtful: Database) -> None:
    log = Log(CannotBeSaid("a connection of that time may still be open"))
    looks = [SETTLED, SETTLED + LOOK_AGAIN_AFTER - timedelta(seconds=1), SETTLED + LOOK_AGAIN_AFTER]
    assert [reconcile(doubtful, log, now) for now in looks] == [0, 0, 0]
    assert len(log.asked) == 2
    assert states(doubtful)[-1] == "unknown"
    log.verdict = WasAccepted("queued as 42")
    assert reconcile(doubtful, log, looks[-1] + LOOK_AGAIN_AFTER) == 1


def test_without_evidence_it_is_sent_again_byte_for_byte(doubtful: Database, site: Site, carrier: Answering) -> None:
    policy = Policy(on_unknown=WithoutEvidence("resend"))
    done = tick(doubtful, Sender(carrier, site), at(SETTLED), policy)
    first, second = carrier.tried
    assert (len(done.sent), first) == (1, second)


def test_without_evidence_it_is_held_where_that_is_wished(doubtful: Database, site: Site, carrier: Answering) -> None:
    policy = Policy(on_unknown=WithoutEvidence("hold"))
    for day in range(3):
        tick(doubtful, Sender(carrier, site), at(SETTLED + timedelta(days=day)), policy)
    assert len(carrier.tried) == 1
    assert doubtful.execute("SELECT state, detail FROM outbox").fetchall() == [
        ("held", "it may have been accepted; nobody knows")
    ]


@pytest.mark.parametrize("how", [WithoutEvidence("resend"), WithoutEvidence("hold"), Log(CannotBeSaid("no log"))])
def test_of_what_is_too_late_nobody_will_ever_know(
    doubtful: Database, site: Site, carrier: Answering, how: WithoutEvidence | Log
) -> None:
    done = tick(doubtful, Sender(carrier, site), at(OVER), Policy(on_unknown=how))
    assert (done.expired, len(carrier.tried)) == (1, 1)
    assert doubtful.execute("SELECT state, detail FROM outbox").fetchall() == [("expired", TOO_LATE_TO_FIND_OUT)]


def test_what_was_accepted_is_sent_though_it_would_be_too_late_by_now(
    doubtful: Database, site: Site, carrier: Answering
) -> None:
    policy = Policy(on_unknown=Log(WasAccepted("queued as 42")))
    assert tick(doubtful, Sender(carrier, site), at(OVER), policy).expired == 0
    assert count_by_state(doubtful) == {"sent": 1}


def test_each_mail_has_its_own_verdict(club: Database, site: Site) -> None:
    plan_for(club, 3, site)
    carrier = Answering(*[Unsure("hung up")] * 3)
    Sender(carrier, site).send(club, at(MORNING), most=3)
    said: list[Verdict] = [WasAccepted("queued as 42"), WasNotAccepted(), CannotBeSaid("not yet")]
    verdicts = {mail.message_id: each for mail, each in zip(carrier.tried, said, strict=True)}
    assert reconcile(club, lambda doubts: verdicts, SETTLED) == 2
    assert [state for (state,) in club.execute("SELECT state FROM outbox ORDER BY id").fetchall()] == [
        "sent",
        "retry",
        "unknown",
    ]
