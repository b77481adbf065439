"""Waking: whoever would learn too late of an event that has come up or changed, is looked at before his next hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.reminder import OVERDUE_DAYS, pending
from service.domain.wish import WEEK_DAYS
from service.storage.database import transaction
from service.storage.planning import (
    look_once_more_at,
    look_sooner_at,
    looked_at_after,
    wish_as_named_now,
    wishes_of_those_after,
)
from service.storage.prospects import prospects_among
from service.storage.told_changes import uids_on

JUST_NOW = timedelta(minutes=1)  # that the next tick comes at the latest

_TWO_DAYS = 2  # that the day of the venue may be another than the reader's
_BEFORE = timedelta(days=OVERDUE_DAYS + _TWO_DAYS)
_AFTER = timedelta(days=WEEK_DAYS + _TWO_DAYS)  # of the next look at the latest


def wake_for(db: Database, uids: Sequence[str], now: datetime) -> None:
    """Looks at once at the readers for whom one of these events has fallen due, and is too late at their next look."""
    near = _near(db, uids, now)
    wishes = wishes_of_those_after(db, now) if near else []
    found = {wish: instant for wish in wishes if (instant := _too_late(db, wish, near, now))}
    if found:
        with transaction(db):
            for wish, instant in found.items():
                look_sooner_at(db, wish, now, than=instant)


def wake_those_looked_at_in_advance(db: Database, uids: Sequence[str], now: datetime) -> None:
    """The same for those who were looked at as of an hour that is only coming, or has just come: what has come up
    since belongs into that same digest, settled or not."""
    near = _near(db, uids, now)
    looks = looked_at_after(db, now - JUST_NOW) if near else []
    found = {look: instant for look in looks if (instant := _too_late(db, look[0], near, look[1]))}
    if found:
        with transaction(db):
            for (wish, looked_at), instant in found.items():
                look_once_more_at(db, wish, looked_at, than=instant)


def _near(db: Database, uids: Sequence[str], now: datetime) -> list[str]:
    """Those of these events of which anything can be too late soon."""
    return uids_on(db, uids, first_day=now.date() - _BEFORE, last_day=now.date() + _AFTER) if uids else []


def _too_late(db: Database, number: int, uids: Sequence[str], at: datetime) -> datetime | None:
    """When the first is too late of what has fallen due at that instant, of these events by that wish."""
    wish = wish_as_named_now(db, number)
    cards = [each.card for each in prospects_among(db, wish.filter, uids)]
    return min((each.too_late_at for card in cards for each in pending(wish, card, at)), default=None)
