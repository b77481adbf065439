"""The events of an agenda in reading order: now, month by month, past, and without a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from service.domain.card import Card
from service.domain.timespan import Approximate, Hours, Undated, WholeDays, days_in, sort_key

MIDNIGHT_FIRST = datetime.min.replace(tzinfo=UTC)  # what takes the whole day stands before what has an hour


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on the reader's days, both included. `zone` is that of the clock that its hours are told on."""

    card: Card
    days: WholeDays
    zone: str | None = None

    def running_on(self, today: date) -> bool:
        return self.days.first_day <= today <= self.days.last_day

    def is_running(self, now: datetime, today: date) -> bool:
        """Hours run from their start to their end, whole days as long as it is one of them."""
        match self.card.span:
            case Hours(start, end):
                return start <= now < end
            case _:
                return self.running_on(today)

    def is_over(self, now: datetime, today: date) -> bool:
        match self.card.span:
            case Hours(end=end):
                return end <= now
            case _:
                return self.days.last_day < today

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
    approximate: tuple[Card, ...]
    undated: tuple[Card, ...]

    @property
    def past_count(self) -> int:
        return sum(len(month.entries) for month in self.past)


def agenda(cards: Iterable[Card], today: date, *, zone: str | None) -> Agenda:
    """The agenda of a reader in `zone`, or None for the venue's days, on his day `today`."""
    cards = list(cards)
    entries = entries_of(cards, zone=zone)
    return Agenda(
        today=today,
        running=tuple(entry for entry in entries if entry.running_on(today)),
        months=by_month(entry for entry in entries if entry.days.first_day > today),
        past=by_month(entry for entry in reversed(entries) if entry.days.last_day < today),
        approximate=approximate(cards),
        undated=tuple(card for card in cards if isinstance(card.span, Undated)),
    )


def entry_of(card: Card, zone: str | None) -> Entry | None:
    """The event on the days of a reader in `zone`, or None for the venue's; None where its days are not known."""
    match card.dated:
        case WholeDays() as days:
            return Entry(card, days)
        case Hours() as hours:
            clock = zone or hours.zone
            return Entry(card, days_in(hours, clock), clock)
        case None:
            return None


def entries_of(cards: Iterable[Card], *, zone: str | None) -> list[Entry]:
    """Those that have a day, by their beginning; what has an hour comes after what takes the whole day."""
    return sorted((entry for card in cards if (entry := entry_of(card, zone))), key=_order)


def by_month(entries: Iterable[Entry]) -> tuple[Month, ...]:
    """The entries under the months in which they begin, in the order in which they come."""
    groups = groupby(entries, key=lambda entry: entry.days.first_day.replace(day=1))
    return tuple(Month(first, tuple(group)) for first, group in groups)


def approximate(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Those of which only a month or a year is known, by it."""
    found = [(sort_key(card.span), card.uid, card) for card in cards if isinstance(card.span, Approximate)]
    return tuple(card for _, _, card in sorted(found, key=lambda row: row[:2]))


def _order(entry: Entry) -> tuple[date, datetime, str]:
    span = entry.card.span
    start = span.start if isinstance(span, Hours) else MIDNIGHT_FIRST
    return entry.days.first_day, start, entry.card.uid
