"""Waking: whoever would learn too late of an event that has come up or changed, is looked at before his next hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.reminder import OVERDUE_DAYS, pending
from service.domain.wish import WEEK_DAYS
from service.storage.database import transaction
from service.storage.planning import look_sooner_at, wish_as_named_now, wishes_of_those_after
from service.storage.prospects import prospects_among
from service.storage.told_changes import uids_on

_TWO_DAYS = 2  # that the day of the venue may be another than the reader's
_BEFORE = timedelta(days=OVERDUE_DAYS + _TWO_DAYS)
_AFTER = timedelta(days=WEEK_DAYS + _TWO_DAYS)  # of the next look at the latest


def wake_for(db: Database, uids: Sequence[str], now: datetime) -> None:
    """Looks at once at the readers for whom one of these events has fallen due, and is too late at their next look."""
    near = uids_on(db, uids, first_day=now.date() - _BEFORE, last_day=now.date() + _AFTER)
    too_late = _too_late(db, near, now) if near else {}
    if too_late:
        with transaction(db):
            for wish, instant in too_late.items():
                look_sooner_at(db, wish, now, than=instant)


def _too_late(db: Database, uids: Sequence[str], now: datetime) -> dict[int, datetime]:
    """By the number of a wish, when the first of what has fallen due is too late."""
    found = {}
    for number in wishes_of_those_after(db, now):
        wish = wish_as_named_now(db, number)
        near = [each.card for each in prospects_among(db, wish.filter, uids)]
        ends = [reminder.too_late_at for card in near for reminder in pending(wish, card, now)]
        if ends:
            found[number] = min(ends)
    return found
