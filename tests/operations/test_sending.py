"""What becomes of a message for each answer of the relay, and what its bytes are."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlite_utils import Database

from service.domain.delivery import Accepted, Deferred, Mail, Outcome, Refused, Unsure
from service.domain.event import Status
from service.domain.site import Site
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.reminding import plan_due_digests
from service.operations.sending import FIRST_RETRY, LONGEST_RETRY, Sender, Sent, retry_after, send_one
from service.operations.subscribing import unsubscribe
from service.storage.database import transaction
from service.storage.outbox import Lease, claim_next, count_by_state, release_ended_leases
from tests.examples import a_file, a_meeting, whole_days
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering, Interrupted


@pytest.fixture
def planned(with_anna: Database, site: Site) -> Database:
    """One message waits to be sent."""
    plan_due_digests(with_anna, site, MORNING)
    return with_anna


def sent_by(db: Database, mailer: Answering, site: Site) -> Sent:
    step = send_one(db, Sender(mailer, site), MORNING)
    assert step
    return step


def subject(mail: Mail) -> str:
    return str(message_from_bytes(mail.payload, policy=default)["Subject"])


def states(db: Database) -> list[str]:
    return [row[0] for row in db.execute("SELECT to_state FROM outbox_log ORDER BY id").fetchall()]


def test_nothing_is_sent_where_nothing_waits(with_anna: Database, site: Site) -> None:
    mailer = Answering()
    assert send_one(with_anna, Sender(mailer, site), MORNING) is None
    assert mailer.tried == []


def test_a_message_goes_out_in_the_name_of_the_site_to_its_reader(planned: Database, site: Site) -> None:
    mailer = Answering(Accepted("250 queued as 42"))
    step = sent_by(planned, mailer, site)
    (mail,) = mailer.accepted
    assert (mail.message_id, mail.sender, mail.recipient) == (
        step.message.message_id,
        "dateline@example.org",
        "anna@example.org",
    )
    assert step.outcome == Accepted("250 queued as 42")
    assert [(item.uid, item.lead) for item in step.told] == [("meeting@club", 14)]
    assert planned.execute("SELECT payload FROM outbox").fetchone() == (mail.payload,)
    assert states(planned) == ["planned", "claimed", "sending", "sent"]
    assert send_one(planned, Sender(mailer, site), MORNING) is None


@pytest.mark.parametrize(
    ("outcome", "after_dot", "steps"),
    [
        (Deferred("451 later"), False, ["claimed", "retry"]),
        (Deferred("451 later"), True, ["claimed", "sending", "retry"]),
        (Refused("550 nobody"), False, ["claimed", "failed"]),
        (Refused("554 no"), True, ["claimed", "sending", "failed"]),
        (Unsure("hung up"), True, ["claimed", "sending", "unknown"]),
    ],
)
def test_each_answer_has_its_state(
    planned: Database, site: Site, outcome: Outcome, after_dot: bool, steps: list[str]
) -> None:
    assert sent_by(planned, Answering(outcome, after_dot=after_dot), site).outcome == outcome
    assert states(planned) == ["planned", *steps]
    assert count_by_state(planned) == {steps[-1]: 1}


def test_a_retry_waits_twice_as_long_each_time_up_to_a_limit() -> None:
    waits = [retry_after(attempts) for attempts in range(1, 11)]
    assert waits == [
        *(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 64, 128)),
        timedelta(hours=4),
        timedelta(hours=4),
    ]
    assert (waits[0], waits[-1], retry_after(10**6)) == (FIRST_RETRY, LONGEST_RETRY, LONGEST_RETRY)


def test_a_deferred_message_is_tried_again_after_its_wait(planned: Database, site: Site) -> None:
    sender = Sender(Answering(Deferred("later"), Deferred("later")), site)
    second, third = MORNING + timedelta(minutes=1), MORNING + timedelta(minutes=3)
    tries = [MORNING, second - timedelta(seconds=1), second, third - timedelta(seconds=1), third]
    attempts = [step.message.attempts if (step := send_one(planned, sender, now)) else None for now in tries]
    assert attempts == [1, None, 2, None, 3]
    assert count_by_state(planned) == {"sent": 1}


def test_a_retry_sends_the_same_bytes_though_the_event_changed(planned: Database, site: Site) -> None:
    mailer = Answering(Deferred("later"))
    sent_by(planned, mailer, site)
    edit(planned, "meeting", Edit(status=Status.CANCELLED), site, MORNING, by="anna", reason=None)
    send_one(planned, Sender(mailer, Site("https://elsewhere.example.org", "other@example.org")), MORNING + FIRST_RETRY)
    first, second = mailer.tried
    assert second.payload == first.payload
    assert second.message_id == first.message_id


def test_a_message_says_what_is_true_when_it_is_first_sent(planned: Database, site: Site) -> None:
    load(planned, [a_file(a_meeting(span=whole_days("2021-09-17")))], site, MORNING)
    mailer = Answering()
    sent_by(planned, mailer, site)
    assert subject(mailer.accepted[0]) == "In 15 days: About meeting@club"


def test_what_was_cancelled_meanwhile_is_told_as_cancelled(planned: Database, site: Site) -> None:
    edit(planned, "meeting", Edit(status=Status.CANCELLED), site, MORNING, by="anna", reason=None)
    mailer = Answering()
    sent_by(planned, mailer, site)
    assert subject(mailer.accepted[0]) == "In 14 days: Cancelled: About meeting@club"


def test_what_is_over_meanwhile_is_not_told(planned: Database, site: Site) -> None:
    load(planned, [a_file(a_meeting(span=whole_days("2021-09-01")))], site, MORNING)
    mailer = Answering()
    assert sent_by(planned, mailer, site).outcome == Refused("nothing that it told is still ahead")
    assert mailer.tried == []
    assert states(planned) == ["planned", "claimed", "expired"]


def test_a_reader_who_left_meanwhile_gets_nothing(planned: Database, site: Site) -> None:
    mailer = Interrupted(lambda: unsubscribe(planned, "anna@example.org"))
    assert sent_by(planned, mailer, site).outcome == Deferred("another sender took over")
    assert mailer.accepted == []
    assert count_by_state(planned) == {}


def test_who_lost_the_lease_stops_before_the_final_dot(planned: Database, site: Site) -> None:
    later = MORNING + timedelta(hours=1)

    def another_takes_over() -> None:
        with transaction(planned):
            release_ended_leases(planned, later)
            claim_next(planned, Lease("other", later + timedelta(hours=1)), later)

    mailer = Interrupted(another_takes_over)
    assert sent_by(planned, mailer, site).outcome == Deferred("another sender took over")
    assert mailer.accepted == []
    assert planned.execute("SELECT state, lease_owner FROM outbox").fetchone() == ("claimed", "other")


def test_every_sender_has_a_name_of_his_own(site: Site) -> None:
    assert len({Sender(Answering(), site).owner for _ in range(100)}) == 100
