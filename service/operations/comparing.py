"""Comparing: what readers were told with what holds now, once for all with the same wish who were told the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.notice import Change, is_to_be_told, last_day_ends, next_begins, tellings_of_change
from service.domain.quiet import Quiet
from service.domain.revision import Revision
from service.domain.telling import Telling
from service.domain.wish import Wish
from service.storage.events import current_events_among, revisions_numbered
from service.storage.planning import Reader, active_readers
from service.storage.told_changes import Outdated
from service.storage.wishes import wish_numbered

SETTLING = timedelta(minutes=10)  # who changes one thing, often changes another


@dataclass(frozen=True)
class ToNotice:
    """What a notice is to tell, when it is due, and from when on it makes no sense."""

    tellings: tuple[Telling, ...]
    due_at: datetime
    not_after: datetime


class Comparison:
    """What of these rows their readers have to know at `now`."""

    def __init__(self, db: Database, rows: Sequence[Outdated], now: datetime, quiet: Quiet | None) -> None:
        self._now, self._quiet = now, quiet
        self._outdated: dict[int, set[tuple[str, int]]] = {}
        for row in rows:
            self._outdated.setdefault(row.subscriber, set()).add((row.uid, row.told))
        told = {each for theirs in self._outdated.values() for each in theirs}
        self._before = revisions_numbered(db, sorted(told))
        self._after = _settled(current_events_among(db, sorted({uid for uid, _ in told})), now)
        self.readers = active_readers(db, self._outdated)
        self.wishes = {number: wish_numbered(db, number) for number in {each.wish for each in self.readers}}
        self._known: dict[tuple[int, frozenset[tuple[str, int]]], ToNotice | None] = {}

    def to_notice(self, reader: Reader) -> ToNotice | None:
        key = reader.wish, frozenset(self._outdated[reader.id])
        if key not in self._known:
            wish = self.wishes[reader.wish]
            self._known[key] = self._to_notice(wish, sorted(key[1])) if wish.changes else None
        return self._known[key]

    def _to_notice(self, wish: Wish, told: Sequence[tuple[str, int]]) -> ToNotice | None:
        pairs = [Change(self._before[each], self._after[each[0]]) for each in told if each[0] in self._after]
        changes = [each for each in pairs if is_to_be_told(wish, each, self._now)]
        if not changes:
            return None
        tellings = [telling for each in changes for telling in tellings_of_change(wish, each, self._now)]
        ends = [end for each in changes if (end := last_day_ends(wish, each))]
        return ToNotice(tuple(tellings), self._due_at(wish, changes), max(ends))

    def _due_at(self, wish: Wish, changes: Sequence[Change]) -> datetime:
        """At once or, in the quiet hours, at their end, unless something of it begins before."""
        night = self._quiet.night(self._now, wish.zone) if self._quiet else None
        begins = [begin for each in changes if (begin := next_begins(wish, each, self._now))]
        return night.end if night and night.end < min(begins) else self._now


def is_settled(at: datetime, now: datetime) -> bool:
    """Whether what was written at that instant has stood for a while.

    What was written at a later instant than now, was written before the clock was set back.
    """
    return abs(now - at) >= SETTLING


def _settled(revisions: Sequence[Revision], now: datetime) -> Mapping[str, Revision]:
    return {each.event.uid: each for each in revisions if is_settled(each.at, now)}
