"""What is planned to whom: each message by its reader, its slot and what it tells."""

from collections.abc import Callable
from datetime import date, datetime

from sqlite_utils import Database

from service.domain.event import AnyEvent
from service.domain.message import Mailing
from service.domain.quiet import Quiet
from service.domain.site import Site
from service.domain.telling import Ahead, Occasion, Told
from service.operations.importing import load
from service.operations.noticing import plan_due_notices
from service.operations.reminding import plan_due_digests
from service.operations.sending import Sender
from service.storage.tellings import tellings_of
from tests.examples import a_calendar, a_file
from tests.operations.mailers import Answering
from tests.operations.outgoing import at

Tells = tuple[str, str, set[Told]]


def told(uid: str, first_day: str | None, *occasions: Occasion) -> set[Told]:
    """Of that event of the club."""
    day = date.fromisoformat(first_day) if first_day else None
    return {Told(f"{uid}@club", day, occasion) for occasion in occasions}


TWO_WEEKS_BEFORE = told("meeting", "2021-09-16", Ahead(14))


def publish(db: Database, site: Site, now: datetime, *events: AnyEvent, private: bool = False) -> None:
    """These events of the club are now like this; the others stay."""
    load(db, [a_file(*events, calendar=a_calendar(private=private))], site, now)


def digests(db: Database, site: Site, now: datetime, *, quiet: Quiet | None = None) -> list[Tells]:
    """The new ones of a look at that instant."""
    return _new(db, Mailing.DIGEST, lambda: plan_due_digests(db, site, now, quiet=quiet))


def notices(db: Database, site: Site, now: datetime, *, quiet: Quiet | None = None) -> list[Tells]:
    """The new ones of a look at that instant."""
    return _new(db, Mailing.NOTICE, lambda: plan_due_notices(db, site, now, quiet=quiet))


def waiting(db: Database, mailing: Mailing) -> list[Tells]:
    """All of that kind that are not sent yet, the oldest first."""
    return _tells(db, mailing, "state IN ('planned', 'retry')")


def delivered(db: Database, site: Site, now: datetime) -> list[str]:
    """All that is due is sent: to whom."""
    return [each.message.recipient for each in Sender(Answering(), site).send(db, at(now), most=1000)]


def _new(db: Database, mailing: Mailing, look: Callable[[], int]) -> list[Tells]:
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()
    number = look()
    found = _tells(db, mailing, f"id > {last}")
    assert len(found) == number, "a look says how many messages are new"
    return found


def _tells(db: Database, mailing: Mailing, condition: str) -> list[Tells]:
    rows = db.execute(
        f"SELECT id, recipient, slot FROM outbox WHERE mailing = ? AND {condition} ORDER BY id", [mailing.value]
    ).fetchall()
    return [(recipient, slot, {each.told for each in tellings_of(db, id)}) for id, recipient, slot in rows]
