"""Subtracting: from what has fallen due is taken what readers were told, once for all who were told the same."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from service.domain.digest import told_in_order
from service.domain.reminder import Reminder
from service.domain.telling import Telling, Told
from service.storage.planning import Reader, Unsent, messages_telling
from service.storage.tellings import tellings_that_tell


@dataclass(frozen=True)
class Falling:
    """What has fallen due, with the number of the revision that it is told from."""

    reminder: Reminder
    number: int


@dataclass(frozen=True)
class LeftToTell:
    """What a reader is to be told. Something of it would be too late at the instant `urgent_at`."""

    tellings: tuple[Telling, ...]
    not_after: datetime
    urgent_at: datetime


class Subtraction:
    """What has fallen due for many readers, less what each of them was told."""

    def __init__(
        self,
        db: Database,
        falling: Mapping[Told, Falling],
        readers: Sequence[Reader],
        unsent: Mapping[int, Sequence[Unsent]],
    ) -> None:
        """`unsent` are messages by their reader that a new one would take over: what they are to tell is not told yet,
        but about to be."""
        self._falling = sorted(falling.values(), key=lambda each: told_in_order(each.reminder.told))
        self._sets = tellings_that_tell(db, falling)
        self._unsent = {reader: frozenset(each.telling for each in theirs) for reader, theirs in unsent.items()}
        unsent_ids = {each.id for theirs in unsent.values() for each in theirs}
        self._told: dict[int, set[int]] = {}
        for reader, message, telling in messages_telling(db, [each.id for each in readers], self._sets):
            if message not in unsent_ids:
                self._told.setdefault(reader, set()).add(telling)
        self._passing = sorted({each.reminder.due_at for each in self._falling if each.reminder.passes})
        self._known: dict[tuple[frozenset[int], frozenset[int], int], LeftToTell | None] = {}

    def left_to_tell(self, reader: Reader) -> LeftToTell | None:
        """All that he has not been told; None where it is all in messages to him that wait to be sent."""
        told = frozenset(self._told.get(reader.id, ()))
        unsent = self._unsent.get(reader.id, frozenset())
        passed = bisect_right(self._passing, reader.since)
        if (told, unsent, passed) not in self._known:
            self._known[told, unsent, passed] = self._left(told, unsent, passed)
        return self._known[told, unsent, passed]

    def _left(self, told: Iterable[int], unsent: Iterable[int], passed: int) -> LeftToTell | None:
        before_his_time = set(self._passing[:passed])
        left = [
            each
            for each in self._less(told, self._falling)
            if not (each.reminder.passes and each.reminder.due_at in before_his_time)
        ]
        fresh = self._less(unsent, left)
        if not fresh:
            return None
        return LeftToTell(
            tuple(Telling(each.reminder.told, each.number) for each in left),
            max(each.reminder.too_late_at for each in left),
            min(each.reminder.too_late_at for each in fresh),
        )

    def _less(self, telling: Iterable[int], falling: Iterable[Falling]) -> list[Falling]:
        told: set[Told] = set()
        told = told.union(*(self._sets.get(number, set()) for number in telling))
        return [each for each in falling if each.reminder.told not in told]
