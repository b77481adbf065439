"""Readers as the pages know them: what they type, and the addresses of their own pages."""

from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from service.domain.subscriber import Subscriber
from service.domain.token import Purpose, token
from service.domain.wish import Wish
from service.operations.subscribing import subscribe
from service.operations.suspending import count_against_address
from service.storage.database import transaction
from service.storage.subscribers import all_subscribers
from tests.conftest import NOW
from tests.examples import a_wish

EMAIL = "anna@example.org"
_PATHS = {
    Purpose.CONFIRM: "/subscribe/confirm/{}",
    Purpose.MANAGE: "/subscribe/manage/{}",
    Purpose.UNSUBSCRIBE: "/u/{}",
    Purpose.FEED: "/feeds/personal/{}.ics",
}
Form = dict[str, Any]


def a_form(**other: Any) -> Form:
    """What is sent when nothing but the address is filled in; None leaves a field out."""
    made_up: Form = {
        "email": EMAIL,
        "cadence": "leads",
        "lead": ["14", "7", "1"],
        "weekday": "0",
        "hour": "7",
        "zone": "Europe/Vienna",
        "language": "en",
        "changes": "1",
    }
    return {name: value for name, value in (made_up | other).items() if value is not None}


def a_reader(db: Database, wish: Wish | None = None, email: str = EMAIL) -> Subscriber:
    """One who gets mails since `NOW`."""
    return subscribe(db, email, wish or a_wish(), NOW)


def the_reader(db: Database) -> Subscriber:
    """The only one that there is."""
    (reader,) = all_subscribers(db)
    return reader


def suspend(db: Database, reader: Subscriber, said: str) -> None:
    """His address is refused on two days."""
    with transaction(db):
        for days in (1, 0):
            count_against_address(db, reader.id, NOW - timedelta(days=days), half_points=2, said=said, bounced=False)


def path(reader: Subscriber, purpose: Purpose) -> str:
    return _PATHS[purpose].format(token(reader.id, reader.secret, purpose))


def planned(db: Database) -> list[tuple[str, str, str]]:
    """All messages: what for, to whom, and where they stand."""
    return db.execute("SELECT mailing, recipient, state FROM outbox ORDER BY id").fetchall()
