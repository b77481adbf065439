"""What was sent to whom, when and why, in lines for a terminal."""

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from service.domain.delivery import Accepted, Deferred, Refused, Unsure
from service.operations.sending import Sent
from service.operations.ticking import Tick
from service.storage.events import event_with_uid
from service.storage.subscribers import subscriber_with_id


def lines(db: Database, instant: datetime, tick: Tick) -> Iterator[str]:
    """One line a message, then one for each date in it; `instant` is aware, UTC."""
    for sent in tick.sent:
        yield f"{_when(db, instant, sent)}  {_outcome(sent)} {sent.message.recipient}"
        yield from _reasons(db, sent)
    if tick.expired:
        yield f"{instant:%Y-%m-%d %H:%M} UTC  {tick.expired} messages expired: too late to make sense"


def _when(db: Database, instant: datetime, sent: Sent) -> str:
    subscriber = subscriber_with_id(db, sent.message.subscriber)
    if subscriber is None:  # he left while his mail was on its way
        return f"{instant:%a %d %b %Y %H:%M} UTC"
    return f"{subscriber.wish.local(instant):%a %d %b %Y %H:%M} {subscriber.wish.zone}"


def _outcome(sent: Sent) -> str:
    match sent.outcome:
        case Accepted():
            return "sent to"
        case Deferred(reason):
            return f"deferred ({reason}):"
        case Refused(reason):
            return f"refused ({reason}):"
        case Unsure(reason):
            return f"not known whether accepted ({reason}):"


def _reasons(db: Database, sent: Sent) -> Iterator[str]:
    """Each date of the message with the leads that it is told for."""
    for uid in dict.fromkeys(item.uid for item in sent.told):
        items = [item for item in sent.told if item.uid == uid]
        revision = event_with_uid(db, uid)
        title = revision.event.summary.original if revision else uid
        days = " and ".join(_lead(item.lead) for item in items)
        yield f"    {items[0].first_day.isoformat()}  {title}  ({days})"


def _lead(days: int) -> str:
    return "on the day" if days == 0 else f"{days} {'day' if days == 1 else 'days'} before"
