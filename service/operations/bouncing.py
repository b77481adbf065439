"""Bouncing: a mail came back, and what that says about its reader's address."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from service.delivery.bounces import Bounce, Failure
from service.domain.delivery import without_address
from service.domain.return_path import is_ours, message_of
from service.operations.suspending import count_against_address
from service.storage.address_faults import HARD, SOFT
from service.storage.bounces import Addressee, addressee_of, mark_bounced
from service.storage.database import transaction


@dataclass(frozen=True)
class Noted:
    """It is of that message, and came back for that reason; `suspended` says that its reader gets no more mails."""

    message: int
    reason: str
    suspended: bool


@dataclass(frozen=True)
class NotOurs:
    """It is not signed as a bounce of a mail of ours, or its reader is forgotten, or it was noted before."""


def note_bounce(db: Database, bounce: Bounce, now: datetime) -> Noted | NotOurs:
    """Takes it down, and counts it against the address where that is to blame."""
    failure = bounce.failures[0]  # each of our mails has but one recipient
    with transaction(db):
        found = next(filter(None, (_sent_as(db, address) for address in bounce.sent_to)), None)
        if found is None:
            return NotOurs()
        failure = replace(failure, diagnostic=without_address(failure.diagnostic, found.addressee.recipient))
        if not mark_bounced(db, found.message, now, said=failure.diagnostic):
            return NotOurs()
        suspended = _count(db, found.addressee.subscriber, failure, now)
    return Noted(found.message, failure.diagnostic, suspended)


@dataclass(frozen=True)
class _Sent:
    message: int
    addressee: Addressee


def _sent_as(db: Database, address: str) -> _Sent | None:
    """The message that went out with this return path, and to whom."""
    message = message_of(address)
    addressee = addressee_of(db, message) if message is not None else None
    if message is None or addressee is None or not is_ours(address, message, addressee.secret):
        return None
    return _Sent(message, addressee)


def _count(db: Database, subscriber: int, failure: Failure, now: datetime) -> bool:
    """Whether its reader gets no more mails."""
    half_points = _half_points(failure.status)
    if not half_points:
        return False
    return count_against_address(db, subscriber, now, half_points=half_points, said=failure.diagnostic, bounced=True)


def _half_points(status: str) -> int:
    """By the enhanced code (RFC 3463): a full mailbox or a passing fault counts half.

    What is said of the protocol, of the content or of a policy (X.5, X.6, X.7) is our fault, not the address's.
    """
    if status[2:4] in ("5.", "6.", "7."):
        return 0
    return HARD if status.startswith("5.") and not status.startswith("5.2.2") else SOFT
