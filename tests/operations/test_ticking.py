"""A tick may come late, twice or in any rhythm: every reader gets the same digests."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.delivery import Deferred
from service.domain.message import Mailing
from service.domain.site import Site
from service.domain.telling import Ahead
from service.operations.importing import load
from service.operations.sending import LEASE, Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import BATCH, Policy, Tick, advance, tick
from service.storage.database import transaction
from service.storage.outbox import count_by_state
from service.storage.outbox_upkeep import TOO_LATE
from service.storage.subscribers import add_unconfirmed, all_subscribers
from service.storage.tellings import tellings_of
from tests.conftest import NOW
from tests.examples import a_file, a_meeting, a_wish, an_empty_database, whole_days
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering, Failing, PowerCut
from tests.operations.outgoing import at, invite, states
from tests.storage.outboxes import plan

SITE = Site("https://dates.example.org", "dateline@example.org")
END = datetime(2021, 9, 30, tzinfo=UTC)
OVER = datetime(2021, 9, 16, 22, tzinfo=UTC)
NOTHING = Tick(0, 0, (), more=False)


def test_a_tick_plans_and_sends_and_says_goodbye_to_the_relay(with_anna: Database, site: Site) -> None:
    carrier = Answering()
    done = tick(with_anna, Sender(carrier, site), at(MORNING))
    assert (done.planned, done.expired, len(done.sent), done.more) == (1, 0, 1, False)
    assert (len(carrier.accepted), carrier.closed) == (1, 1)


def test_a_second_tick_does_nothing(with_anna: Database, site: Site) -> None:
    sender = Sender(Answering(), site)
    tick(with_anna, sender, at(MORNING))
    before = with_anna.execute("SELECT * FROM outbox_log").fetchall()
    for hours in (0, 5, 12, 3, -2):
        assert tick(with_anna, sender, at(MORNING + timedelta(hours=hours))) == NOTHING
    assert with_anna.execute("SELECT * FROM outbox_log").fetchall() == before


def test_a_late_tick_sends_what_still_makes_sense_in_one_mail(with_anna: Database, site: Site) -> None:
    carrier = Answering()
    done = tick(with_anna, Sender(carrier, site), at(datetime(2021, 9, 16, 5, tzinfo=UTC)))
    assert (done.planned, len(carrier.accepted)) == (1, 1)
    told = {each.told.occasion for each in tellings_of(with_anna, done.sent[0].message.id)}
    assert told == {Ahead(14), Ahead(7), Ahead(1)}


def test_a_tick_after_the_date_sends_nothing(with_anna: Database, site: Site) -> None:
    assert tick(with_anna, Sender(Answering(), site), at(datetime(2021, 9, 17, tzinfo=UTC))) == NOTHING
    assert count_by_state(with_anna) == {}


def test_what_could_not_be_sent_in_time_expires_and_is_counted(with_anna: Database, site: Site) -> None:
    sender = Sender(carrier := Answering(Deferred("later")), site)
    tick(with_anna, sender, at(MORNING))
    with_anna.execute("UPDATE outbox SET next_try_at = not_after - 1")
    done = tick(with_anna, sender, at(OVER))
    assert (done.expired, len(carrier.tried), count_by_state(with_anna)) == (1, 1, {"expired": 1})
    assert with_anna.execute("SELECT detail FROM outbox").fetchall() == [(TOO_LATE,)]


def test_a_tick_sends_no_more_than_about_a_batch_and_says_so(club: Database, site: Site) -> None:
    invite(club, BATCH + 10)
    sender = Sender(carrier := Answering(), site)
    first, second = (tick(club, sender, at(MORNING)) for _ in range(2))
    assert (first.planned, second.planned) == (BATCH + 10, 0)
    assert BATCH <= len(first.sent) < BATCH + 10
    assert len(first.sent) + len(second.sent) == BATCH + 10
    assert (first.more, second.more, carrier.closed) == (True, False, 1)


def test_the_relay_is_let_go_also_after_a_crash(with_anna: Database, site: Site) -> None:
    carrier = Failing()
    with pytest.raises(PowerCut):
        tick(with_anna, Sender(carrier, site), at(MORNING))
    assert carrier.closed == 1


@pytest.mark.parametrize("after_dot", [False, True])
def test_a_lease_keeps_others_off_until_it_ends(with_anna: Database, site: Site, after_dot: bool) -> None:
    with pytest.raises(PowerCut):
        tick(with_anna, Sender(died := Failing(after_dot=after_dot), site), at(MORNING))
    carrier = Answering()
    sender = Sender(carrier, site)
    tick(with_anna, sender, at(MORNING + LEASE - timedelta(seconds=1)))
    assert carrier.tried == []
    tick(with_anna, sender, at(MORNING + LEASE))
    if after_dot:
        assert (carrier.tried, count_by_state(with_anna)) == ([], {"unknown": 1})
        tick(with_anna, sender, at(MORNING + 3 * LEASE))
    assert carrier.accepted == died.tried
    assert count_by_state(with_anna) == {"sent": 1}


def test_senders_that_are_gone_are_forgotten(with_anna: Database, site: Site) -> None:
    for hours in range(3):
        plan(with_anna, slot=f"{hours}", due_at=MORNING + timedelta(hours=hours))
        tick(with_anna, Sender(Answering(), site), at(MORNING + timedelta(hours=hours)))
    assert with_anna["senders"].count == 1


def test_who_did_not_confirm_in_time_is_forgotten(club: Database, site: Site) -> None:
    confirm_by = MORNING + timedelta(hours=48)
    with transaction(club):
        add_unconfirmed(
            club, "eve@example.org", a_wish(), secret=bytes(16), now=MORNING, confirm_by=confirm_by, consent="{}"
        )
    plan(club, "eve@example.org", mailing=Mailing.CONFIRMATION, slot="a", tellings=(), not_after=END)
    club.execute("UPDATE outbox SET state = 'held'")
    sender = Sender(Answering(), site)
    tick(club, sender, at(confirm_by - timedelta(seconds=1)))
    assert len(all_subscribers(club)) == 1
    tick(club, sender, at(confirm_by))
    assert all_subscribers(club) == []
    assert states(club) == ["planned", "held", "cancelled"]


def test_what_is_due_soon_is_planned_ahead_and_sent_no_sooner(with_anna: Database, site: Site) -> None:
    sender = Sender(carrier := Answering(), site)
    early = MORNING - timedelta(minutes=1)
    policy = Policy(ahead=timedelta(minutes=2))
    assert tick(with_anna, sender, at(early), policy).planned == 1
    assert carrier.tried == []
    done = tick(with_anna, sender, at(MORNING), policy)
    assert (done.planned, len(done.sent)) == (0, 1)


def test_advancing_looks_at_every_readers_hour_and_at_the_end(with_anna: Database, site: Site) -> None:
    subscribe(with_anna, "boris@example.org", a_wish(zone="Asia/Dushanbe"), NOW)
    until = NOW + timedelta(hours=30)
    instants = [instant for instant, _ in advance(with_anna, Sender(Answering(), site), after=NOW, until=until)]
    hours = [2, 5, 26, 29, 30]  # Dushanbe, Vienna, and the same on the next day; the end
    assert instants == [NOW + timedelta(hours=hour) for hour in hours]


def test_advancing_finishes_one_instant_before_the_next(club: Database, site: Site) -> None:
    invite(club, BATCH + 10)
    steps = list(advance(club, Sender(Answering(), site), after=NOW, until=MORNING + timedelta(hours=1)))
    assert [instant for instant, _ in steps] == [MORNING, MORNING, MORNING + timedelta(hours=1)]
    assert sum(len(done.sent) for _, done in steps[:2]) == BATCH + 10


def test_without_readers_advancing_looks_at_the_end_only(club: Database, site: Site) -> None:
    assert list(advance(club, Sender(Answering(), site), after=NOW, until=END)) == [(END, NOTHING)]


@settings(max_examples=15)
@given(hours=st.lists(st.integers(0, 24 * 28), max_size=6))
def test_every_rhythm_of_advancing_sends_the_same(hours: list[int]) -> None:
    stops = [NOW + timedelta(hours=hour) for hour in sorted(hours)]
    assert told_by_advancing([*stops, END]) == told_by_advancing([END])


def told_by_advancing(stops: list[datetime]) -> list[tuple[str, str, str, str, int]]:
    """Reader, his day, event and occasion of everything that was told."""
    db = an_empty_database()
    load(db, [a_file(a_meeting(), a_meeting("camp@club", whole_days("2021-09-18", "2021-09-20")))], SITE, NOW)
    for email, zone in (("anna@example.org", "Europe/Vienna"), ("boris@example.org", "Pacific/Kiritimati")):
        subscribe(db, email, a_wish(zone=zone), NOW)
    after = NOW
    for stop in stops:
        for _ in advance(db, Sender(Answering(), SITE), after=after, until=stop):
            pass
        after = stop
    told = db.execute("""
        SELECT recipient, slot, uid, occasion, telling_items.number FROM outbox JOIN telling_items USING (telling)
        WHERE state = 'sent' ORDER BY 1, 2, 3, 4, 5
    """).fetchall()
    db.close()
    assert len(told) == 2 * 2 * 3
    return told
