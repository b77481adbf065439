"""Reminding: what falls due becomes messages in the outbox, at most one per reader and day.

Readers with the same wish who were looked at until the same instant are looked at together: what may have fallen due
since is found once for all of them, and from that is taken what each was told already. So it does no harm to find too
much, and whoever is looked at twice is told once.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlite_utils import Database

from service.domain.due_days import Stretch, all_due_days, due_days_between
from service.domain.message import Mailing, Plan
from service.domain.quiet import Quiet
from service.domain.reminder import OVERDUE_DAYS, longest_lead, pending
from service.domain.site import Site
from service.domain.slot import last_slot_day, next_regular_slot, next_slot, slot
from service.domain.telling import Told
from service.domain.wish import Wish
from service.operations.comparing import SETTLING
from service.operations.noticing import plan_missed_notices
from service.operations.subtracting import Falling, LeftToTell, Subtraction
from service.storage.database import transaction
from service.storage.outbox import plan_messages
from service.storage.planning import (
    Reader,
    Rewritten,
    Superseded,
    Unsent,
    end_pause,
    is_anybody_beyond,
    keys_in_use,
    look_again_at_those_beyond,
    look_later_at,
    look_next_at,
    readers_to_plan,
    rewrite,
    supersede,
    unsent_messages,
    wish_as_named_now,
)
from service.storage.prospects import Prospect, prospects, prospects_among, prospects_revised_since
from service.storage.publications import last_change_of_calendars
from service.storage.tellings import tellings_numbered

BATCH = 5000  # readers looked at in one transaction, for which others wait
BATCH_OF_ALL = 2000  # where everything has to be looked at for the first of them
# An event may have been written with an instant from before the last look, though later: somebody waited for the lock,
# an import took its time, or the clocks differed. And a clock may be set back by so much without being noticed.
SLACK = timedelta(days=1)


def plan_due_digests(
    db: Database, site: Site, now: datetime, *, ahead: timedelta = timedelta(), quiet: Quiet | None = None
) -> int:
    """Plans all that is due at `now` (aware, UTC), or will be within `ahead`: how many messages are new.

    What is late and would come in the `quiet` hours, waits for their end, unless it would be too late by then.
    """
    now = now.replace(microsecond=0)
    until = now + ahead
    if is_anybody_beyond(db, until + SETTLING):  # the clock was set back
        with transaction(db):
            look_again_at_those_beyond(db, until + SETTLING, now=now)
    planned = 0
    while first := readers_to_plan(db, until, most=1):
        with transaction(db):
            readers = readers_to_plan(db, until, most=BATCH if first[0].planned_until else BATCH_OF_ALL)
            unsent = _unsent(db, readers)
            planned += sum(_plan_together(db, site, each, unsent, now, quiet) for each in _together(db, readers, now))
    return planned


_UnsentDigests = Mapping[int, Sequence[Unsent]]
"""By their reader."""


@dataclass(frozen=True)
class _Together:
    """Readers with the same wish who were looked at until the same instant, and are looked at as of `look`.

    `after` None says that everything has to be looked at.
    """

    wish: Wish
    after: datetime | None
    look: datetime
    readers: list[Reader]

    @cached_property
    def day(self) -> date:
        """That of the digest."""
        return last_slot_day(self.wish, self.look)

    @cached_property
    def due_at(self) -> datetime:
        return slot(self.wish, self.day)


@dataclass
class _Decided:
    """What becomes of messages and readers. `waiting` are those who are not told yet, by when to look at them again."""

    plans: list[Plan] = field(default_factory=list)
    rewritten: list[Rewritten] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    waiting: dict[datetime, list[int]] = field(default_factory=dict)


def _together(db: Database, readers: Iterable[Reader], now: datetime) -> list[_Together]:
    """Without those whose pause has not ended."""
    wishes: dict[int, Wish] = {}
    found: dict[tuple[int, datetime | None, datetime], _Together] = {}
    for reader in readers:
        if reader.wish not in wishes:
            wishes[reader.wish] = wish_as_named_now(db, reader.wish)
        wish, look = wishes[reader.wish], max(reader.plan_at, now)
        if reader.paused_until and wish.local(look).date() < reader.paused_until:
            look_later_at(db, [reader.id], slot(wish, reader.paused_until))
            continue
        if reader.paused_until:
            end_pause(db, reader.id)
        after = None if reader.paused_until else reader.planned_until
        found.setdefault((reader.wish, after, look), _Together(wish, after, look, [])).readers.append(reader)
    return list(found.values())


def _unsent(db: Database, readers: Iterable[Reader]) -> _UnsentDigests:
    found: dict[int, list[Unsent]] = {}
    for each in unsent_messages(db, Mailing.DIGEST, [reader.id for reader in readers]):
        found.setdefault(each.subscriber, []).append(each)
    return found


def _plan_together(
    db: Database, site: Site, them: _Together, unsent: _UnsentDigests, now: datetime, quiet: Quiet | None
) -> int:
    planned = 0
    if them.after is None:
        planned = plan_missed_notices(db, site, [each.id for each in them.readers], now, quiet=quiet)
    falling = _falling_due(db, them)
    theirs = {reader.id: unsent[reader.id] for reader in them.readers if reader.id in unsent}
    decided = _decide(db, them, falling, theirs, quiet) if falling else _Decided()
    planned += plan_messages(db, decided.plans, domain=site.mail_domain, now=now)
    rewrite(db, decided.rewritten)
    supersede(db, decided.superseded, now=now)
    _look_again(db, them, decided)
    return planned


def _falling_due(db: Database, them: _Together) -> dict[Told, Falling]:
    """At least all that these readers have not been told yet; mostly not much more."""
    wish, look, after = them.wish, them.look, them.after
    if after is None or last_change_of_calendars(db) > after - SLACK:
        return _pending(them, prospects(db, wish.filter, all_due_days(wish, look)))
    today = wish.local(look).date()
    near = Stretch(today - timedelta(days=OVERDUE_DAYS), today + timedelta(days=longest_lead(wish)))
    revised = prospects_revised_since(db, wish.filter, near, after - SLACK)
    return _pending(them, prospects(db, wish.filter, due_days_between(wish, after, look)) + revised)


def _pending(them: _Together, found: Iterable[Prospect]) -> dict[Told, Falling]:
    return {
        reminder.told: Falling(reminder, each.number)
        for each in found
        for reminder in pending(them.wish, each.card, them.look)
    }


def _decide(
    db: Database, them: _Together, falling: dict[Told, Falling], unsent: _UnsentDigests, quiet: Quiet | None
) -> _Decided:
    subtraction = Subtraction(db, falling | _falling_due_of(db, them, unsent.values()), them.readers, unsent)
    left = [(reader, to_tell) for reader in them.readers if (to_tell := subtraction.left_to_tell(reader))]
    plans = [_plan(them, reader, to_tell) for reader, to_tell in left]
    taken = keys_in_use(db, [plan.dedupe_key for plan in plans])
    decided, later = _Decided(), _waits_until(them, quiet)
    for (reader, to_tell), plan in zip(left, plans, strict=True):
        if later and later < to_tell.urgent_at:
            decided.waiting.setdefault(later, []).append(reader.id)
        else:
            _decide_for(them, plan, unsent.get(reader.id, ()), taken, decided)
    return decided


def _decide_for(them: _Together, plan: Plan, unsent: Sequence[Unsent], taken: Set[str], decided: _Decided) -> None:
    """A new message takes over what is unsent; that of the same day, if it is not written yet, tells what it would."""
    todays = [each for each in unsent if each.slot == plan.slot and not each.is_frozen]
    if plan.dedupe_key in taken and not todays:
        decided.waiting.setdefault(next_slot(them.wish, them.look), []).append(plan.subscriber)
        return
    decided.plans += [] if todays else [plan]
    decided.rewritten += [Rewritten(each.id, plan) for each in todays]
    decided.superseded += [Superseded(each.id, plan.dedupe_key) for each in unsent if each not in todays]


def _falling_due_of(db: Database, them: _Together, unsent: Iterable[Sequence[Unsent]]) -> dict[Told, Falling]:
    """What the unsent messages are to tell, as far as that still makes sense."""
    numbers = {each.telling for theirs in unsent for each in theirs}
    uids = {telling.told.uid for number in numbers for telling in tellings_numbered(db, number)}
    return _pending(them, prospects_among(db, them.wish.filter, uids)) if uids else {}


def _plan(them: _Together, reader: Reader, to_tell: LeftToTell) -> Plan:
    return Plan(
        mailing=Mailing.DIGEST,
        subscriber=reader.id,
        recipient=reader.email,
        slot=them.day.isoformat(),
        due_at=them.due_at,
        not_after=to_tell.not_after,
        tellings=to_tell.tellings,
    )


def _waits_until(them: _Together, quiet: Quiet | None) -> datetime | None:
    """When a digest comes that would come late, and not on its day or in the quiet hours."""
    wish, look = them.wish, them.look
    if wish.local(look).date() > them.day:
        return next_slot(wish, look)
    night = quiet.night(look, wish.zone) if quiet else None
    return night.end if night and them.due_at < night.begin else None


def _look_again(db: Database, them: _Together, decided: _Decided) -> None:
    waiting = {id for ids in decided.waiting.values() for id in ids}
    looked_at = [reader.id for reader in them.readers if reader.id not in waiting]
    look_next_at(db, looked_at, next_regular_slot(them.wish, them.look), planned_until=them.look)
    for later, ids in decided.waiting.items():
        look_later_at(db, ids, later)
