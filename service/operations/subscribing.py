"""Subscribing: a reader says how he wants to be reminded."""

import sqlite3
from datetime import datetime

from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.subscriber import Subscriber, Wish, address
from service.storage.database import transaction
from service.storage.subscribers import add_subscriber, remove_subscriber, subscriber_with_email


def subscribe(db: Database, wish: Wish, now: datetime) -> Subscriber:
    """The new reader, reminded of what falls due from now on. Raises InvalidValue where he is one already."""
    try:
        with transaction(db):
            add_subscriber(db, wish, now)
    except sqlite3.IntegrityError:
        raise InvalidValue(f"{wish.email} is subscribed already.") from None
    subscriber = subscriber_with_email(db, wish.email)
    assert subscriber is not None
    return subscriber


def unsubscribe(db: Database, email: str) -> None:
    """Forgets the reader. Raises InvalidValue for what is no address, NotFound where there is none with that one."""
    try:
        wanted = address(email)
    except InvalidValue as error:
        raise InvalidValue(f"Expected {error}.") from None
    with transaction(db):
        if not remove_subscriber(db, wanted):
            raise NotFound(f"{email} is not subscribed.")
