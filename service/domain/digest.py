"""The one mail that a reader gets on a day: what falls due, and what is ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.card import card_of
from service.domain.reminder import ahead_until, is_wished, reminder
from service.domain.revision import Revision
from service.domain.telling import Ahead, Changed, Occasion, Overdue, Running, Telling, Told
from service.domain.timespan import days_in
from service.domain.wish import Wish

AHEAD_DAYS = 30  # how far "also ahead" looks; a month is what people plan by


@dataclass(frozen=True)
class Item:
    """One event in a digest, on what occasions it is told, and with the reader's days until it begins; negative where
    it has begun."""

    revision: Revision
    occasions: tuple[Occasion, ...]
    first_day: date
    days_left: int


@dataclass(frozen=True)
class Digest:
    """What the mail says, as of the reader's `today`; the same for all readers with this wish who are told the same."""

    wish: Wish
    today: date
    due: tuple[Item, ...]
    ahead: tuple[Item, ...]

    @property
    def tellings(self) -> tuple[Telling, ...]:
        """What it really tells, which may be less than was planned."""
        return tuple(
            Telling(Told(item.revision.event.uid, item.first_day, occasion), item.revision.number)
            for item in self.due
            for occasion in item.occasions
        )


def digest(wish: Wish, due: Iterable[tuple[Told, Revision]], upcoming: Iterable[Revision], now: datetime) -> Digest:
    """The digest as it reads at `now` (aware): `due` is what it is sent for, with the revision of the event that holds
    now; `upcoming` is what else the wish lets through.

    What has begun since it was planned, is settled or is now on another day is left out.
    """
    today = wish.local(now).date()
    occasions: dict[str, list[Occasion]] = {}
    revisions: dict[str, Revision] = {}
    for told, revision in due:
        if is_still_to_tell(wish, told, revision, now):
            occasions.setdefault(told.uid, []).append(told.occasion)
            revisions[told.uid] = revision
    items = [_item(wish, revision, occasions[uid], today) for uid, revision in revisions.items()]
    ahead = [
        _item(wish, each, (), today)
        for each in upcoming
        if each.event.uid not in revisions and _is_ahead(each, wish, now)
    ]
    return Digest(wish, today, _in_order(items), _in_order(each for each in ahead if 0 <= each.days_left <= AHEAD_DAYS))


def is_still_to_tell(wish: Wish, told: Told, revision: Revision, now: datetime) -> bool:
    """Whether the reader still wants to be told that, and it makes sense of the event as it is in that revision."""
    found = reminder(wish, card_of(revision), told.occasion)
    return found is not None and found.told == told and now < found.too_late_at and is_wished(wish, told)


def _is_ahead(revision: Revision, wish: Wish, now: datetime) -> bool:
    until = ahead_until(revision.event.span, wish.zone)
    return until is not None and now < until


def told_in_order(told: Told) -> tuple[date, str, int, int]:
    """By day and uid; of one event the longest lead first, what is running or overdue last."""
    return told.first_day or date.max, told.uid, *_rank(told.occasion)


def _rank(occasion: Occasion) -> tuple[int, int]:
    match occasion:
        case Changed(number):
            return 0, number
        case Ahead(lead):
            return 1, -lead
        case Running(day):
            return 2, day
        case Overdue():
            return 3, 0


def _item(wish: Wish, revision: Revision, occasions: Iterable[Occasion], today: date) -> Item:
    assert revision.event.dated, "only dated events are reminded of"
    first_day = days_in(revision.event.dated, wish.zone).first_day
    return Item(revision, tuple(sorted(occasions, key=_rank)), first_day, (first_day - today).days)


def _in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: (item.first_day, item.revision.event.uid)))
