"""A mail that came back is noted at its message, and counts against the address where that is to blame."""

from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from service.delivery.bounces import Bounce, Failure
from service.domain.message import Mailing
from service.domain.site import Site
from service.domain.subscriber import Active, Suspended
from service.operations.bouncing import Noted, NotOurs, note_bounce
from service.operations.sending import Sender
from service.operations.subscribing import unsubscribe
from service.storage.outbox import count_by_state
from service.storage.subscribers import all_subscribers
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering
from tests.operations.outgoing import at, plan_for
from tests.storage.outboxes import plan

DAY = timedelta(days=1)
READER = "reader0@example.org"


@pytest.fixture
def carrier() -> Answering:
    return Answering()


@pytest.fixture
def sent(club: Database, site: Site, carrier: Answering) -> Database:
    """One message was sent to the only reader."""
    plan_for(club, 1, site)
    Sender(carrier, site).send(club, at(MORNING), most=1)
    return club


def send_another(db: Database, site: Site, carrier: Answering, now: datetime) -> None:
    plan(db, READER, slot=f"{now:%Y-%m-%d}", due_at=now, not_after=now + DAY)
    Sender(carrier, site).send(db, at(now), most=1000)


def a_bounce(*sent_to: str, status: str = "5.1.1", diagnostic: str = "550 no such mailbox") -> Bounce:
    return Bounce(sent_to, (Failure(READER, status, diagnostic),))


def test_a_bounce_is_noted_at_its_message_once(sent: Database, carrier: Answering) -> None:
    bounce = a_bounce("postmaster@example.org", carrier.accepted[0].sender)
    assert note_bounce(sent, bounce, MORNING + DAY) == Noted(1, "550 no such mailbox", suspended=False)
    assert note_bounce(sent, bounce, MORNING + DAY) == NotOurs()
    assert sent.execute("SELECT state, changed_at, detail FROM outbox").fetchall() == [
        ("bounced", (MORNING + DAY).timestamp(), "550 no such mailbox")
    ]
    assert sent.execute("SELECT day, half_points, bounced FROM address_faults").fetchall() == [("2021-09-03", 2, 1)]


def test_a_return_path_may_come_back_in_capitals(sent: Database, carrier: Answering) -> None:
    assert isinstance(note_bounce(sent, a_bounce(carrier.accepted[0].sender.upper()), MORNING), Noted)


@pytest.mark.parametrize(
    "address",
    [
        "dateline@example.org",
        "dateline+1.00000000@example.org",  # forged
        "dateline+2.{mac}@example.org",  # of another message
        "dateline+99999999999999999999.{mac}@example.org",
        "dateline+1.{mac}0@example.org",
        "dateline+-1.{mac}@example.org",
        "",
    ],
)
def test_what_is_not_signed_as_ours_is_left_alone(sent: Database, carrier: Answering, address: str) -> None:
    mac = carrier.accepted[0].sender.partition("@")[0].rpartition(".")[2]
    before = list(sent.conn.iterdump())
    assert note_bounce(sent, a_bounce(address.format(mac=mac)), MORNING) == NotOurs()
    assert note_bounce(sent, a_bounce(), MORNING) == NotOurs()
    assert list(sent.conn.iterdump()) == before


def test_a_bounce_to_a_forgotten_reader_is_left_alone(sent: Database, carrier: Answering) -> None:
    unsubscribe(sent, READER, MORNING)
    assert note_bounce(sent, a_bounce(carrier.accepted[0].sender), MORNING) == NotOurs()
    assert count_by_state(sent) == {"sent": 1}


@pytest.mark.parametrize(
    ("status", "half_points"),
    [
        ("5.1.1", [2]),
        ("5.1.10", [2]),
        ("5.2.1", [2]),
        ("5.0.0", [2]),
        ("5.2.2", [1]),  # a full mailbox
        ("4.2.2", [1]),
        ("4.4.7", [1]),  # not delivered in time
        ("4.0.0", [1]),
        ("5.7.1", []),  # a policy
        ("5.7.515", []),
        ("4.7.0", []),
        ("5.5.0", []),  # the protocol
        ("5.6.0", []),  # the content
    ],
)
def test_only_what_the_address_is_to_blame_for_counts_against_it(
    sent: Database, carrier: Answering, status: str, half_points: list[int]
) -> None:
    assert isinstance(note_bounce(sent, a_bounce(carrier.accepted[0].sender, status=status), MORNING), Noted)
    found = sent.execute("SELECT half_points FROM address_faults").fetchall()
    assert [each for (each,) in found] == half_points
    assert count_by_state(sent) == {"bounced": 1}


def test_whose_mails_come_back_on_two_days_gets_none_any_more_though_the_relay_accepts_all(
    sent: Database, site: Site, carrier: Answering
) -> None:
    assert note_bounce(sent, a_bounce(carrier.accepted[0].sender), MORNING) == Noted(
        1, "550 no such mailbox", suspended=False
    )
    send_another(sent, site, carrier, MORNING + DAY)
    plan(sent, READER, slot="later", due_at=MORNING + 3 * DAY)
    plan(sent, READER, slot="later", due_at=MORNING + 3 * DAY, mailing=Mailing.LINK, tellings=())
    assert all_subscribers(sent)[0].standing == Active()
    again = a_bounce(carrier.accepted[1].sender, diagnostic="550 still no such mailbox")
    assert note_bounce(sent, again, MORNING + DAY) == Noted(2, "550 still no such mailbox", suspended=True)
    assert all_subscribers(sent)[0].standing == Suspended("550 still no such mailbox")
    assert sent.execute("SELECT state, detail FROM outbox WHERE id > 2 ORDER BY id").fetchall() == [
        ("cancelled", "the reader is suspended"),
        ("planned", None),
    ]


def test_whose_mails_came_through_in_between_goes_on_getting_them(
    sent: Database, site: Site, carrier: Answering
) -> None:
    note_bounce(sent, a_bounce(carrier.accepted[0].sender), MORNING)
    for days in (2, 9, 13):
        send_another(sent, site, carrier, MORNING + days * DAY)
    bounce = a_bounce(carrier.accepted[3].sender)
    assert note_bounce(sent, bounce, MORNING + 13 * DAY) == Noted(4, "550 no such mailbox", suspended=False)
    assert all_subscribers(sent)[0].standing == Active()
