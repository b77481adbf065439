"""A mail about what is no longer as its readers were told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.card import card_of
from service.domain.event import Status
from service.domain.reminder import ahead_until, leads_to, reminder
from service.domain.revision import Revision, what_people_act_on
from service.domain.telling import Ahead, Changed, Telling, Told
from service.domain.timespan import days_in
from service.domain.wish import Wish


@dataclass(frozen=True)
class Change:
    """`before` is the revision that the readers were told, `after` the one that holds now."""

    before: Revision
    after: Revision


@dataclass(frozen=True)
class Notice:
    """What the mail says, as of the reader's `today`; the same for all readers with this wish who were told the
    same."""

    wish: Wish
    today: date
    changes: tuple[Change, ...]


def notice(wish: Wish, changes: Iterable[Change], now: datetime) -> Notice:
    """The notice as it reads at `now` (aware), by day and uid; what nobody has to know any more is left out."""
    kept = [each for each in changes if is_to_be_told(wish, each, now)]
    return Notice(wish, wish.local(now).date(), tuple(sorted(kept, key=lambda each: _in_order(wish, each))))


def is_material(change: Change) -> bool:
    """Whether the time, the place or the status is another; what was called off and still is, concerns nobody."""
    before, after = change.before.event, change.after.event
    if before.status is after.status is Status.CANCELLED:
        return False
    return what_people_act_on(before) != what_people_act_on(after)


def is_to_be_told(wish: Wish, change: Change, now: datetime) -> bool:
    """Whether it is another time, place or status, while one of the two dates is still ahead."""
    until = last_day_ends(wish, change)
    return is_material(change) and until is not None and now < until


def last_day_ends(wish: Wish, change: Change) -> datetime | None:
    """The instant (UTC) from which neither the old nor the new date is ahead; None where neither has a day."""
    return max(_ends(wish, change), default=None)


def next_begins(wish: Wish, change: Change, now: datetime) -> datetime | None:
    """The instant (UTC) until which the old or the new date is ahead, whichever is next at `now`."""
    return min((each for each in _ends(wish, change) if now < each), default=None)


def tellings_of_change(wish: Wish, change: Change, now: datetime) -> list[Telling]:
    """What a notice of it tells: the change, and whatever has fallen due already for the new date."""
    after, first_day = change.after, _first_day(wish, change.after)
    told = [Told(after.event.uid, first_day, Changed(change.before.number))]
    if first_day:
        found = [reminder(wish, card_of(after), Ahead(lead)) for lead in leads_to(wish, first_day)]
        told += [each.told for each in found if each and each.due_at <= now < each.too_late_at]
    return [Telling(each, after.number) for each in told]


def tellings_of_notice(notice: Notice, planned: Iterable[Telling]) -> tuple[Telling, ...]:
    """What of all that was planned the notice really tells, which may be less, or of a later revision."""
    by_uid = {each.after.event.uid: each for each in notice.changes}
    return tuple(
        Telling(Told(told.uid, day, told.occasion), by_uid[told.uid].after.number)
        for told in (telling.told for telling in planned)
        if told.uid in by_uid
        for day in [_first_day(notice.wish, by_uid[told.uid].after)]
        if isinstance(told.occasion, Changed) or told.first_day == day
    )


def _ends(wish: Wish, change: Change) -> list[datetime]:
    ends = (ahead_until(each.event.span, wish.zone) for each in (change.before, change.after))
    return [each for each in ends if each]


def _first_day(wish: Wish, revision: Revision) -> date | None:
    return days_in(revision.event.dated, wish.zone).first_day if revision.event.dated else None


def _in_order(wish: Wish, change: Change) -> tuple[date, str]:
    day = _first_day(wish, change.after) or _first_day(wish, change.before) or date.max
    return day, change.after.event.uid
