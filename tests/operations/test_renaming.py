"""A calendar whose file says what it was called before keeps everything under its new slug."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile
from service.domain.errors import Mistakes
from service.domain.site import Site
from service.operations.importing import Change, Loaded, load
from service.operations.sharing import share
from service.storage.calendars import all_calendars, calendar_named
from service.storage.events import current_events, event_called
from service.storage.renames import new_calendar_slug, new_event_slug
from service.storage.tokens import calendar_of_token
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting

NEXT_DAY = NOW + timedelta(days=1)
FORMERLY = "society.toml: calendar: formerly: expected slugs that it had before; "


def society(*formerly: str, slug: str = "society", private: bool = False) -> CalendarFile:
    """The club's file after the club has become a society."""
    calendar = a_calendar(slug, formerly=formerly, private=private)
    return a_file(a_meeting(), calendar=calendar, name=f"{slug}.toml")


def refusals(db: Database, site: Site, *files: CalendarFile) -> list[str]:
    before = list(db.conn.iterdump())
    with pytest.raises(Mistakes) as refused:
        load(db, list(files), site, NEXT_DAY)
    assert list(db.conn.iterdump()) == before
    return refused.value.mistakes


def test_the_calendar_is_renamed_and_its_events_stay_what_they_are(club: Database, site: Site) -> None:
    loaded = load(club, [society("club")], site, NEXT_DAY)
    unchanged = (("meeting@club", Change.UNCHANGED),)
    assert loaded == [Loaded("society.toml", "society", calendar_changed=True, changes=unchanged)]
    assert all_calendars(club) == [a_calendar("society", formerly=("club",))]
    assert [(each.calendar, each.event, each.number) for each in current_events(club)] == [("society", a_meeting(), 1)]
    assert new_calendar_slug(club, "club") == "society"


def test_loading_it_again_changes_nothing(club: Database, site: Site) -> None:
    load(club, [society("club")], site, NEXT_DAY)
    before = list(club.conn.iterdump())
    (loaded,) = load(club, [society("club")], site, NEXT_DAY + timedelta(days=1))
    assert not loaded.calendar_changed
    assert list(club.conn.iterdump()) == before


def test_a_token_goes_on_after_the_rename(db: Database, site: Site) -> None:
    load(db, [society(slug="club", private=True)], site, NOW)
    token = share(db, "club", "Anna", NOW)
    load(db, [society("club", private=True)], site, NEXT_DAY)
    assert calendar_of_token(db, token) == "society"


def test_a_calendar_renamed_twice_is_found_by_both_old_slugs(club: Database, site: Site) -> None:
    load(club, [society("club")], site, NEXT_DAY)
    load(club, [society("society", "club", slug="league")], site, NEXT_DAY + timedelta(days=1))
    assert [new_calendar_slug(club, slug) for slug in ("club", "society")] == ["league", "league"]
    assert [calendar.slug for calendar in all_calendars(club)] == ["league"]


def test_a_calendar_can_have_its_old_slug_back(club: Database, site: Site) -> None:
    load(club, [society("club")], site, NEXT_DAY)
    load(club, [society("society", slug="club")], site, NEXT_DAY + timedelta(days=1))
    assert [calendar.slug for calendar in all_calendars(club)] == ["club"]
    assert [new_calendar_slug(club, slug) for slug in ("club", "society")] == [None, "club"]


def test_in_a_new_database_the_old_slugs_are_known_from_the_file(db: Database, site: Site) -> None:
    load(db, [society("club", "guild")], site, NOW)
    assert [new_calendar_slug(db, slug) for slug in ("club", "guild")] == ["society", "society"]


def test_old_slugs_can_be_added_to_the_file_later(db: Database, site: Site) -> None:
    load(db, [society()], site, NOW)
    load(db, [society("guild")], site, NEXT_DAY)
    assert new_calendar_slug(db, "guild") == "society"


def test_a_calendar_that_still_has_its_file_cannot_have_become_another(db: Database, site: Site) -> None:
    other = a_file(a_meeting("tea@club"))
    assert refusals(db, site, society("club"), other) == [f'{FORMERLY}club.toml is the calendar "club"']


def test_a_calendar_that_is_still_loaded_cannot_have_become_another(db: Database, site: Site) -> None:
    load(db, [society(), a_file(a_meeting("tea@club"))], site, NOW)
    assert refusals(db, site, society("club")) == [f'{FORMERLY}"club" is loaded as a calendar of its own']


def test_two_calendars_cannot_have_become_one(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting("tea@guild"), calendar=a_calendar("guild"), name="guild.toml")], site, NOW)
    assert refusals(club, site, society("club", "guild")) == [f'{FORMERLY}"guild" is loaded as a calendar of its own']


def test_one_calendar_cannot_have_become_two(club: Database, site: Site) -> None:
    league = a_file(a_meeting("cup@league"), calendar=a_calendar("league", formerly=("club",)), name="league.toml")
    assert refusals(club, site, society("club"), league) == [
        f'{FORMERLY}"club" was the calendar "society"'.replace("society.toml", "league.toml")
    ]


def test_an_event_with_another_slug_is_found_by_its_old_one(club: Database, site: Site) -> None:
    load(club, [a_file(a_meeting(slug="gathering"))], site, NEXT_DAY)
    assert (event_called(club, "meeting"), new_event_slug(club, "meeting")) == (None, "gathering")


def test_a_renamed_calendar_that_was_refused_keeps_its_slug(club: Database, site: Site) -> None:
    wrong = a_file(a_meeting("a@x", slug="s"), a_meeting("b@x", slug="s"), calendar=a_calendar("x"), name="x.toml")
    load(club, [a_file(a_meeting("tea@lakes", slug="s"), calendar=a_calendar("lakes"), name="lakes.toml")], site, NOW)
    assert len(refusals(club, site, society("club"), wrong)) == 2
    assert calendar_named(club, "club") == a_calendar("club")
