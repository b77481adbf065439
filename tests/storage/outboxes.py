"""An outbox with planned messages, and what is there to see in it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from service.domain.letter import Letter
from service.domain.message import Mailing, Plan
from service.domain.telling import Ahead, Telling, Told
from service.storage.calendars import add_calendar_revision, calendar_named
from service.storage.database import transaction
from service.storage.events import add_revision
from service.storage.letters import letter_number
from service.storage.outbox import (
    Claim,
    Message,
    Unsent,
    claim,
    claim_again,
    keep_lease,
    mark_sending,
    mark_sent,
    mark_unsent,
    plan_messages,
    waiting,
)
from service.storage.subscribers import add_subscriber, subscriber_with_email
from tests.examples import a_calendar, a_revision, a_wish

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)
SOON = MORNING + timedelta(seconds=30)
LATER = MORNING + timedelta(minutes=1)  # the lease has ended
EVENING = datetime(2021, 9, 16, 22, tzinfo=UTC)
TOLD = (Telling(Told("meeting@club", date(2021, 9, 16), Ahead(14)), 1),)
LETTER = Letter(b"To: \0address\0\r\n\r\nthe mail\r\n")
DOMAIN = "example.org"


def a_reader(db: Database, email: str = "anna@example.org") -> int:
    """His number; he is signed up first if need be, and so is the meeting that he is told of."""
    if calendar_named(db, "club") is None:
        add_calendar_revision(db, a_calendar(), at=MORNING, author="club.toml")
        add_revision(db, a_revision())
    found = subscriber_with_email(db, email)
    return found.id if found else add_subscriber(db, email, a_wish(), secret=bytes(16), now=MORNING)


def a_plan(subscriber: int, email: str = "anna@example.org", **other: Any) -> Plan:
    made_up: dict[str, Any] = dict(
        mailing=Mailing.DIGEST, slot="2021-09-02", due_at=MORNING, not_after=EVENING, tellings=TOLD
    )
    return Plan(**{"subscriber": subscriber, "recipient": email, **made_up, **other})


def plan(db: Database, email: str = "anna@example.org", **other: Any) -> int:
    """Plans a mail to the reader: how many are new."""
    with transaction(db):
        return plan_messages(db, [a_plan(a_reader(db, email), email, **other)], domain=DOMAIN, now=MORNING)


def take(db: Database, owner: str = "me", now: datetime = MORNING, *, most: int = 1) -> list[Message]:
    """Claims what waits, with its bytes: the messages as they were before."""
    with transaction(db):
        found = waiting(db, now, most=most)
        keep_lease(db, owner, now + (LATER - MORNING))
        number = letter_number(db, LETTER)
        new = [each for each in found if each.letter is None]
        claim(db, [_claim(each, number) for each in new], owner=owner, now=now)
        claim_again(db, [each.id for each in found if each not in new], owner=owner, now=now)
    return found


def begin(db: Database, owner: str = "me", now: datetime = MORNING) -> Message:
    """Takes the message that waits, and marks that it is being sent."""
    (message,) = take(db, owner, now)
    with transaction(db):
        assert mark_sending(db, [message.id], owner=owner, now=now) == {message.id}
    return message


def lay_aside(
    db: Database, message: Message, state: str, owner: str = "me", now: datetime = MORNING, reason: str = "no luck"
) -> None:
    """Until a quarter of an hour later."""
    with transaction(db):
        unsent = Unsent(message.id, state, now + timedelta(minutes=15), reason)
        mark_unsent(db, [unsent], owner=owner, now=now)


def accept(db: Database, message: Message, owner: str = "me", now: datetime = MORNING) -> None:
    with transaction(db):
        mark_sent(db, {message.id: "250 queued"}, owner=owner, now=now)


def rows(db: Database, columns: str) -> list[tuple[Any, ...]]:
    return db.execute(f"SELECT {columns} FROM outbox ORDER BY id").fetchall()


def steps(db: Database) -> list[tuple[str | None, str, str | None]]:
    """What the log says: from, to, and why."""
    return db.execute("SELECT from_state, to_state, detail FROM outbox_log ORDER BY id").fetchall()


def states(db: Database) -> list[str]:
    """Of the log, only to which state each step went."""
    return [to for _, to, _ in steps(db)]


def addresses(messages: Iterable[Message]) -> list[str]:
    return [message.recipient for message in messages]


def _claim(message: Message, letter: int) -> Claim:
    return Claim(message, letter, f'{{"address":"{message.recipient}"}}', message.telling)
