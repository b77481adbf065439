"""An event that was edited here stays as it was edited, until its file says something new and is told to win."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from service.domain.errors import Mistakes
from service.domain.event import AnyEvent, Status
from service.domain.site import Site
from service.domain.text import Text
from service.operations.editing import Edit, edit
from service.operations.importing import Change, load
from service.storage.events import event_called, event_with_uid
from tests.conftest import NOW
from tests.examples import a_file, a_meeting

LATER = NOW + timedelta(days=2)
CANCELLED = a_meeting(status=Status.CANCELLED)
RENAMED = a_meeting(summary=Text("Another title"))


@pytest.fixture
def edited(club: Database, site: Site) -> Database:
    edit(club, "meeting", Edit(status=Status.CANCELLED), site, NOW + timedelta(days=1), by="anna", reason=None)
    return club


def change(db: Database, site: Site, event: AnyEvent, *, overwrite: bool = False) -> Change:
    (loaded,) = load(db, [a_file(event)], site, LATER, overwrite=overwrite)
    return dict(loaded.changes)[event.uid]


def now_it_is(db: Database) -> tuple[AnyEvent, int, str]:
    revision = event_with_uid(db, "meeting@club")
    assert revision
    return revision.event, revision.number, revision.author


def test_the_edit_stands_where_the_file_says_what_it_said(edited: Database, site: Site) -> None:
    assert change(edited, site, a_meeting()) is Change.UNCHANGED
    assert now_it_is(edited) == (CANCELLED, 2, "anna")


def test_the_edit_is_kept_where_the_file_says_something_new(edited: Database, site: Site) -> None:
    assert change(edited, site, RENAMED) is Change.CONFLICTING
    assert now_it_is(edited) == (CANCELLED, 2, "anna")


def test_a_conflict_is_reported_until_it_is_settled(edited: Database, site: Site) -> None:
    assert [change(edited, site, RENAMED), change(edited, site, RENAMED)] == [Change.CONFLICTING] * 2


def test_the_file_wins_where_it_is_told_to(edited: Database, site: Site) -> None:
    assert change(edited, site, RENAMED, overwrite=True) is Change.CHANGED
    assert now_it_is(edited) == (RENAMED, 3, "club.toml")
    assert change(edited, site, RENAMED) is Change.UNCHANGED


def test_overwriting_also_takes_back_an_edit_that_stands(edited: Database, site: Site) -> None:
    assert change(edited, site, a_meeting(), overwrite=True) is Change.CHANGED
    assert now_it_is(edited) == (a_meeting(), 3, "club.toml")


def test_a_file_that_catches_up_with_the_edit_settles_the_conflict(edited: Database, site: Site) -> None:
    assert change(edited, site, CANCELLED) is Change.UNCHANGED
    assert now_it_is(edited) == (CANCELLED, 2, "anna")


def test_a_file_of_another_name_does_not_win_by_itself(club: Database, site: Site) -> None:
    (loaded,) = load(club, [a_file(RENAMED, name="renamed.toml")], site, LATER)
    assert loaded.changes == (("meeting@club", Change.CONFLICTING),)


def test_a_kept_event_keeps_its_slug(edited: Database, site: Site) -> None:
    assert change(edited, site, a_meeting(slug="assembly")) is Change.CONFLICTING
    called = event_called(edited, "meeting")
    assert called
    assert called.event == CANCELLED
    assert event_called(edited, "assembly") is None


def test_a_slug_that_a_kept_event_keeps_is_refused(edited: Database, site: Site) -> None:
    before = list(edited.conn.iterdump())
    swapped = a_file(a_meeting(slug="assembly"), a_meeting("new@club", slug="meeting"))
    with pytest.raises(Mistakes) as refused:
        load(edited, [swapped], site, LATER)
    assert refused.value.mistakes == [
        'club.toml: event "new@club": slug: expected one that is used nowhere else; '
        '"meeting" is the event "meeting@club"'
    ]
    assert list(edited.conn.iterdump()) == before
