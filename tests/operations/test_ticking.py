"""A tick may come late, twice or in any rhythm: every reader gets the same digests."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.delivery import Deferred, Outcome, Refused, Unsure
from service.domain.site import Site
from service.operations.importing import load
from service.operations.sending import Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import BATCH, FAULTS_IN_A_ROW, Tick, advance, tick
from service.storage.outbox import count_by_state
from tests.conftest import NOW
from tests.examples import a_file, a_meeting, a_wish, an_empty_database, whole_days
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering, Failing, PowerCut

SITE = Site("https://dates.example.org", "dateline@example.org")
END = datetime(2021, 9, 30, tzinfo=UTC)


def invite(db: Database, number: int) -> None:
    for each in range(number):
        subscribe(db, a_wish(email=f"reader{each}@example.org"), NOW)


def test_a_tick_plans_and_sends_and_says_goodbye_to_the_relay(with_anna: Database, site: Site) -> None:
    mailer = Answering()
    done = tick(with_anna, Sender(mailer, site), MORNING)
    assert (done.planned, done.expired, len(done.sent), done.more) == (1, 0, 1, False)
    assert (len(mailer.accepted), mailer.closed) == (1, 1)


def test_a_second_tick_does_nothing(with_anna: Database, site: Site) -> None:
    sender = Sender(Answering(), site)
    tick(with_anna, sender, MORNING)
    before = list(with_anna.conn.iterdump())
    for now in (MORNING, MORNING + timedelta(hours=5), MORNING - timedelta(hours=5)):
        assert tick(with_anna, sender, now) == Tick(0, 0, (), more=False)
    assert list(with_anna.conn.iterdump()) == before


def test_a_late_tick_sends_what_still_makes_sense(with_anna: Database, site: Site) -> None:
    mailer = Answering()
    done = tick(with_anna, Sender(mailer, site), datetime(2021, 9, 16, 4, tzinfo=UTC))
    assert (done.planned, len(mailer.accepted)) == (1, 1)
    assert {item.lead for item in done.sent[0].told} == {14, 7, 1}


def test_a_tick_after_the_date_sends_nothing(with_anna: Database, site: Site) -> None:
    assert tick(with_anna, Sender(Answering(), site), datetime(2021, 9, 17, tzinfo=UTC)) == Tick(0, 0, (), more=False)
    assert count_by_state(with_anna) == {}


def test_what_could_not_be_sent_in_time_expires(with_anna: Database, site: Site) -> None:
    mailer = Answering(Deferred("later"))
    tick(with_anna, Sender(mailer, site), MORNING)
    done = tick(with_anna, Sender(mailer, site), datetime(2021, 9, 16, 22, tzinfo=UTC))
    assert (done.expired, len(mailer.tried), count_by_state(with_anna)) == (1, 1, {"expired": 1})


def test_a_tick_sends_no_more_than_a_batch_and_says_so(club: Database, site: Site) -> None:
    invite(club, BATCH + 1)
    sender = Sender(Answering(), site)
    ticks = [tick(club, sender, MORNING), tick(club, sender, MORNING)]
    assert [(done.planned, len(done.sent), done.more) for done in ticks] == [(BATCH + 1, BATCH, True), (0, 1, False)]


@pytest.mark.parametrize(
    ("outcomes", "tried"),
    [
        ([Deferred("later")] * 6, FAULTS_IN_A_ROW),
        ([Unsure("hung up")] * 6, FAULTS_IN_A_ROW),
        ([Deferred("later"), Unsure("hung up"), Deferred("later")], FAULTS_IN_A_ROW),
        ([Refused("nobody")] * 6, 6),
        ([Deferred("later"), Deferred("later"), Refused("nobody")] * 2, 6),
    ],
    ids=["deferred", "unsure", "mixed", "refused", "not in a row"],
)
def test_a_relay_in_trouble_is_left_alone(club: Database, site: Site, outcomes: list[Outcome], tried: int) -> None:
    invite(club, 6)
    mailer = Answering(*outcomes, after_dot=True)
    done = tick(club, Sender(mailer, site), MORNING)
    assert (len(mailer.tried), len(done.sent), done.more, mailer.closed) == (tried, tried, False, 1)
    assert sum(count_by_state(club).values()) == 6


def test_the_relay_is_let_go_also_after_a_crash(with_anna: Database, site: Site) -> None:
    mailer = Failing()
    with pytest.raises(PowerCut):
        tick(with_anna, Sender(mailer, site), MORNING)
    assert mailer.closed == 1


def test_advancing_looks_at_every_readers_hour_and_at_the_end(with_anna: Database, site: Site) -> None:
    subscribe(with_anna, a_wish(email="boris@example.org", zone="Asia/Dushanbe"), NOW)
    until = NOW + timedelta(hours=30)
    instants = [instant for instant, _ in advance(with_anna, Sender(Answering(), site), after=NOW, until=until)]
    hours = [2, 5, 26, 29, 30]  # Dushanbe, Vienna, and the same on the next day; the end
    assert instants == [NOW + timedelta(hours=hour) for hour in hours]


def test_advancing_finishes_one_instant_before_the_next(club: Database, site: Site) -> None:
    invite(club, BATCH + 1)
    steps = list(advance(club, Sender(Answering(), site), after=NOW, until=MORNING))
    assert [(instant, len(done.sent)) for instant, done in steps] == [(MORNING, BATCH), (MORNING, 1)]


def test_without_readers_advancing_looks_at_the_end_only(club: Database, site: Site) -> None:
    steps = advance(club, Sender(Answering(), site), after=NOW, until=END)
    assert list(steps) == [(END, Tick(0, 0, (), more=False))]


@settings(max_examples=15)
@given(hours=st.lists(st.integers(0, 24 * 28), max_size=6))
def test_every_rhythm_of_advancing_sends_the_same(hours: list[int]) -> None:
    stops = [NOW + timedelta(hours=hour) for hour in sorted(hours)]
    assert told_by_advancing([*stops, END]) == told_by_advancing([END])


def told_by_advancing(stops: list[datetime]) -> list[tuple[str, str, str, int]]:
    """Reader, his day, event and lead of everything that was told."""
    db = an_empty_database()
    load(db, [a_file(a_meeting(), a_meeting("camp@club", whole_days("2021-09-18", "2021-09-20")))], SITE, NOW)
    for email, zone in (("anna@example.org", "Europe/Vienna"), ("boris@example.org", "Pacific/Kiritimati")):
        subscribe(db, a_wish(email=email, zone=zone), NOW)
    after = NOW
    for stop in stops:
        for _ in advance(db, Sender(Answering(), SITE), after=after, until=stop):
            pass
        after = stop
    told = db.execute("""
        SELECT recipient, day, uid, lead FROM outbox_items JOIN outbox ON outbox.id = message WHERE state = 'sent'
        ORDER BY recipient, day, uid, lead
    """).fetchall()
    db.close()
    return told
