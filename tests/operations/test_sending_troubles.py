"""Whatever goes wrong, with the relay, with a mail or with the database: nothing is lost, and the rest goes on."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.domain.delivery import AddressRefused, Deferred, News, Outcome, Refused, Unsure
from service.domain.evidence import WasAccepted
from service.domain.message import Mailing
from service.domain.site import Site
from service.domain.subscriber import Active, Suspended
from service.operations.reconciling import WithoutEvidence, reconcile
from service.operations.sending import FAULTS_IN_A_ROW, LEASE, Sender
from service.storage.address_faults import HARD, note_fault
from service.storage.database import open_database, transaction
from service.storage.outbox import count_by_state
from service.storage.outbox_upkeep import release_ended_leases
from service.storage.subscribers import add_unconfirmed, all_subscribers
from tests.examples import a_wish
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering, Failing, Interrupted, PowerCut
from tests.operations.outgoing import Watch, at, plan_for, repeated, states
from tests.storage.outboxes import plan

DAY = timedelta(days=1)
LATER = MORNING + 2 * LEASE


def recipients(carrier: Answering) -> list[str]:
    return [mail.recipient for mail in carrier.accepted]


def look_after(db: Database) -> None:
    """What a dead sender left behind is taken up, and what is unknown is sent again."""
    with transaction(db):
        release_ended_leases(db, LATER, look_at=LATER)
    reconcile(db, WithoutEvidence("resend"), LATER)


@pytest.mark.parametrize(
    ("outcomes", "tried"),
    [
        ([Deferred("later")] * 30, FAULTS_IN_A_ROW),
        ([Unsure("hung up")] * 30, FAULTS_IN_A_ROW + 1),  # one was begun with behind the last
        ([Deferred("later"), Unsure("hung up")] * 15, FAULTS_IN_A_ROW + 1),
        ([Refused("no")] * 30, 30),
        ([AddressRefused("nobody")] * 30, 30),
        ([*[Deferred("later")] * (FAULTS_IN_A_ROW - 1), Refused("nobody")] * 3, 30),
    ],
    ids=["deferred", "unsure", "mixed", "refused", "nobody", "not in a row"],
)
def test_a_relay_in_trouble_is_left_alone(club: Database, site: Site, outcomes: list[Outcome], tried: int) -> None:
    plan_for(club, 30, site)
    carrier = Answering(*outcomes)
    assert len(Sender(carrier, site).send(club, at(MORNING), most=1000)) == tried
    assert len(carrier.tried) == tried
    assert sum(count_by_state(club).values()) == 30


@pytest.mark.parametrize("connections", [1, 3, 20])
def test_what_was_not_begun_with_is_given_back_and_does_not_count_as_a_try(
    club: Database, site: Site, connections: int
) -> None:
    plan_for(club, 40, site)
    carrier = Answering(*[Deferred("later")] * 40, connections=connections)
    sender = Sender(carrier, site)
    sender.send(club, at(MORNING), most=1000)
    tried = len(carrier.tried)
    assert FAULTS_IN_A_ROW <= tried < FAULTS_IN_A_ROW + connections
    counts = club.execute("SELECT attempts, count(*) FROM outbox GROUP BY attempts ORDER BY attempts").fetchall()
    assert counts == [(0, 40 - tried), (1, tried)]
    assert count_by_state(club) == {"retry": 40}
    assert not sender.has_more


def test_one_mail_shows_whether_the_relay_is_still_in_trouble(club: Database, site: Site) -> None:
    plan_for(club, 40, site)
    carrier = Answering(*[Deferred("later")] * (FAULTS_IN_A_ROW + 2), connections=4)
    sender = Sender(carrier, site)
    counts, logged = [], []
    for second in range(4):
        before, log = len(carrier.tried), len(states(club))
        sender.send(club, at(MORNING + timedelta(seconds=5 * second)), most=1000)
        counts.append(len(carrier.tried) - before)
        logged.append(len(states(club)) - log)
    assert counts == [FAULTS_IN_A_ROW, 1, 1, 40 - FAULTS_IN_A_ROW - 2]
    assert logged[1:3] == [2, 2]  # nothing but that one was claimed and given back
    assert count_by_state(club) == {"retry": FAULTS_IN_A_ROW + 2, "sent": 40 - FAULTS_IN_A_ROW - 2}


def test_a_message_that_cannot_be_written_is_held_with_the_reason_and_the_others_go_out(
    club: Database, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    plan_for(club, 3, site)
    club.execute("UPDATE outbox SET recipient = 'böris@example.org' WHERE id = 2")
    carrier = Answering()
    Sender(carrier, site).send(club, at(MORNING), most=1000)
    assert recipients(carrier) == ["reader0@example.org", "reader2@example.org"]
    ((state, detail),) = club.execute("SELECT state, detail FROM outbox WHERE id = 2").fetchall()
    assert (state, detail.partition(": ")[0]) == ("held", "it cannot be written")
    assert [record.getMessage() for record in caplog.records] == ["Message 2 cannot be written."]


def test_what_the_writer_stumbles_over_is_held_and_only_that(
    club: Database, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    plan_for(club, 3, site)
    club.execute("""INSERT INTO wishes (document) VALUES ('{"zone":"Mars"}')""")
    club.execute("UPDATE subscribers SET wish = (SELECT max(id) FROM wishes) WHERE id = 2")
    sender = Sender(carrier := Answering(), site)
    sender.prepare(club, MORNING - timedelta(minutes=1), MORNING)
    sender.send(club, at(MORNING), most=1000)
    assert recipients(carrier) == ["reader0@example.org", "reader2@example.org"]
    assert count_by_state(club) == {"held": 1, "sent": 2}
    assert len(caplog.records) == 1


def test_a_retry_that_cannot_be_put_together_is_held_too(
    club: Database, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    plan_for(club, 2, site)
    sender = Sender(carrier := Answering(Deferred("later")), site)
    sender.send(club, at(MORNING), most=1)
    club.execute("DROP TRIGGER outbox_bytes_stay")
    club.execute("UPDATE outbox SET own = '{}' WHERE state = 'retry'")
    sender.send(club, at(LATER), most=1000)
    assert recipients(carrier) == ["reader1@example.org"]
    assert count_by_state(club) == {"held": 1, "sent": 1}
    assert len(caplog.records) == 1


@pytest.fixture
def impatient(club: Database) -> Database:
    """It does not wait until another process lets go of the database."""
    club.execute("PRAGMA busy_timeout = 0")
    return club


@pytest.fixture
def another(database: Path) -> Iterator[Database]:
    """Another process, that may hold on to the database."""
    db = open_database(database)
    yield db
    db.close()


def test_who_cannot_mark_what_is_ready_does_not_send_it(impatient: Database, another: Database, site: Site) -> None:
    plan_for(impatient, 3, site)
    carrier = Interrupted(lambda: another.execute("BEGIN IMMEDIATE"))
    sender = Sender(carrier, site)
    with pytest.raises(sqlite3.OperationalError, match="^database is locked$"):
        sender.send(impatient, at(MORNING), most=1000)
    another.execute("ROLLBACK")
    assert (carrier.accepted, carrier.closed, sender.has_more) == ([], 1, False)
    assert count_by_state(impatient) == {"claimed": 3}
    look_after(impatient)
    sender.send(impatient, at(LATER), most=1000)
    assert (len(carrier.accepted), count_by_state(impatient)) == (3, {"sent": 3})


def test_what_was_accepted_but_could_not_be_written_down_is_in_doubt_and_not_lost(
    impatient: Database, another: Database, site: Site
) -> None:
    plan_for(impatient, 3, site)
    carrier = Interrupted(lambda: another.execute("BEGIN IMMEDIATE"), after_dot=True)
    sender = Sender(carrier, site)
    with pytest.raises(sqlite3.OperationalError, match="^database is locked$"):
        sender.send(impatient, at(MORNING), most=1000)
    another.execute("ROLLBACK")
    assert count_by_state(impatient) == {"claimed": 2, "sending": 1}
    with transaction(impatient):
        release_ended_leases(impatient, LATER, look_at=LATER)
    reconcile(impatient, lambda doubts: {each.message_id: WasAccepted("in the log") for each in doubts}, LATER)
    sender.send(impatient, at(LATER), most=1000)
    assert count_by_state(impatient) == {"sent": 3}
    assert (len(carrier.accepted), repeated(recipients(carrier))) == (3, [])


def test_who_cannot_claim_has_claimed_nothing(impatient: Database, another: Database, site: Site) -> None:
    plan_for(impatient, 3, site)
    sender = Sender(carrier := Answering(), site)
    another.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="^database is locked$"):
        sender.send(impatient, at(MORNING), most=1000)
    another.execute("ROLLBACK")
    assert (count_by_state(impatient), carrier.tried) == ({"planned": 3}, [])
    assert len(sender.send(impatient, at(MORNING), most=1000)) == 3


@pytest.mark.parametrize("after_dot", [False, True])
def test_who_ends_in_the_middle_goes_on_under_another_name(club: Database, site: Site, after_dot: bool) -> None:
    """His old name keeps others, and himself, off what he had in hand until the lease has ended."""
    plan_for(club, 3, site)
    sender = Sender(carrier := Failing(after_dot=after_dot), site)
    with pytest.raises(PowerCut):
        sender.send(club, at(MORNING), most=1000)
    assert sender.send(club, at(MORNING + LEASE / 2), most=1000) == []
    look_after(club)
    sender.send(club, at(LATER), most=1000)
    assert count_by_state(club) == {"sent": 3}
    assert repeated(recipients(carrier)) == (["reader0@example.org"] if after_dot else [])
    assert len({mail.payload for mail in carrier.tried}) == 3
    assert len(set(club.execute("SELECT owner FROM senders").fetchall())) == 2


def test_who_is_to_end_finishes_what_is_under_way_and_begins_nothing(club: Database, site: Site) -> None:
    plan_for(club, 10, site)
    ending = list[bool]()
    carrier = Interrupted(lambda: ending.append(True))
    carrier.connections = 3
    sender = Sender(carrier, site, is_ending=lambda: bool(ending))
    assert len(sender.send(club, at(MORNING), most=1000)) == 3
    assert (len(carrier.tried), carrier.dropped) == (3, [])
    assert count_by_state(club) == {"retry": 7, "sent": 3}
    assert sender.send(club, at(MORNING), most=1000) == []
    assert sender.close(club, at(MORNING)) == []
    assert carrier.closed == 1


def test_who_closes_finishes_what_is_under_way_and_gives_back_the_rest(club: Database, site: Site) -> None:
    plan_for(club, 10, site)
    watch = Watch()

    class Dawdling(Answering):
        """Nothing has come about until it is time to close."""

        is_awake = False

        def news(self, *, seconds: float) -> Sequence[News]:
            watch.pass_by(timedelta(seconds=20))
            return super().news(seconds=seconds) if self.is_awake else []

    sender = Sender(carrier := Dawdling(connections=2), site)
    assert sender.send(club, watch, most=1000) == []
    carrier.is_awake = True
    ended = sender.close(club, watch)
    assert (len(ended), len(carrier.accepted), carrier.closed) == (2, 2, 1)
    counts = club.execute("SELECT state, attempts, count(*) FROM outbox GROUP BY 1, 2 ORDER BY 1").fetchall()
    assert counts == [("retry", 0, 8), ("sent", 1, 2)]


def test_no_minute_has_more_than_it_may(club: Database, site: Site) -> None:
    plan_for(club, 30, site)
    watch = Watch()
    sender = Sender(carrier := Answering(connections=4), site, per_minute=60)
    gone = []
    for _ in range(100):
        sender.send(club, at(watch.now), most=1000)
        gone.append(len(carrier.accepted))
        watch.pass_by(timedelta(seconds=1))
    assert gone[:31] == [*range(1, 31), 30]
    assert count_by_state(club) == {"sent": 30}


def test_a_sender_with_a_limit_claims_no_more_than_it_can_send_soon(club: Database, site: Site) -> None:
    plan_for(club, 30, site)
    watch = Watch()
    sender = Sender(Answering(), site, per_minute=6)
    sender.send(club, watch, most=1)
    assert count_by_state(club) == {"claimed": 5, "planned": 24, "sent": 1}


def test_a_sender_waits_for_its_limit_but_lets_others_have_their_turn(club: Database, site: Site) -> None:
    plan_for(club, 4, site)
    watch = Watch()

    def time() -> datetime:
        watch.pass_by(timedelta(seconds=1))
        return watch.now

    sender = Sender(carrier := Answering(), site, per_minute=4)
    sender.send(club, time, most=1000)
    assert 2 <= len(carrier.accepted) < 4
    assert sender.has_more


def test_a_limit_does_not_hold_up_a_clock_that_stands_still(club: Database, site: Site) -> None:
    plan_for(club, 5, site)
    sender = Sender(Answering(), site, per_minute=60)
    assert len(sender.send(club, at(MORNING), most=1000)) == 1
    assert not sender.has_more
    assert count_by_state(club) == {"retry": 4, "sent": 1}


def test_an_address_that_is_refused_on_two_days_gets_nothing_more_and_it_says_why(club: Database, site: Site) -> None:
    (address,) = plan_for(club, 1, site)
    sender = Sender(carrier := Answering(AddressRefused("550 nobody"), AddressRefused("550 still nobody")), site)
    sender.send(club, at(MORNING), most=1000)
    assert all_subscribers(club)[0].standing == Active()
    plan(club, address, slot="the next day", due_at=MORNING + DAY)
    plan(club, address, slot="later", due_at=MORNING + 2 * DAY)
    plan(club, address, slot="later", due_at=MORNING + 2 * DAY, mailing=Mailing.NOTICE)
    plan(club, address, slot="later", due_at=MORNING + 2 * DAY, mailing=Mailing.LINK, tellings=())
    sender.send(club, at(MORNING + DAY), most=1000)
    assert all_subscribers(club)[0].standing == Suspended("550 still nobody")
    rows = club.execute("SELECT mailing, slot, state, detail FROM outbox ORDER BY id").fetchall()
    assert rows == [
        ("digest", "2021-09-02", "failed", "550 nobody"),
        ("digest", "the next day", "failed", "550 still nobody"),
        ("digest", "later", "cancelled", "the reader is suspended"),
        ("notice", "later", "cancelled", "the reader is suspended"),
        ("link", "later", "planned", None),  # by which he can say that his address works again
    ]
    assert carrier.accepted == []


@pytest.mark.parametrize("outcome", [Deferred("550 5.7.1 listed"), Refused("554 5.6.0 content"), Unsure("hung up")])
def test_what_is_not_the_addresses_fault_never_suspends(club: Database, site: Site, outcome: Outcome) -> None:
    plan_for(club, 1, site)
    sender = Sender(Answering(*[outcome] * 10, after_dot=True), site)
    for day in range(10):
        club.execute("UPDATE outbox SET state = 'retry', next_try_at = 0 WHERE state IN ('failed', 'unknown')")
        club.execute("UPDATE outbox SET next_try_at = 0")
        assert len(sender.send(club, at(MORNING + day * DAY), most=1000)) == 1
    assert club["address_faults"].count == 0
    assert all_subscribers(club)[0].standing == Active()


def test_a_mail_that_is_accepted_heals_the_address_of_its_reader(club: Database, site: Site) -> None:
    plan_for(club, 2, site)
    for reader in (1, 2):
        note_fault(club, reader, MORNING.date() - DAY, half_points=HARD, said="550 nobody")
    Sender(Answering(Deferred("later")), site).send(club, at(MORNING), most=1000)
    assert club.execute("SELECT subscriber FROM address_faults").fetchall() == [(1,)]


def test_who_has_not_confirmed_is_not_suspended(club: Database, site: Site) -> None:
    times = dict(now=MORNING, confirm_by=MORNING + DAY)
    with transaction(club):
        add_unconfirmed(club, "anna@example.org", a_wish(), secret=bytes(16), consent="{}", **times)
    for slot in ("one", "other"):
        plan(club, mailing=Mailing.CONFIRMATION, slot=slot, tellings=())
    assert len(Sender(Answering(*[AddressRefused("550")] * 2), site).send(club, at(MORNING), most=1000)) == 2
    assert club["address_faults"].count == 0
