"""The places and countries that there are to choose from."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.event import AnyEvent, Place, Telephone, Unplaced, Venue, VideoConference
from service.domain.text import Text
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.event_index import index_event
from service.storage.events import add_revision
from service.storage.places import countries_in, places_in
from tests import strategies
from tests.conftest import NOW
from tests.examples import a_calendar, a_meeting, a_revision, an_empty_database

VIENNA = Venue(name=Text("Vienna", {"ru": "Вена"}), country="AT")
DUSHANBE = Venue(name=Text("Dushanbe"), country="TJ")


def keep(db: Database, *places: Place, calendar: str = "club") -> None:
    events: list[AnyEvent] = [a_meeting(f"{calendar}{n}@club", place=place) for n, place in enumerate(places)]
    with transaction(db):
        add_calendar_revision(db, a_calendar(calendar), at=NOW, author=f"{calendar}.toml")
        for event in events:
            revision = a_revision(event, calendar=calendar)
            add_revision(db, revision)
            index_event(db, revision, generation=1)


def test_each_country_is_there_once_in_the_order_of_its_code(db: Database) -> None:
    keep(db, DUSHANBE, VIENNA, DUSHANBE, Venue(name=Text("The sea")), Telephone())
    assert countries_in(db, "club") == ["AT", "TJ"]


def test_each_place_is_there_once(db: Database) -> None:
    keep(db, VIENNA, DUSHANBE, VIENNA, Unplaced(), Telephone(), VideoConference(link="https://example.org/a"))
    assert places_in(db, "club", most=9) == [
        DUSHANBE,
        Telephone(),
        VideoConference(link="https://example.org/a"),
        VIENNA,
    ]


def test_no_more_places_are_read_than_are_asked_for(db: Database) -> None:
    keep(db, VIENNA, DUSHANBE)
    assert places_in(db, "club", most=1) == [DUSHANBE]


def test_a_calendar_has_only_its_own(db: Database) -> None:
    keep(db, VIENNA)
    keep(db, DUSHANBE, calendar="lakes")
    assert (countries_in(db, "club"), places_in(db, "club", most=9)) == (["AT"], [VIENNA])
    assert (countries_in(db, "none"), places_in(db, "none", most=9)) == ([], [])


@settings(max_examples=30)
@given(st.lists(strategies.places(), max_size=8))
def test_nothing_is_overlooked_between_two_names(places: list[Place]) -> None:
    db = an_empty_database()
    keep(db, *places)
    venues = [place for place in places if isinstance(place, Venue)]
    assert countries_in(db, "club") == sorted({venue.country for venue in venues if venue.country})
    found = places_in(db, "club", most=99)
    assert [place for place in found if place not in places] == []
    kinds = {type(place) for place in places} - {Unplaced}
    assert {type(place) for place in found} == kinds
