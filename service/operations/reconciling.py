"""Reconciling: what became of mails whose reply was lost is looked up with the relay, before anything is sent again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from service.domain.evidence import CannotBeSaid, Doubt, Evidence, Verdict, WasAccepted, WasNotAccepted
from service.storage.database import transaction
from service.storage.outbox_upkeep import Unknown, look_later, resolve, unknown_messages, was_accepted

LOOK_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class WithoutEvidence:
    """The relay's log cannot be read: so they are sent again, byte for byte, or held until somebody decides."""

    then: Literal["resend", "hold"] = "resend"


Reconciliation = Evidence | WithoutEvidence


def reconcile(db: Database, how: Reconciliation, now: datetime) -> int:
    """Decides on the unknown messages that have had the time to settle: on how many."""
    unknown = unknown_messages(db, now)
    if not unknown:
        return 0
    if isinstance(how, WithoutEvidence):
        in_time = [each for each in unknown if not each.is_too_late]
        _decide_without_evidence(db, in_time, how, now)
        return len(in_time)
    # Before the transaction: files are read.
    verdicts = how([Doubt(each.message_id, each.sending_at) for each in unknown])
    with transaction(db):
        for each in unknown:
            _apply(db, each, verdicts[each.message_id], now)
    return sum(not isinstance(verdict, CannotBeSaid) for verdict in verdicts.values())


def _decide_without_evidence(db: Database, unknown: list[Unknown], how: WithoutEvidence, now: datetime) -> None:
    with transaction(db):
        match how.then:
            case "resend":
                resolve(db, unknown, "retry", now, reason="sent again, byte for byte")
            case "hold":
                resolve(db, unknown, "held", now, reason="it may have been accepted; nobody knows")


def _apply(db: Database, message: Unknown, verdict: Verdict, now: datetime) -> None:
    match verdict:
        case WasAccepted(reply):
            was_accepted(db, message, now, reply=reply)
        case WasNotAccepted():
            resolve(db, [message], "retry", now, reason="the relay has not taken it")
        case CannotBeSaid():
            look_later(db, [message], now + LOOK_AGAIN_AFTER)
