"""Recording: what became of mails is written down, and what that says about their readers' addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.delivery import Accepted, AddressRefused, Deferred, Outcome, Refused, Unsure, without_address
from service.domain.message import Mailing
from service.domain.retry import retry_after
from service.operations.suspending import count_against_address
from service.storage.address_faults import HARD, heal
from service.storage.outbox import Message, Unsent, mark_sent, mark_unsent

SETTLED_AFTER = timedelta(minutes=1)  # by then the relay has ended the session of a sender that died


@dataclass(frozen=True)
class Sent:
    """A message, and what became of this try."""

    message: Message
    outcome: Outcome


def record(db: Database, ended: Sequence[Sent], *, owner: str, now: datetime) -> None:
    """Call it in a transaction. What is no longer this sender's stays as it is, unless the relay has it."""
    ended = [_without_address(each) for each in ended]
    accepted = {each.message.id: each.outcome.reply for each in ended if isinstance(each.outcome, Accepted)}
    if accepted:
        mark_sent(db, accepted, owner=owner, now=now)
        heal(db, [each.message.subscriber for each in ended if each.message.id in accepted], now)
    unsent = [each for each in ended if each.message.id not in accepted]
    if unsent:
        mark_unsent(db, [_unsent(each, now) for each in unsent], owner=owner, now=now)
        for each in unsent:
            _count_against_address(db, each, now)


def _without_address(sent: Sent) -> Sent:
    """What the relay said is kept for ever, also where its reader is forgotten: so his address is not."""
    recipient = sent.message.recipient
    said = sent.outcome.reply if isinstance(sent.outcome, Accepted) else sent.outcome.reason
    kept = without_address(said, recipient)
    return sent if kept == said else Sent(sent.message, type(sent.outcome)(kept))


def _unsent(sent: Sent, now: datetime) -> Unsent:
    message = sent.message
    match sent.outcome:
        case Deferred(reason):
            return Unsent(message.id, "retry", now + retry_after(message.attempts + 1, message.message_id), reason)
        case Unsure(reason):
            return Unsent(message.id, "unknown", now + SETTLED_AFTER, reason)
        case Refused(reason) | AddressRefused(reason):
            return Unsent(message.id, "failed", now, reason)
        case Accepted():
            raise AssertionError("what was accepted was sent")


def _count_against_address(db: Database, sent: Sent, now: datetime) -> None:
    match sent:
        case Sent(Message(mailing=mailing, subscriber=reader), AddressRefused(reason)):
            # Who has not confirmed yet cannot be suspended; that he gets nothing is enough.
            if mailing is not Mailing.CONFIRMATION:
                count_against_address(db, reader, now, half_points=HARD, said=reason, bounced=False)
