"""Mails that are planned to readers of a club, and how they are written."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from service.domain.event import AnyEvent, Deadline
from service.domain.message import Mailing, Plan
from service.domain.site import Site
from service.domain.telling import Ahead, Telling, Told
from service.domain.wish import Leads, Wish
from service.operations.importing import load
from service.operations.subscribing import subscribe
from service.operations.writing import Writer, Written
from service.storage.database import transaction
from service.storage.outbox import Message, plan_messages, waiting
from service.storage.subscribers import subscriber_with_email
from tests.conftest import NOW
from tests.examples import a_file, a_meeting, a_wish, an_empty_database, hours, whole_days
from tests.rendering.mails import part

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)  # seven o'clock in Vienna
ASSEMBLY = a_meeting()
AT_TEN = a_meeting("ten@club", hours("2021-09-02T10:00", "2021-09-02T12:00"))
EXERCISE = a_meeting("exercise@club", whole_days("2021-09-01", "2021-09-06"))
REPORT = Deadline(
    uid="report@club",
    slug="report",
    summary=ASSEMBLY.summary,
    span=whole_days("2021-09-01"),
    given_at="exercise@club",
    due_at="meeting@club",
)
WISH = a_wish(cadence=Leads((14, 7, 1, 0)))
TOLD = Told("meeting@club", date(2021, 9, 16), Ahead(14))


def the_club(site: Site, *others: AnyEvent) -> Database:
    """A database in memory with a club, which meets on 16 September and has three other dates."""
    db = an_empty_database()
    load(db, [a_file(ASSEMBLY, AT_TEN, EXERCISE, REPORT, *others)], site, NOW)
    return db


def asked(
    db: Database,
    told: Iterable[Told] = (TOLD,),
    *,
    mailing: Mailing = Mailing.DIGEST,
    email: str = "anna@example.org",
    slot: str = "2021-09-02",
    wish: Wish | None = None,
    revision: int = 1,
) -> Message:
    """A planned message to a reader, who is added where he is not there yet."""
    reader = subscriber_with_email(db, email) or subscribe(db, email, wish or WISH, NOW)
    plan = Plan(
        mailing=mailing,
        subscriber=reader.id,
        recipient=email,
        slot=slot,
        due_at=NOW,
        not_after=NOW + timedelta(days=300),
        tellings=tuple(Telling(each, revision) for each in told),
    )
    with transaction(db):
        plan_messages(db, [plan], domain="example.org", now=NOW)
    return next(each for each in waiting(db, NOW, most=9999) if each.recipient == email and each.slot == slot)


def written(db: Database, writer: Writer, message: Message, now: datetime = MORNING) -> Written | None:
    with transaction(db):
        return writer.write(db, [message], now)[message.id]


def payload(db: Database, writer: Writer, message: Message, now: datetime = MORNING) -> bytes:
    mail = written(db, writer, message, now)
    assert mail
    return mail.letter.filled(mail.own)


def titles(payload: bytes) -> list[str]:
    return [line.removeprefix("* ") for line in part(payload, "plain").splitlines() if line.startswith("* ")]
