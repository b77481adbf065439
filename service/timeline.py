"""What was sent to whom, when and why, in lines for a terminal."""

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from service.domain.delivery import Accepted, AddressRefused, Deferred, Refused, Unsure
from service.domain.digest import told_in_order
from service.domain.message import Mailing
from service.domain.telling import Ahead, Changed, Occasion, Overdue, Running
from service.operations.sending import Sent
from service.operations.ticking import Tick
from service.storage.events import event_with_uid
from service.storage.subscribers import subscriber_with_id
from service.storage.tellings import tellings_of


def lines(db: Database, instant: datetime, tick: Tick) -> Iterator[str]:
    """One line a message, then one for each date in it; `instant` is aware, UTC."""
    for sent in tick.sent:
        yield f"{_when(db, instant, sent)}  {_outcome(sent)} {sent.message.recipient}"
        yield from _reasons(db, sent)
    if tick.expired:
        messages = "message" if tick.expired == 1 else "messages"
        yield f"{instant:%Y-%m-%d %H:%M} UTC  {tick.expired} {messages} expired: too late to make sense"


def _when(db: Database, instant: datetime, sent: Sent) -> str:
    subscriber = subscriber_with_id(db, sent.message.subscriber)
    if subscriber is None:  # he left while his mail was on its way
        return f"{instant:%a %d %b %Y %H:%M} UTC"
    return f"{subscriber.wish.local(instant):%a %d %b %Y %H:%M} {subscriber.wish.zone}"


def _outcome(sent: Sent) -> str:
    what = _NAMES[sent.message.mailing]
    match sent.outcome:
        case Accepted():
            return f"{what} sent to"
        case Deferred(reason):
            return f"{what} deferred ({reason}):"
        case Refused(reason) | AddressRefused(reason):
            return f"{what} refused ({reason}):"
        case Unsure(reason):
            return f"{what}, not known whether accepted ({reason}):"


_NAMES = {
    Mailing.DIGEST: "digest",
    Mailing.NOTICE: "change",
    Mailing.CONFIRMATION: "confirmation",
    Mailing.LINK: "link",
}


def _reasons(db: Database, sent: Sent) -> Iterator[str]:
    """Each date of the message with the occasions on which it is told."""
    told = sorted((each.told for each in tellings_of(db, sent.message.id)), key=told_in_order)
    for uid in dict.fromkeys(each.uid for each in told):
        items = [each for each in told if each.uid == uid]
        revision = event_with_uid(db, uid)
        title = revision.event.summary.original if revision else uid
        first_day = next((each.first_day.isoformat() for each in items if each.first_day), "no day    ")
        yield f"    {first_day}  {title}  ({' and '.join(_occasion(each.occasion) for each in items)})"


def _occasion(occasion: Occasion) -> str:
    match occasion:
        case Ahead(0):
            return "on the day"
        case Ahead(days):
            return f"{days} {'day' if days == 1 else 'days'} before"
        case Running(day):
            return f"day {day}"
        case Overdue():
            return "overdue"
        case Changed():
            return "changed"
