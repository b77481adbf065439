"""Previewing: the digest that a reader would get on a day, by what is known now."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from service.domain.due_days import all_due_days
from service.domain.message import Mailing, Plan
from service.domain.reminder import pending
from service.domain.site import Site
from service.domain.slot import last_slot_day, slot
from service.domain.subscriber import Active, Paused, Subscriber, Suspended, Unconfirmed
from service.domain.telling import Telling, Told
from service.domain.wish import Wish
from service.operations.dates_at_hand import DatesAtHand
from service.operations.wording import Worded, worded_digest
from service.rendering.own_words import own_words
from service.storage.generations import generation
from service.storage.planning import messages_telling, unsent_messages
from service.storage.prospects import prospects
from service.storage.tellings import tellings_that_tell


def preview(db: Database, reader: Subscriber, day: date, site: Site, now: datetime) -> bytes | str:
    """The mail of that day of his calendar, or a sentence that says why there would be none. `now` is aware, UTC.

    On the day that it is for him, that is all that he has not been told yet; on another, what falls due on it.
    """
    if reason := _gets_none_because(reader, day):
        return f"{reader.email} {reason}: nothing would be sent on {day}."
    dates = DatesAtHand(db, generation(db))
    wish = dates.as_named_now(reader.wish)
    instant = now if day == last_slot_day(wish, now) else slot(wish, day)
    planned = _fallen_due(db, reader, wish, _beginning(wish, day, now), instant)
    worded = worded_digest(dates, wish, planned, site, instant)
    if worded is None:
        return f"Nothing falls due for {reader.email} on {day}: nothing would be sent."
    return _filled(worded, reader, day, site, instant)


def _gets_none_because(reader: Subscriber, day: date) -> str | None:
    match reader.standing:
        case Paused(until) if day < until:
            return f"is paused until {until}"
        case Suspended(reason):
            return f"is suspended ({reason})"
        case Unconfirmed():
            return "has not confirmed yet"
        case Paused() | Active():
            return None


def _beginning(wish: Wish, day: date, now: datetime) -> datetime:
    """What fell due until then is told by an earlier mail."""
    if day == last_slot_day(wish, now):
        return datetime.min.replace(tzinfo=now.tzinfo)
    return slot(wish, day - timedelta(days=1))


def _fallen_due(db: Database, reader: Subscriber, wish: Wish, after: datetime, until: datetime) -> list[Telling]:
    """What has fallen due between these instants (the latter included), still makes sense and was not told."""
    found = {
        reminder.told: (reminder, prospect.number)
        for prospect in prospects(db, wish.filter, all_due_days(wish, until))
        for reminder in pending(wish, prospect.card, until)
        if after < reminder.due_at and (reader.since < reminder.due_at or not reminder.passes)
    }
    told = _told(db, reader, found, day=wish.local(until).date())
    return [Telling(each, number) for each, (_, number) in found.items() if each not in told]


def _told(db: Database, reader: Subscriber, wanted: Iterable[Told], *, day: date) -> set[Told]:
    """Those that a message told him, or is about to; but for the one that is to be shown."""
    sets = tellings_that_tell(db, wanted)
    waiting = unsent_messages(db, Mailing.DIGEST, [reader.id])
    shown = {each.id for each in waiting if each.slot == day.isoformat()}
    messages = messages_telling(db, [reader.id], sets)
    return {told for _, id, number in messages if id not in shown for told in sets[number]}


def _filled(worded: Worded, reader: Subscriber, day: date, site: Site, now: datetime) -> bytes:
    plan = Plan(
        mailing=Mailing.DIGEST,
        subscriber=reader.id,
        recipient=reader.email,
        slot=day.isoformat(),
        due_at=now,
        not_after=now,
    )
    own = own_words(
        worded.letter.gaps,
        id=reader.id,
        secret=reader.secret,
        address=reader.email,
        message_id=plan.message_id(site.mail_domain),
        now=now,
    )
    return worded.letter.filled(own)
