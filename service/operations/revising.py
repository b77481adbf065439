"""Revising: the one way in which an event changes."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.event import AnyEvent
from service.domain.revision import Revision, next_sequence
from service.storage.events import add_revision


def revise(
    db: Database,
    event: AnyEvent,
    before: Revision | None,
    *,
    calendar: str,
    author: str,
    now: datetime,
    reason: str | None = None,
) -> Revision:
    """Stores `event` as the next revision after `before`. Call it in a transaction that also publishes.

    Its instant is later than that of the revision before it, so that LAST-MODIFIED rises on any change.
    """
    at = now.replace(microsecond=0)
    revision = Revision(
        event=event,
        calendar=calendar,
        number=before.number + 1 if before else 1,
        sequence=next_sequence(before, event) if before else 0,
        at=max(at, before.at + timedelta(seconds=1)) if before else at,
        author=author,
        reason=reason,
    )
    add_revision(db, revision)
    return revision
