"""The events of an agenda in reading order: now, month by month, past, and without a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from service.domain.event import AnyEvent
from service.domain.revision import Revision
from service.domain.timespan import (
    Approximate,
    Hours,
    Undated,
    WholeDays,
    begins,
    days_in,
    sort_key,
)


@dataclass(frozen=True)
class Entry:
    """An event on the reader's days, both included."""

    revision: Revision
    days: WholeDays

    @property
    def event(self) -> AnyEvent:
        return self.revision.event

    def running_on(self, today: date) -> bool:
        return self.days.first_day <= today <= self.days.last_day

    def days_left(self, today: date) -> int:
        """Days until it begins; less than 0 once it has begun."""
        return (self.days.first_day - today).days


@dataclass(frozen=True)
class Month:
    """`first` is the first day of the month."""

    first: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Agenda:
    """`running` includes today's; `months` are from tomorrow on; `past` is the latest month first."""

    today: date
    running: tuple[Entry, ...]
    months: tuple[Month, ...]
    past: tuple[Month, ...]
    approximate: tuple[Revision, ...]
    undated: tuple[Revision, ...]

    @property
    def past_count(self) -> int:
        return sum(len(month.entries) for month in self.past)


def agenda(revisions: Iterable[Revision], today: date, *, zone: str) -> Agenda:
    """The agenda of a reader in `zone` on his day `today`."""
    revisions = list(revisions)
    entries = sorted(
        (entry for revision in revisions if (entry := entry_of(revision, zone))),
        key=lambda entry: _order(entry, zone),
    )
    return Agenda(
        today=today,
        running=tuple(entry for entry in entries if entry.running_on(today)),
        months=_by_month(entry for entry in entries if entry.days.first_day > today),
        past=_by_month(entry for entry in reversed(entries) if entry.days.last_day < today),
        approximate=tuple(sorted(_of_span(revisions, Approximate), key=_approximate_order)),
        undated=tuple(sorted(_of_span(revisions, Undated), key=lambda revision: revision.event.uid)),
    )


def entry_of(revision: Revision, zone: str) -> Entry | None:
    """The event on the days of a reader in `zone`; None where its days are not known."""
    dated = revision.event.dated
    return Entry(revision, days_in(dated, zone)) if dated else None


def _order(entry: Entry, zone: str) -> tuple[datetime, bool, str]:
    """By beginning; what has an hour comes after what takes the whole day."""
    span = entry.event.dated
    assert span is not None
    return begins(span, zone), isinstance(span, Hours), entry.event.uid


def _by_month(entries: Iterable[Entry]) -> tuple[Month, ...]:
    by_month = groupby(entries, key=lambda entry: entry.days.first_day.replace(day=1))
    return tuple(Month(first, tuple(group)) for first, group in by_month)


def _of_span(revisions: Iterable[Revision], case: type[Approximate] | type[Undated]) -> list[Revision]:
    return [revision for revision in revisions if isinstance(revision.event.span, case)]


def _approximate_order(revision: Revision) -> tuple[str, str]:
    assert isinstance(revision.event.span, Approximate)
    return sort_key(revision.event.span), revision.event.uid
