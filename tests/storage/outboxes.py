"""An outbox with one planned message, and what is there to see in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from service.domain.digest import PlannedDigest
from service.domain.reminder import Reminder, Told
from service.domain.subscriber import Wish
from service.storage.calendars import add_calendar_revision, calendar_named
from service.storage.database import transaction
from service.storage.events import add_revision
from service.storage.outbox import Lease, Message, claim_next, freeze, plan_message
from service.storage.subscribers import add_subscriber, subscriber_with_email
from tests.examples import a_calendar, a_revision, a_wish

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)
LATER = MORNING + timedelta(minutes=30)
EVENING = datetime(2021, 9, 16, 22, tzinfo=UTC)
LEASE = Lease("me", LATER)
TOLD = Told("meeting@club", date(2021, 9, 16), 14)


def plan(db: Database, wish: Wish | None = None, *, key: str = "1", **other: Any) -> bool:
    """Plans a digest for the reader, who is signed up first if need be."""
    wish = wish or a_wish()
    with transaction(db):
        if calendar_named(db, "club") is None:
            add_calendar_revision(db, a_calendar(), at=MORNING, author="club.toml")
            add_revision(db, a_revision())
        if subscriber_with_email(db, wish.email) is None:
            add_subscriber(db, wish, MORNING)
        subscriber = subscriber_with_email(db, wish.email)
        assert subscriber
        made_up: dict[str, Any] = dict(day=MORNING.date(), due_at=MORNING, not_after=EVENING)
        items = (Reminder(TOLD, MORNING, a_revision()),)
        planned = PlannedDigest(**made_up | dict(subscriber=subscriber, items=items) | other)
        return plan_message(db, planned, message_id=f"<{key}@example.org>", now=MORNING)


def claim(db: Database, lease: Lease = LEASE, now: datetime = MORNING) -> Message:
    """Claims the next message, of which there must be one."""
    with transaction(db):
        message = claim_next(db, lease, now)
    assert message
    return message


def claim_frozen(db: Database) -> Message:
    message = claim(db)
    freeze(db, message, b"the mail", LEASE)
    return message


def rows(db: Database, columns: str) -> list[tuple[Any, ...]]:
    return db.execute(f"SELECT {columns} FROM outbox ORDER BY id").fetchall()


def steps(db: Database) -> list[tuple[str | None, str, str | None]]:
    """What the log says: from, to, and why."""
    return db.execute("SELECT from_state, to_state, detail FROM outbox_log ORDER BY id").fetchall()
