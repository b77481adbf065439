"""Revising: the one way in which an event changes."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.event import AnyEvent
from service.domain.relations import mentioned
from service.domain.revision import Revision, next_sequence
from service.storage.events import add_revision
from service.storage.mentions import neighbours
from service.storage.pieces import latest_stamp


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

    Its instant is later than any that the event and those beside it were published with, so that
    DTSTAMP and LAST-MODIFIED of all of them rise, even where changes follow each other within a second.
    """
    revision = Revision(
        event=event,
        calendar=calendar,
        number=before.number + 1 if before else 1,
        sequence=next_sequence(before, event) if before else 0,
        at=_later_than_published(db, event, before, now.replace(microsecond=0)),
        author=author,
        reason=reason,
    )
    add_revision(db, revision)
    return revision


def _later_than_published(db: Database, event: AnyEvent, before: Revision | None, at: datetime) -> datetime:
    beside = neighbours(db, event.uid) | mentioned(event)
    published = latest_stamp(db, [event.uid, *beside])
    earlier = [instant for instant in (published, before and before.at) if instant]
    return max([at, *(instant + timedelta(seconds=1) for instant in earlier)])
