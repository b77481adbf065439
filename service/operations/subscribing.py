"""Subscribing: a reader says what he wants to be told, and that it was he who asked."""

import json
import secrets
import sqlite3
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.message import Mailing, Plan
from service.domain.subscriber import SECRET_OCTETS, Subscriber, Unconfirmed, address
from service.domain.token import Purpose
from service.domain.wish import Wish
from service.operations.forgetting import forget
from service.operations.limiting import TO_AN_ADDRESS, Asker, may_ask
from service.operations.recognising import reader_of
from service.storage.database import transaction
from service.storage.outbox import plan_messages
from service.storage.outbox_of_reader import cancel_waiting
from service.storage.subscribers import (
    add_subscriber,
    add_unconfirmed,
    confirm_subscriber,
    consent_of,
    replace_unconfirmed,
    subscriber_with_email,
    subscriber_with_id,
    unconfirmed_by,
)

CONFIRM_WITHIN = timedelta(hours=48)
TEXT_AGREED_TO = 1  # raised whenever the pages promise something else


def sign_up(db: Database, wish: Wish, asker: Asker, now: datetime, *, domain: str) -> None:
    """Plans a mail to the asker's address: was it you? Who is a reader already gets the link to change his wish.

    Nothing tells the two apart but the mail. `domain` is that of the Message-IDs. Raises TooOften.
    """
    with transaction(db):
        if not may_ask(db, asker, now):
            return
        reader = subscriber_with_email(db, asker.email)
        if reader is None or isinstance(reader.standing, Unconfirmed):
            id, mailing = _ask(db, reader, asker.email, wish, now), Mailing.CONFIRMATION
        else:
            id, mailing = reader.id, Mailing.LINK
        _plan(db, mailing, id, asker.email, now, domain=domain)


def confirm(db: Database, token: str, now: datetime) -> Subscriber | None:
    """The reader, who gets mails from now on, however often he says so; None where the token is not good any more."""
    with transaction(db):
        reader = reader_of(db, token, Purpose.CONFIRM)
        match reader:
            case Subscriber(standing=Unconfirmed(confirm_by)) if confirm_by <= now:
                return None
            case Subscriber(id=id, standing=Unconfirmed()):
                consent = json.loads(consent_of(db, id)) | {"confirmed": _in_brief(now)}
                confirm_subscriber(db, id, now=now, consent=json.dumps(consent))
                return subscriber_with_id(db, id)
    return reader


def forget_unconfirmed(db: Database, now: datetime) -> None:
    """Those whose time to confirm is over. Call it in a transaction."""
    if ids := unconfirmed_by(db, now):
        forget(db, ids, now, reason="the address was not confirmed")


def subscribe(db: Database, email: str, wish: Wish, now: datetime) -> Subscriber:
    """The new reader, reminded of what falls due from now on; the operator has asked him.

    Raises InvalidValue for what is no address, and where he is a reader already.
    """
    wanted = _address(email)
    consent = json.dumps({"by": "the operator", "confirmed": _in_brief(now)})
    try:
        with transaction(db):
            id = add_subscriber(db, wanted, wish, secret=_new_secret(), now=now, consent=consent)
    except sqlite3.IntegrityError:
        raise InvalidValue(f"{wanted} is subscribed already.") from None
    subscriber = subscriber_with_id(db, id)
    assert subscriber is not None
    return subscriber


def unsubscribe(db: Database, email: str, now: datetime) -> None:
    """Forgets the reader. Raises InvalidValue for what is no address, NotFound where there is none with that one."""
    wanted = _address(email)
    with transaction(db):
        reader = subscriber_with_email(db, wanted)
        if reader is None:
            raise NotFound(f"{email} is not subscribed.")
        forget(db, [reader.id], now, reason="removed by the operator")


def _ask(db: Database, reader: Subscriber | None, email: str, wish: Wish, now: datetime) -> int:
    """Notes what he wishes, in the place of what he wished before; links of earlier mails are no longer good."""
    consent = json.dumps({"asked": _in_brief(now), "language": wish.language, "text": TEXT_AGREED_TO})
    secret, confirm_by = _new_secret(), now + CONFIRM_WITHIN
    if reader is None:
        return add_unconfirmed(db, email, wish, secret=secret, now=now, confirm_by=confirm_by, consent=consent)
    replace_unconfirmed(db, reader.id, wish, secret=secret, now=now, confirm_by=confirm_by, consent=consent)
    return reader.id


def _plan(db: Database, mailing: Mailing, id: int, email: str, now: datetime, *, domain: str) -> None:
    """In the first free minute; one that still waits is not needed beside it, and may hold a link that is dead."""
    cancel_waiting(db, id, [mailing], now, reason="asked for again")
    for minutes in range(TO_AN_ADDRESS.most):  # more are not asked for in a day
        slot = now + timedelta(minutes=minutes)
        plan = Plan(
            mailing=mailing,
            subscriber=id,
            recipient=email,
            slot=f"{slot:%Y-%m-%dT%H:%MZ}",
            due_at=now,
            not_after=now + CONFIRM_WITHIN,
        )
        if plan_messages(db, [plan], domain=domain, now=now):
            return


def _address(text: str) -> str:
    try:
        return address(text)
    except InvalidValue as error:
        raise InvalidValue(f"Expected {error}.") from None


def _new_secret() -> bytes:
    return secrets.token_bytes(SECRET_OCTETS)


def _in_brief(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"
