"""A sender that lives keeps what it has begun with; one that was stopped finds that it is no longer its own."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.delivery import Deferred, News
from service.domain.site import Site
from service.operations.sending import LEASE, Sender
from service.storage.database import transaction
from service.storage.outbox import count_by_state
from service.storage.outbox_upkeep import TOO_LATE, release_ended_leases, resolve, unknown_messages
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering, Interrupted
from tests.operations.outgoing import Watch, at, plan_for, repeated, states

LATER = MORNING + 2 * LEASE
A_WHILE = timedelta(seconds=20)


def release(db: Database, now: datetime) -> int:
    with transaction(db):
        return release_ended_leases(db, now, look_at=now)


def let_another_take_over(db: Database, site: Site, now: datetime) -> Answering:
    """Another process looks after the outbox, and sends all that it finds: its carrier."""
    release(db, now)
    with transaction(db):
        resolve(db, unknown_messages(db, now), "retry", now, reason="sent again, byte for byte")
    carrier = Answering(connections=2)
    Sender(carrier, site).send(db, at(now), most=1000)
    return carrier


class Slow(Answering):
    """Time passes at each call of `news`, and only every tenth brings any; others look at it meanwhile."""

    def __init__(self, watch: Watch, meanwhile: Callable[[], None], connections: int = 1) -> None:
        super().__init__(connections=connections)
        self.watch, self.meanwhile = watch, meanwhile
        self.calls = 0

    def news(self, *, seconds: float) -> Sequence[News]:
        self.calls += 1
        self.watch.pass_by(A_WHILE)
        self.meanwhile()
        return super().news(seconds=seconds) if self.calls % 10 == 0 else []


def send_all(sender: Sender, db: Database, watch: Watch) -> None:
    """With as many calls as that takes."""
    for _ in range(1000):
        sender.send(db, watch, most=1000)
        if set(count_by_state(db)) <= {"sent", "cancelled", "expired"}:
            return
    raise AssertionError(count_by_state(db))


def test_a_lease_is_kept_however_long_the_relay_takes(club: Database, site: Site) -> None:
    addresses = plan_for(club, 5, site)
    watch, released = Watch(), list[int]()
    carrier = Slow(watch, lambda: released.append(release(club, watch.now)), connections=2)
    send_all(Sender(carrier, site), club, watch)
    assert (set(released), len(carrier.accepted), carrier.dropped) == ({0}, 5, [])
    assert watch.now > MORNING + 10 * LEASE
    assert states(club).count("claimed") == len(addresses)


def test_others_have_their_turn_though_the_relay_hangs(club: Database, site: Site) -> None:
    plan_for(club, 1, site)
    watch = Watch()
    carrier = Slow(watch, lambda: None)
    sender = Sender(carrier, site)
    calls = 0
    while not carrier.accepted:
        before = watch.now
        sender.send(club, watch, most=1000)
        sender.rest()
        calls += 1
        assert calls < 100
        assert watch.now - before <= LEASE / 2 + 2 * A_WHILE
    assert calls > 1
    assert carrier.closed == 0  # there was always something under way


def test_what_comes_up_while_the_relay_hangs_need_not_wait_for_it(club: Database, site: Site) -> None:
    plan_for(club, 2, site)
    club.execute("UPDATE outbox SET next_try_at = next_try_at + 5 WHERE id = 2")
    watch = Watch()

    class Hanging(Answering):
        def news(self, *, seconds: float) -> Sequence[News]:
            watch.pass_by(timedelta(seconds=2))
            return []

    carrier = Hanging(connections=2)
    Sender(carrier, site).send(club, watch, most=1000)
    assert (len(carrier.tried), carrier.accepted) == (2, [])


def test_who_lost_the_lease_stops_before_the_final_dot(club: Database, site: Site) -> None:
    plan_for(club, 1, site)
    others: list[Answering] = []
    stopped = Interrupted(lambda: others.append(let_another_take_over(club, site, LATER)))
    assert Sender(stopped, site).send(club, at(MORNING), most=1000) == []
    assert (stopped.accepted, stopped.dropped) == ([], stopped.tried)
    assert [mail.payload for mail in others[0].accepted] == [mail.payload for mail in stopped.tried]
    assert count_by_state(club) == {"sent": 1}


def test_who_lost_the_lease_does_not_lay_aside_what_is_somebody_elses(club: Database, site: Site) -> None:
    plan_for(club, 1, site)
    others: list[Answering] = []
    refused = Deferred("451 later")
    stopped = Interrupted(lambda: others.append(let_another_take_over(club, site, LATER)), refused, after_dot=True)
    (sent,) = Sender(stopped, site).send(club, at(MORNING), most=1000)
    assert (sent.outcome, len(others[0].accepted)) == (refused, 1)
    assert count_by_state(club) == {"sent": 1}


def test_who_was_stopped_between_mark_and_dot_lets_it_go(club: Database, site: Site) -> None:
    plan_for(club, 1, site)
    carrier = Answering()

    def time() -> datetime:
        """Once the mark is on disk, it is much later."""
        return LATER if "sending" in states(club) else MORNING

    sender = Sender(carrier, site)
    assert sender.send(club, time, most=1000) == []
    assert (carrier.accepted, carrier.dropped) == ([], carrier.tried)
    assert states(club) == ["planned", "claimed", "sending", "retry"]
    sender.send(club, at(LATER), most=1000)
    assert (len(carrier.accepted), count_by_state(club)) == (1, {"sent": 1})


def test_a_reply_counts_though_the_lease_has_ended(club: Database, site: Site) -> None:
    plan_for(club, 1, site)
    released = list[int]()
    stopped = Interrupted(lambda: released.append(release(club, LATER)), after_dot=True)
    Sender(stopped, site).send(club, at(MORNING), most=1000)
    assert released == [1]
    assert states(club) == ["planned", "claimed", "sending", "unknown", "sent"]


def test_who_was_stopped_lets_go_all_that_he_had_not_begun_with(club: Database, site: Site) -> None:
    plan_for(club, 20, site)
    watch, others = Watch(), list[Answering]()

    def be_stopped() -> None:
        watch.pass_by(2 * LEASE)
        others.append(let_another_take_over(club, site, watch.now))

    stopped = Interrupted(be_stopped)
    stopped.connections = 3
    sender = Sender(stopped, site)
    for _ in range(2):
        sender.send(club, watch, most=1000)
    recipients = [mail.recipient for mail in stopped.accepted + others[0].accepted]
    assert (len(recipients), repeated(recipients)) == (20, [])
    assert stopped.dropped == stopped.tried[:3]
    assert count_by_state(club) == {"sent": 20}


def test_who_was_stopped_does_not_begin_anew_with_what_is_still_under_way(club: Database, site: Site) -> None:
    """Others have given it up, and it waits to be sent again; yet his own connection may still bring the reply."""
    plan_for(club, 2, site)
    watch = Watch()

    def be_stopped() -> None:
        watch.pass_by(2 * LEASE)
        release(club, watch.now)
        with transaction(club):
            resolve(club, unknown_messages(club, watch.now), "retry", watch.now, reason="sent again, byte for byte")

    class Waiting(Answering):
        """The first reply comes late."""

        calls = 0

        def news(self, *, seconds: float) -> Sequence[News]:
            self.calls += 1
            if self.calls == 2:
                be_stopped()
            return [] if self.calls in (2, 3, 4) else super().news(seconds=seconds)

    carrier = Waiting(connections=2)
    send_all(Sender(carrier, site), club, watch)
    assert repeated([mail.recipient for mail in carrier.accepted]) == []
    assert count_by_state(club) == {"sent": 2}


def test_a_clock_that_is_set_back_does_no_harm(club: Database, site: Site) -> None:
    plan_for(club, 6, site)
    watch = Watch(MORNING + timedelta(hours=1))
    carrier = Interrupted(lambda: watch.pass_by(-timedelta(hours=1)))
    carrier.connections = 2
    sender = Sender(carrier, site)
    send_all(sender, club, watch)
    ((until,),) = club.execute("SELECT until FROM senders").fetchall()
    assert until <= (MORNING + LEASE).timestamp()
    assert (len(carrier.accepted), repeated([mail.recipient for mail in carrier.accepted])) == (6, [])


def test_what_has_become_too_late_since_it_was_claimed_is_not_sent(club: Database, site: Site) -> None:
    plan_for(club, 3, site)
    watch = Watch()
    club.execute("UPDATE outbox SET not_after = ? WHERE id = 2", [int((MORNING + A_WHILE).timestamp())])
    carrier = Slow(watch, lambda: None, connections=3)
    send_all(Sender(carrier, site), club, watch)
    assert [mail.recipient for mail in carrier.accepted] == ["reader0@example.org", "reader2@example.org"]
    assert club.execute("SELECT state, detail FROM outbox WHERE id = 2").fetchone() == ("expired", TOO_LATE)


def test_what_is_in_hand_stays_the_senders_while_others_have_their_turn(club: Database, site: Site) -> None:
    plan_for(club, 30, site)
    watch = Watch()
    carrier = Interrupted(lambda: watch.pass_by(LEASE / 2 - timedelta(seconds=5)))
    sender = Sender(carrier, site)
    sender.send(club, watch, most=2)
    assert sender.has_more
    watch.pass_by(LEASE - timedelta(seconds=1))
    assert release(club, watch.now) == 0


def test_who_was_robbed_by_a_clock_that_is_ahead_does_not_send_twice(club: Database, site: Site) -> None:
    """By our own clock the lease has not ended, and what we have in hand waits to be claimed."""
    plan_for(club, 30, site)
    sender = Sender(carrier := Answering(connections=2), site)
    sender.send(club, at(MORNING), most=2)
    assert release(club, LATER) > 20
    carrier.connections = 40
    for _ in range(3):
        sender.send(club, at(MORNING), most=1000)
    recipients = [mail.recipient for mail in carrier.accepted]
    assert (len(recipients), repeated(recipients), count_by_state(club)) == (30, [], {"sent": 30})
