"""A message that was sent can come back, once."""

import pytest
from sqlite_utils import Database

from service.storage.bounces import Addressee, addressee_of, mark_bounced
from tests.storage.outboxes import LATER, MORNING, accept, begin, lay_aside, plan, rows, steps


def test_a_message_that_was_sent_can_come_back_once(db: Database) -> None:
    plan(db)
    message = begin(db)
    accept(db, message)
    assert mark_bounced(db, message.id, LATER, said="5.1.1 no such mailbox")
    assert not mark_bounced(db, message.id, LATER, said="5.1.1 once more")
    assert rows(db, "state, sent_at, changed_at, detail") == [
        ("bounced", MORNING.timestamp(), LATER.timestamp(), "5.1.1 no such mailbox")
    ]
    assert steps(db)[-1] == ("sent", "bounced", "5.1.1 no such mailbox")


@pytest.mark.parametrize("state", ["sending", "failed", "unknown", "retry"])
def test_a_message_that_was_not_sent_does_not_come_back(db: Database, state: str) -> None:
    plan(db)
    message = begin(db)
    if state != "sending":
        lay_aside(db, message, state)
    assert not mark_bounced(db, message.id, LATER, said="5.1.1 no such mailbox")
    assert rows(db, "state") == [(state,)]


def test_whom_a_message_went_to_is_known_until_its_reader_is_forgotten(db: Database) -> None:
    plan(db)
    accept(db, begin(db))
    assert addressee_of(db, 1) == Addressee(1, "anna@example.org", bytes(16))
    assert addressee_of(db, 2) is None
    db.execute("UPDATE outbox SET subscriber = NULL, recipient = '', own = NULL")
    assert addressee_of(db, 1) is None
