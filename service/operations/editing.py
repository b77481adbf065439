"""Editing: one event is changed here, without its file, by somebody and for a reason."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.event import AnyEvent, Deadline, Done, Status
from service.domain.revision import Revision
from service.domain.site import Site
from service.domain.text import shown
from service.domain.timespan import WholeDays
from service.operations.publishing import publish
from service.operations.revising import revise
from service.storage.database import transaction
from service.storage.events import event_called


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What is to be different; None leaves a thing as it is. Days are both included."""

    status: Status | None = None
    first_day: date | None = None
    last_day: date | None = None
    done_on: date | None = None


def edit(db: Database, slug: str, change: Edit, site: Site, now: datetime, *, by: str, reason: str | None) -> Revision:
    """The new revision. Raises NotFound where no event is called so, InvalidValue where the edit makes no sense."""
    if reason and not reason.isprintable():
        raise InvalidValue(f"Expected a reason on one line, not {shown(reason)}.")
    with transaction(db):
        before = event_called(db, slug, private=True)
        if before is None:
            raise NotFound(f'There is no event called "{slug}".')
        after = _edited(before.event, change)
        if after == before.event:
            raise InvalidValue(f'"{slug}" is like that already; nothing was changed.')
        revision = revise(db, after, before, calendar=before.calendar, author=by, now=now, reason=reason)
        publish(db, before.calendar, site, now, changed=[revision])
    return revision


def _edited(event: AnyEvent, change: Edit) -> AnyEvent:
    if change.status:
        event = replace(event, status=change.status)
    if change.first_day or change.last_day:
        event = replace(event, span=_moved(event, change))
    if change.done_on:
        if not isinstance(event, Deadline):
            raise InvalidValue(f'"{event.slug}" is a {event.kind}; only a deadline can be done.')
        event = replace(event, progress=Done(change.done_on))
    return event


def _moved(event: AnyEvent, change: Edit) -> WholeDays:
    """Whole days, wherever they were before; an event that only begins elsewhere stays as long as it was."""
    before = event.span if isinstance(event.span, WholeDays) else None
    first_day = change.first_day or (before.first_day if before else None)
    if first_day is None:
        raise InvalidValue(f'"{event.slug}" has no first day yet; name one.')
    length = before.last_day - before.first_day if before else timedelta()
    try:
        return WholeDays(first_day, change.last_day or first_day + length)
    except InvalidValue as error:
        raise InvalidValue(f"Expected {error}.") from None
