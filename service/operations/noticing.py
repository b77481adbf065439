"""Noticing: what is no longer as readers were told becomes a message to them, once it has stood for a while.

Changes are found by the generation in which an event was last written, which only ever rises: whatever the clocks say,
none is overlooked. Who has to know is found by what he was told last, so that it does no harm to look twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from service.domain.message import Mailing, Plan
from service.domain.notice import Change, is_material
from service.domain.quiet import Quiet
from service.domain.site import Site
from service.domain.telling import Ahead, Telling
from service.domain.wish import Wish
from service.operations.comparing import Comparison, ToNotice, is_settled
from service.operations.waking import wake_for, wake_those_looked_at_in_advance
from service.storage.database import transaction
from service.storage.events import current_events_among, revisions_numbered
from service.storage.generations import generation
from service.storage.outbox import plan_messages
from service.storage.planning import Reader, Rewritten, keys_in_use, messages_telling, rewrite, unsent_messages
from service.storage.tellings import tellings_that_tell
from service.storage.told_changes import (
    ChangedEvent,
    Outdated,
    all_outdated,
    changes_looked_at,
    earlier_revisions_told,
    events_changed_after,
    look_at_changes_from,
    outdated,
    readers_told_before,
)

BATCH = 2000  # readers in one transaction, for which others wait


def plan_due_notices(db: Database, site: Site, now: datetime, *, quiet: Quiet | None = None) -> int:
    """Plans a mail to each reader who was told of what has changed since: how many messages are new.

    It comes at once or, in the `quiet` hours, at their end, unless something in it begins before. `now` is aware, UTC.
    """
    now = now.replace(microsecond=0)
    looked_at, known_until = changes_looked_at(db), generation(db)
    if looked_at == known_until:
        return 0
    found = events_changed_after(db, looked_at)
    settled = [each for each in found if is_settled(each.at, now)]
    planned = _plan_to_those_told(db, site, settled, now, quiet)
    wake_for(db, [each.uid for each in settled], now)
    wake_those_looked_at_in_advance(db, [each.uid for each in found], now)
    until = min([known_until, *(each.generation - 1 for each in found if not is_settled(each.at, now))])
    if until != looked_at:
        with transaction(db):
            look_at_changes_from(db, until)
    return planned


def plan_missed_notices(
    db: Database, site: Site, readers: Iterable[int], now: datetime, *, quiet: Quiet | None = None
) -> int:
    """The same for these readers, of whatever has changed since each was told of it, be it long ago.

    Call it in a transaction, when they get mails again.
    """
    return _plan(db, site, all_outdated(db, readers), now, quiet)


def _plan_to_those_told(
    db: Database, site: Site, settled: Sequence[ChangedEvent], now: datetime, quiet: Quiet | None
) -> int:
    uids = _materially_changed(db, settled)
    readers = sorted({reader for uid in uids for reader in readers_told_before(db, uid)})
    planned = 0
    for start in range(0, len(readers), BATCH):
        batch = readers[start : start + BATCH]
        with transaction(db):
            planned += _plan(db, site, outdated(db, uids, batch), now, quiet)
    return planned


def _materially_changed(db: Database, settled: Iterable[ChangedEvent]) -> list[str]:
    """Of these events, those of which some reader may have been told what no longer holds."""
    told = earlier_revisions_told(db, (each for each in settled if each.number > 1))
    before = revisions_numbered(db, sorted(told))
    current = {each.event.uid: each for each in current_events_among(db, sorted({uid for uid, _ in told}))}
    return sorted({uid for (uid, _), each in before.items() if is_material(Change(each, current[uid]))})


def _plan(db: Database, site: Site, rows: Sequence[Outdated], now: datetime, quiet: Quiet | None) -> int:
    """One mail to a reader for all that he has to know; one that waits and is not written yet, is to tell it."""
    waiting = {
        each.subscriber: each.id
        for each in unsent_messages(db, Mailing.NOTICE, {each.subscriber for each in rows})
        if not each.is_frozen
    }
    others = [each for each in rows if each.subscriber not in waiting]
    compared = Comparison(db, [*others, *all_outdated(db, waiting)], now, quiet)
    found = [(reader, notice) for reader in compared.readers if (notice := compared.to_notice(reader))]
    less = _less_what_was_told(db, found, waiting)
    plans = [_plan_of(reader, compared.wishes[reader.wish], notice, less[reader.id]) for reader, notice in found]
    rewrite(db, [Rewritten(waiting[plan.subscriber], plan) for plan in plans if plan.subscriber in waiting])
    new = [plan for plan in plans if plan.subscriber not in waiting]
    wishes = {reader.id: compared.wishes[reader.wish] for reader, _ in found}
    return plan_messages(db, _with_free_keys(db, new, wishes), domain=site.mail_domain, now=now)


def _less_what_was_told(
    db: Database, found: Sequence[tuple[Reader, ToNotice]], waiting: Mapping[int, int]
) -> dict[int, tuple[Telling, ...]]:
    """What each of these readers is to be told, without the leads that another mail tells or told."""
    notices = {id(notice): notice for _, notice in found}
    ahead = {
        each.told for notice in notices.values() for each in notice.tellings if isinstance(each.told.occasion, Ahead)
    }
    sets = tellings_that_tell(db, ahead)
    told: dict[int, set[int]] = {}
    for subscriber, message, number in messages_telling(db, [reader.id for reader, _ in found], sets):
        if waiting.get(subscriber) != message:
            told.setdefault(subscriber, set()).add(number)
    known: dict[tuple[int, frozenset[int]], tuple[Telling, ...]] = {}
    less = {}
    for reader, notice in found:
        numbers = frozenset(told.get(reader.id, ()))
        if (id(notice), numbers) not in known:
            gone = set().union(*(sets[number] for number in numbers))
            known[id(notice), numbers] = tuple(each for each in notice.tellings if each.told not in gone)
        less[reader.id] = known[id(notice), numbers]
    return less


def _plan_of(reader: Reader, wish: Wish, notice: ToNotice, tellings: tuple[Telling, ...]) -> Plan:
    return Plan(
        mailing=Mailing.NOTICE,
        subscriber=reader.id,
        recipient=reader.email,
        slot=_slot(wish, notice.due_at),
        due_at=notice.due_at,
        not_after=notice.not_after,
        tellings=tellings,
    )


def _slot(wish: Wish, due_at: datetime) -> str:
    """The minute on the reader's clock."""
    return f"{wish.local(due_at):%Y-%m-%dT%H:%M}"


def _with_free_keys(db: Database, plans: Sequence[Plan], wishes: Mapping[int, Wish]) -> list[Plan]:
    """Where a reader got another notice in the same minute, or an hour ago in the same one of a clock that was set
    back, the new one is a minute later."""
    plans = list(plans)
    while taken := keys_in_use(db, [plan.dedupe_key for plan in plans]):
        plans = [_later(plan, wishes[plan.subscriber]) if plan.dedupe_key in taken else plan for plan in plans]
    return plans


def _later(plan: Plan, wish: Wish) -> Plan:
    due_at = plan.due_at.replace(second=0) + timedelta(minutes=1)
    return replace(plan, due_at=due_at, slot=_slot(wish, due_at))
