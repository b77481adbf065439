"""Loading a calendar file makes revisions of what it changes, and of nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.domain.errors import Mistakes
from service.domain.event import AnyEvent, Status
from service.domain.site import Site
from service.domain.text import Text
from service.operations.importing import Change, Loaded, calendar_files, load
from service.storage.calendars import all_calendars
from service.storage.events import current_events, event_called, event_with_uid
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, whole_days

NEXT_DAY = NOW + timedelta(days=1)


def changes(db: Database, site: Site, *events: AnyEvent, overwrite: bool = False) -> dict[str, Change]:
    """What loading the club's file with these events does to each."""
    (loaded,) = load(db, [a_file(*events)], site, NEXT_DAY, overwrite=overwrite)
    return dict(loaded.changes)


def test_what_is_new_is_added(db: Database, site: Site) -> None:
    loaded = load(db, [a_file(a_meeting("b@club"), a_meeting("a@club"))], site, NOW)
    added = (("b@club", Change.ADDED), ("a@club", Change.ADDED))
    assert loaded == [Loaded("club.toml", "club", calendar_changed=True, changes=added)]
    assert all_calendars(db) == [a_calendar()]
    assert [(each.number, each.sequence, each.author, each.at) for each in current_events(db)] == [
        (1, 0, "club.toml", NOW),
        (1, 0, "club.toml", NOW),
    ]


def test_loading_again_changes_nothing(shipped: Database, site: Site) -> None:
    before = list(shipped.conn.iterdump())
    folder = Path(__file__).parents[2] / "calendars"
    loaded = load(shipped, calendar_files([folder]), site, NEXT_DAY)
    assert {change for file in loaded for _, change in file.changes} == {Change.UNCHANGED}
    assert [file.calendar_changed for file in loaded] == [False, False]
    assert list(shipped.conn.iterdump()) == before


def test_what_the_file_changes_is_revised(club: Database, site: Site) -> None:
    after = a_meeting(summary=Text("Another title"))
    assert changes(club, site, after) == {"meeting@club": Change.CHANGED}
    revision = event_with_uid(club, "meeting@club")
    assert revision
    assert (revision.event, revision.number, revision.at) == (after, 2, NEXT_DAY)


@pytest.mark.parametrize(
    ("after", "sequence"),
    [
        (a_meeting(summary=Text("Another title")), 0),
        (a_meeting(span=whole_days("2021-09-17")), 1),
        (a_meeting(status=Status.CANCELLED), 1),
    ],
    ids=["title", "day", "status"],
)
def test_the_sequence_rises_where_people_have_to_act(
    club: Database, site: Site, after: AnyEvent, sequence: int
) -> None:
    changes(club, site, after)
    revision = event_with_uid(club, "meeting@club")
    assert revision
    assert revision.sequence == sequence


def test_two_changes_in_one_second_are_a_second_apart(club: Database, site: Site) -> None:
    for title in ("Second", "Third"):
        load(club, [a_file(a_meeting(summary=Text(title)))], site, NOW)
    revision = event_with_uid(club, "meeting@club")
    assert revision
    assert (revision.number, revision.at) == (3, NOW + timedelta(seconds=2))


def test_a_clock_that_was_set_back_does_not_set_back_an_event(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(summary=Text("Second")))], site, NOW - timedelta(days=1))
    revision = event_with_uid(club, "meeting@club")
    assert revision
    assert revision.at == NOW + timedelta(seconds=1)


def test_what_is_missing_in_the_file_is_kept_and_reported(club: Database, site: Site) -> None:
    assert changes(club, site, a_meeting("new@club")) == {"new@club": Change.ADDED, "meeting@club": Change.MISSING}
    assert {revision.event.uid for revision in current_events(club)} == {"meeting@club", "new@club"}


def test_a_changed_calendar_is_revised_and_its_events_are_not(club: Database, site: Site) -> None:
    calendar = a_calendar(color="steelblue")
    loaded = load(club, [a_file(a_meeting(), calendar=calendar)], site, NEXT_DAY)
    unchanged = (("meeting@club", Change.UNCHANGED),)
    assert loaded == [Loaded("club.toml", "club", calendar_changed=True, changes=unchanged)]
    assert all_calendars(club) == [calendar]


def test_two_events_may_swap_their_slugs(club: Database, site: Site) -> None:
    changes(club, site, a_meeting("a@club", slug="one"), a_meeting("b@club", slug="two"))
    changes(club, site, a_meeting("a@club", slug="two"), a_meeting("b@club", slug="one"))
    one, two = event_called(club, "one"), event_called(club, "two")
    assert one
    assert two
    assert (one.event.uid, two.event.uid) == ("b@club", "a@club")


def test_a_uid_of_another_calendar_is_refused(club: Database, site: Site) -> None:
    file = a_file(a_meeting(slug="elsewhere"), calendar=a_calendar("lakes"), name="lakes.toml")
    with pytest.raises(Mistakes) as refused:
        load(club, [file], site, NOW)
    assert refused.value.mistakes == [
        'lakes.toml: event "meeting@club": uid: expected one that is used nowhere else; the calendar "club" has it'
    ]


def test_a_slug_of_another_calendar_is_refused(club: Database, site: Site) -> None:
    file = a_file(a_meeting("new@lakes", slug="meeting"), calendar=a_calendar("lakes"), name="lakes.toml")
    with pytest.raises(Mistakes) as refused:
        load(club, [file], site, NOW)
    assert refused.value.mistakes == [
        'lakes.toml: event "new@lakes": slug: expected one that is used nowhere else; '
        '"meeting" is the event "meeting@club"'
    ]


def test_a_slug_of_an_event_that_the_file_dropped_is_refused(club: Database, site: Site) -> None:
    with pytest.raises(Mistakes):
        changes(club, site, a_meeting("new@club", slug="meeting"))


def test_where_one_file_cannot_be_loaded_none_is(club: Database, site: Site) -> None:
    before = list(club.conn.iterdump())
    clash = a_file(a_meeting(slug="elsewhere"), calendar=a_calendar("lakes"), name="lakes.toml")
    with pytest.raises(Mistakes):
        load(club, [a_file(a_meeting("new@club")), clash], site, NEXT_DAY)
    assert list(club.conn.iterdump()) == before


def test_the_clashes_of_all_files_are_reported_at_once(club: Database, site: Site) -> None:
    clashes = [
        a_file(a_meeting(slug="own"), calendar=a_calendar(slug), name=f"{slug}.toml") for slug in ("lakes", "rivers")
    ]
    with pytest.raises(Mistakes) as refused:
        load(club, clashes, site, NOW)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == ["lakes.toml", "rivers.toml"]


def test_two_files_with_one_calendar_are_refused(db: Database, site: Site) -> None:
    files = [a_file(a_meeting("a@club"), name="a.toml"), a_file(a_meeting("b@club"), name="b.toml")]
    with pytest.raises(Mistakes) as refused:
        load(db, files, site, NOW)
    assert refused.value.mistakes == [
        'b.toml: calendar: slug: expected one that is used nowhere else; a.toml is the calendar "club"'
    ]
    assert all_calendars(db) == []
