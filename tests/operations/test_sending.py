"""What becomes of a message for each answer of the relay, and what its bytes are."""

from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.domain.delivery import Accepted, AddressRefused, Deferred, Mail, News, Outcome, Refused, Unsure
from service.domain.event import Status
from service.domain.retry import JITTER, retry_after
from service.domain.return_path import is_ours, message_of
from service.domain.site import Site
from service.domain.text import Text
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.sending import BATCH, Sender, Sent
from service.operations.subscribing import unsubscribe
from service.storage.database import open_database
from service.storage.outbox import count_by_state
from service.storage.subscribers import all_subscribers, pause_subscriber
from service.storage.tellings import tellings_of
from tests.examples import a_file, a_meeting, whole_days
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering, Interrupted
from tests.operations.outgoing import at, plan_for, states

MINUTE = timedelta(minutes=1)
POINTLESS = "nothing that it was to tell is still ahead"


@pytest.fixture
def planned(club: Database, site: Site) -> Database:
    """One message waits to be sent."""
    plan_for(club, 1, site)
    return club


def send(db: Database, carrier: Answering, site: Site, *, most: int = 1000) -> list[Sent]:
    return Sender(carrier, site).send(db, at(MORNING), most=most)


def sent_by(db: Database, carrier: Answering, site: Site) -> Sent:
    (sent,) = send(db, carrier, site)
    return sent


def subject(mail: Mail) -> str:
    return str(message_from_bytes(mail.payload, policy=default)["Subject"])


def details(db: Database) -> list[tuple[str, str | None]]:
    return db.execute("SELECT state, detail FROM outbox ORDER BY id").fetchall()


def test_nothing_is_sent_where_nothing_waits(with_anna: Database, site: Site) -> None:
    carrier = Answering()
    before = list(with_anna.conn.iterdump())
    assert send(with_anna, carrier, site) == []
    assert (carrier.tried, list(with_anna.conn.iterdump())) == ([], before)


def test_a_message_goes_out_in_the_name_of_the_site_to_its_reader(planned: Database, site: Site) -> None:
    carrier = Answering(Accepted("250 queued as 42"))
    sent = sent_by(planned, carrier, site)
    (mail,) = carrier.accepted
    (reader,) = all_subscribers(planned)
    assert (mail.message_id, mail.recipient) == (sent.message.message_id, "reader0@example.org")
    assert message_of(mail.sender) == sent.message.id
    assert is_ours(mail.sender, sent.message.id, reader.secret)
    assert mail.sender.partition("+")[0] == "dateline"
    assert message_from_bytes(mail.payload)["Message-ID"] == mail.message_id
    assert sent.outcome == Accepted("250 queued as 42")
    assert details(planned) == [("sent", "250 queued as 42")]
    assert states(planned) == ["planned", "claimed", "sending", "sent"]


def test_bounces_go_where_the_site_wants_them(planned: Database) -> None:
    carrier = Answering()
    send(planned, carrier, Site("https://dates.example.org", "dateline@example.org", "b@bounces.example.org"))
    local, _, domain = carrier.accepted[0].sender.partition("@")
    assert (local.partition("+")[0], domain) == ("b", "bounces.example.org")


def test_what_was_sent_is_not_sent_again(planned: Database, site: Site) -> None:
    carrier = Answering()
    sender = Sender(carrier, site)
    assert len(sender.send(planned, at(MORNING), most=1000)) == 1
    for later in (timedelta(), MINUTE, timedelta(days=1), -MINUTE):
        assert sender.send(planned, at(MORNING + later), most=1000) == []
    assert len(carrier.tried) == 1


@pytest.mark.parametrize(
    ("outcome", "after_dot", "steps"),
    [
        (Deferred("451 later"), False, ["claimed", "retry"]),
        (Deferred("451 later"), True, ["claimed", "sending", "retry"]),
        (Refused("550 nobody"), False, ["claimed", "failed"]),
        (Refused("554 no"), True, ["claimed", "sending", "failed"]),
        (AddressRefused("550 nobody"), False, ["claimed", "failed"]),
        (Unsure("hung up"), True, ["claimed", "sending", "unknown"]),
    ],
)
def test_each_answer_has_its_state(
    planned: Database, site: Site, outcome: Outcome, after_dot: bool, steps: list[str]
) -> None:
    assert sent_by(planned, Answering(outcome, after_dot=after_dot), site).outcome == outcome
    assert states(planned) == ["planned", *steps]
    assert details(planned) == [(steps[-1], getattr(outcome, "reason"))]  # noqa: B009 -- all but Accepted have one


class Looking(Answering):
    """Looks into the outbox over a connection of its own at each final dot, as somebody would after a crash."""

    def __init__(self, database: Path, *, connections: int) -> None:
        super().__init__(connections=connections)
        self.db = open_database(database)
        self.states: list[str] = []
        self.in_doubt: list[int] = []

    def finish(self, mail: Mail) -> None:
        found = self.db.execute("SELECT state FROM outbox WHERE message_id = ?", [mail.message_id]).fetchone()
        self.states.append(found[0])
        self.in_doubt.append(count_by_state(self.db)["sending"])
        super().finish(mail)


@pytest.mark.parametrize("connections", [1, 4])
def test_that_it_is_being_sent_is_on_disk_before_the_final_dot_and_at_most_one_a_connection_is_in_doubt(
    club: Database, site: Site, database: Path, connections: int
) -> None:
    plan_for(club, 10, site)
    carrier = Looking(database, connections=connections)
    assert len(send(club, carrier, site)) == 10
    assert carrier.states == ["sending"] * 10
    assert max(carrier.in_doubt) == connections
    carrier.db.close()


class Counting(Answering):
    """Counts what is written to disk."""

    def __init__(self, db: Database, *, connections: int) -> None:
        super().__init__(connections=connections)
        self.commits = 0
        db.conn.set_trace_callback(self.count)

    def count(self, statement: str) -> None:
        self.commits += statement == "COMMIT"


def test_the_marks_of_all_connections_are_written_together_with_the_ends_of_the_mails_before(
    club: Database, site: Site
) -> None:
    plan_for(club, 40, site)
    carrier = Counting(club, connections=8)
    assert len(send(club, carrier, site)) == 40
    assert carrier.commits <= 2 + 40 / 8  # one for the claim, and one for the ends of the last


def test_a_deferred_message_is_tried_again_after_its_wait(planned: Database, site: Site) -> None:
    sender = Sender(Answering(Deferred("later"), Deferred("later")), site)
    attempts = []
    now = MORNING
    for number in range(1, 4):
        (sent,) = sender.send(planned, at(now), most=1000)
        attempts.append(sent.message.attempts)
        now += retry_after(number, sent.message.message_id)
        assert sender.send(planned, at(now - timedelta(seconds=1)), most=1000) == []
    assert attempts == [0, 1, 2]
    assert count_by_state(planned) == {"sent": 1}


def test_messages_that_were_deferred_together_do_not_come_back_together(club: Database, site: Site) -> None:
    plan_for(club, 10, site)
    send(club, Answering(*[Deferred("later")] * 10), site)
    waits = [at - MORNING.timestamp() for (at,) in club.execute("SELECT next_try_at FROM outbox").fetchall()]
    assert 60 * (1 - JITTER) - 1 <= min(waits) < max(waits) <= 60 * (1 + JITTER)


def test_a_retry_sends_the_same_bytes_though_the_event_and_the_site_changed(planned: Database, site: Site) -> None:
    carrier = Answering(Deferred("later"))
    send(planned, carrier, site)
    edit(planned, "meeting", Edit(status=Status.CANCELLED), site, MORNING, by="anna", reason=None)
    elsewhere = Site("https://elsewhere.example.org", "other@example.org")
    Sender(carrier, elsewhere).send(planned, at(MORNING + 2 * MINUTE), most=1000)
    first, second = carrier.tried
    assert (second.payload, second.message_id) == (first.payload, first.message_id)
    assert planned["letters"].count == 1


def test_a_message_says_and_tells_what_is_true_when_it_is_first_sent(planned: Database, site: Site) -> None:
    load(planned, [a_file(a_meeting(summary=Text("The renamed meeting")))], site, MORNING)
    carrier = Answering()
    sent = sent_by(planned, carrier, site)
    assert [each.revision for each in tellings_of(planned, sent.message.id)] == [2]
    assert subject(carrier.accepted[0]) == "In 14 days: The renamed meeting"


def test_what_was_moved_further_away_meanwhile_is_not_told_yet(planned: Database, site: Site) -> None:
    load(planned, [a_file(a_meeting(span=whole_days("2021-09-17")))], site, MORNING)
    assert send(planned, Answering(), site) == []
    assert details(planned) == [("cancelled", POINTLESS)]


def test_what_was_cancelled_meanwhile_is_not_told(planned: Database, site: Site) -> None:
    edit(planned, "meeting", Edit(status=Status.CANCELLED), site, MORNING, by="anna", reason=None)
    carrier = Answering()
    assert send(planned, carrier, site) == []
    assert carrier.tried == []
    assert (states(planned), details(planned)) == (["planned", "cancelled"], [("cancelled", POINTLESS)])


def test_what_is_over_meanwhile_is_not_told(planned: Database, site: Site) -> None:
    load(planned, [a_file(a_meeting(span=whole_days("2021-09-01")))], site, MORNING)
    assert send(planned, Answering(), site) == []
    assert details(planned) == [("cancelled", POINTLESS)]


def test_however_much_has_become_pointless_the_rest_is_sent_in_the_same_look(club: Database, site: Site) -> None:
    addresses = plan_for(club, BATCH + 1, site)
    club.execute("UPDATE subscribers SET state = 'suspended', plan_at = NULL, reason = '550' WHERE id <= ?", [BATCH])
    carrier = Answering()
    assert len(send(club, carrier, site)) == 1
    assert [mail.recipient for mail in carrier.accepted] == addresses[BATCH:]
    assert count_by_state(club) == {"cancelled": BATCH, "sent": 1}


def test_a_reader_who_left_meanwhile_gets_nothing(planned: Database, site: Site) -> None:
    carrier = Interrupted(lambda: unsubscribe(planned, "reader0@example.org", MORNING))
    assert send(planned, carrier, site) == []
    assert (carrier.accepted, len(carrier.dropped)) == ([], 1)
    assert details(planned) == [("cancelled", "removed by the operator")]


@pytest.mark.parametrize("reader", ["paused", "suspended"])
def test_a_reader_who_is_not_to_get_mails_any_more_gets_no_retry_either(
    planned: Database, site: Site, reader: str
) -> None:
    sender = Sender(carrier := Answering(Deferred("later")), site)
    sender.send(planned, at(MORNING), most=1000)
    if reader == "paused":
        pause_subscriber(planned, 1, MORNING.date() + timedelta(days=9), plan_at=MORNING)
    else:
        planned.execute("UPDATE subscribers SET state = 'suspended', plan_at = NULL, reason = '550'")
    assert sender.send(planned, at(MORNING + 2 * MINUTE), most=1000) == []
    assert len(carrier.tried) == 1
    assert details(planned) == [("cancelled", "the reader is not to get it any more")]


def test_many_messages_go_out_in_the_order_in_which_they_wait(club: Database, site: Site) -> None:
    addresses = plan_for(club, BATCH + 5, site)
    carrier = Answering(connections=3)
    assert len(send(club, carrier, site)) == len(addresses)
    assert [mail.recipient for mail in carrier.accepted] == addresses
    assert club["letters"].count == 1


def test_about_as_many_are_sent_as_is_asked_for_and_the_rest_with_the_next_call(club: Database, site: Site) -> None:
    addresses = plan_for(club, 20, site)
    sender = Sender(carrier := Answering(connections=4), site)
    first = sender.send(club, at(MORNING), most=6)
    assert 6 <= len(first) <= 6 + 2 * 4
    assert sender.has_more
    second = sender.send(club, at(MORNING), most=1000)
    assert len(first) + len(second) == 20
    assert not sender.has_more
    assert [mail.recipient for mail in carrier.accepted] == addresses


class Flushing(Answering):
    """Counts the mails whose content waits for the carrier to get its turn."""

    unsent = 0

    def finish(self, mail: Mail) -> None:
        self.unsent += 1
        super().finish(mail)

    def news(self, *, seconds: float) -> Sequence[News]:
        self.unsent = 0
        return super().news(seconds=seconds)


def test_nothing_that_was_marked_is_left_lying_while_others_have_their_turn(club: Database, site: Site) -> None:
    plan_for(club, 20, site)
    sender = Sender(carrier := Flushing(connections=4), site)
    for most in (1, 2, 3, 5, 7):
        sender.send(club, at(MORNING), most=most)
        assert carrier.unsent == 0


def test_every_sender_has_a_name_of_his_own(club: Database, site: Site) -> None:
    plan_for(club, 20, site)
    for _ in range(10):
        sender = Sender(Answering(), site)
        sender.send(club, at(MORNING), most=1)
        sender.close(club, at(MORNING))
    names = club.execute("SELECT owner FROM senders").fetchall()
    assert len(set(names)) == 10


def test_letters_are_worded_before_they_are_due(planned: Database, site: Site) -> None:
    early = MORNING - MINUTE
    sender = Sender(carrier := Answering(), site)
    before = list(planned.conn.iterdump())
    sender.prepare(planned, early, MORNING)
    assert list(planned.conn.iterdump()) == before
    assert sender.send(planned, at(early), most=1000) == []
    statements = list[str]()
    planned.conn.set_trace_callback(statements.append)
    sender.send(planned, at(MORNING), most=1000)
    assert len(carrier.accepted) == 1
    assert not [each for each in statements if "FROM event_index" in each]
