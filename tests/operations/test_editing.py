"""An edit makes one new revision of one event, or is refused in a sentence and changes nothing."""

from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.event import AnyEvent, Deadline, Done, Status
from service.domain.revision import Revision
from service.domain.site import Site
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.storage.events import event_with_uid, revisions_numbered
from tests.conftest import NOW
from tests.examples import a_file, a_meeting, hours, whole_days

NEXT_DAY = NOW + timedelta(days=1)
REPORT = Deadline(uid="report@club", slug="report", summary=Text("The report"), span=whole_days("2021-09-30"))
THREE_DAYS = a_meeting("camp@club", whole_days("2021-09-16", "2021-09-18"))


def keep(db: Database, site: Site, event: AnyEvent) -> str:
    load(db, [a_file(event)], site, NOW)
    return event.slug


def edited(db: Database, site: Site, event: AnyEvent, change: Edit) -> Revision:
    return edit(db, keep(db, site, event), change, site, NEXT_DAY, by="anna", reason="the hall was taken")


def test_an_edit_is_a_revision_with_author_and_reason(db: Database, site: Site) -> None:
    revision = edited(db, site, a_meeting(), Edit(status=Status.CANCELLED))
    assert revision == Revision(
        event=a_meeting(status=Status.CANCELLED),
        calendar="club",
        number=2,
        sequence=1,
        at=NEXT_DAY,
        author="anna",
        reason="the hall was taken",
    )
    assert event_with_uid(db, "meeting@club") == revision
    assert revisions_numbered(db, [("meeting@club", 1)])["meeting@club", 1].event == a_meeting()


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (whole_days("2021-09-16"), Edit(first_day=date(2021, 9, 20)), whole_days("2021-09-20")),
        (
            whole_days("2021-09-16", "2021-09-18"),
            Edit(first_day=date(2021, 9, 29)),
            whole_days("2021-09-29", "2021-10-01"),
        ),
        (whole_days("2021-09-16"), Edit(last_day=date(2021, 9, 18)), whole_days("2021-09-16", "2021-09-18")),
        (
            whole_days("2021-09-16", "2021-09-18"),
            Edit(first_day=date(2021, 9, 17), last_day=date(2021, 9, 17)),
            whole_days("2021-09-17"),
        ),
        (hours("2021-09-16T10:00", "2021-09-16T12:00"), Edit(first_day=date(2021, 9, 17)), whole_days("2021-09-17")),
        (Approximate("2021-09"), Edit(first_day=date(2021, 9, 17)), whole_days("2021-09-17")),
        (
            Undated(),
            Edit(first_day=date(2021, 9, 17), last_day=date(2021, 9, 19)),
            whole_days("2021-09-17", "2021-09-19"),
        ),
    ],
    ids=["a day", "as long as before", "longer", "shorter", "hours to a day", "month to a day", "no day to days"],
)
def test_an_event_is_moved_to_whole_days(db: Database, site: Site, before: Span, change: Edit, after: Span) -> None:
    revision = edited(db, site, a_meeting(span=before), change)
    assert (revision.event.span, revision.sequence) == (after, 1)


def test_an_instruction_is_done_on_a_day(db: Database, site: Site) -> None:
    revision = edited(db, site, REPORT, Edit(done_on=date(2021, 9, 20)))
    assert isinstance(revision.event, Deadline)
    assert (revision.event.progress, revision.sequence) == (Done(date(2021, 9, 20)), 0)


def test_several_things_are_changed_at_once(db: Database, site: Site) -> None:
    revision = edited(db, site, a_meeting(), Edit(status=Status.TENTATIVE, first_day=date(2021, 9, 20)))
    assert revision.event == a_meeting(status=Status.TENTATIVE, span=whole_days("2021-09-20"))
    assert (revision.number, revision.sequence) == (2, 1)


@pytest.mark.parametrize(
    ("event", "change", "sentence"),
    [
        (a_meeting(), Edit(), '"meeting" is like that already; nothing was changed.'),
        (
            a_meeting(),
            Edit(status=Status.CONFIRMED, first_day=date(2021, 9, 16)),
            '"meeting" is like that already; nothing was changed.',
        ),
        (a_meeting(), Edit(done_on=date(2021, 9, 20)), '"meeting" is a meeting; only a deadline can be done.'),
        (
            a_meeting(span=Undated()),
            Edit(last_day=date(2021, 9, 20)),
            '"meeting" has no first day yet; name one.',
        ),
        (
            THREE_DAYS,
            Edit(last_day=date(2021, 9, 15)),
            "Expected a last day on or after the first day, 2021-09-16.",
        ),
        (
            a_meeting(span=Undated()),
            Edit(first_day=date(2021, 9, 16), last_day=date(2021, 9, 15)),
            "Expected a last day on or after the first day, 2021-09-16.",
        ),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(
    db: Database, site: Site, event: AnyEvent, change: Edit, sentence: str
) -> None:
    slug = keep(db, site, event)
    before = list(db.conn.iterdump())
    with pytest.raises(InvalidValue) as refused:
        edit(db, slug, change, site, NEXT_DAY, by="anna", reason=None)
    assert str(refused.value) == sentence
    assert list(db.conn.iterdump()) == before


def test_an_event_that_nobody_knows_is_not_edited(club: Database, site: Site) -> None:
    with pytest.raises(NotFound) as refused:
        edit(club, "assembly", Edit(status=Status.CANCELLED), site, NEXT_DAY, by="anna", reason=None)
    assert str(refused.value) == 'There is no event called "assembly".'


def test_a_reason_is_one_line(db: Database, site: Site) -> None:
    slug = keep(db, site, a_meeting())
    with pytest.raises(InvalidValue) as refused:
        edit(db, slug, Edit(status=Status.CANCELLED), site, NEXT_DAY, by="anna", reason="no\x1bhall")
    assert str(refused.value) == 'Expected a reason on one line, not "no�hall".'
