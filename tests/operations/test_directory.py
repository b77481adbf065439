"""What readers can choose from, read again only when it has changed."""

from datetime import timedelta

from sqlite_utils import Database

from service.domain.event import Venue
from service.domain.organisation import Body, Organisation
from service.domain.site import Site
from service.domain.text import Text
from service.operations.directory import MOST_PLACES, Directory, Known
from service.operations.importing import load
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting

VIENNA = Venue(name=Text("Vienna"), country="AT")
DUSHANBE = Venue(name=Text("Dushanbe"), country="TJ")
COUNCIL = Body(slug="council", name=Text("The Council"))
CLUB = a_calendar(organisation=Organisation(name=Text("The Club"), bodies=(COUNCIL,)))


def test_what_is_there_is_known_with_its_names(db: Database, site: Site) -> None:
    load(db, [a_file(a_meeting(place=VIENNA), a_meeting("b@club", place=DUSHANBE), calendar=CLUB)], site, NOW)
    known = Directory().known(db)
    assert dict(known.calendars) == {"club": CLUB}
    assert (known.countries, known.places) == (("AT", "TJ"), (DUSHANBE, VIENNA))
    assert (known.slugs, known.bodies, known.organisations) == (
        frozenset({"club"}),
        {"council": (CLUB, COUNCIL)},
        [CLUB],
    )


def test_without_a_calendar_nothing_is_known(db: Database) -> None:
    known = Directory().known(db)
    assert (dict(known.calendars), known.countries, known.places) == ({}, (), ())


def test_a_private_calendar_is_not_known_nor_where_it_meets(db: Database, site: Site) -> None:
    board = a_calendar("board", private=True, organisation=Organisation(name=Text("Board"), bodies=(COUNCIL,)))
    load(db, [a_file(a_meeting("secret@board", place=VIENNA), calendar=board, name="board.toml")], site, NOW)
    known = Directory().known(db)
    assert (dict(known.calendars), known.countries, known.places, known.bodies) == ({}, (), (), {})


def test_a_change_is_known_at_once_and_nothing_is_read_without_one(db: Database, site: Site) -> None:
    directory = Directory()
    load(db, [a_file(a_meeting(place=VIENNA))], site, NOW)
    first = directory.known(db)
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    assert directory.known(db) is first
    db.conn.set_trace_callback(None)
    assert asked == ["SELECT number FROM generation"]
    load(db, [a_file(a_meeting(place=DUSHANBE))], site, NOW + timedelta(days=1))
    assert (first.places, directory.known(db).places) == ((VIENNA,), (DUSHANBE,))


def test_a_body_that_two_calendars_have_is_that_of_the_first(db: Database, site: Site) -> None:
    other = a_calendar("lakes", organisation=Organisation(name=Text("Lakes"), bodies=(COUNCIL,)))
    load(db, [a_file(calendar=other, name="lakes.toml"), a_file(calendar=CLUB)], site, NOW)
    assert Directory().known(db).bodies == {"council": (CLUB, COUNCIL)}


def test_only_calendars_that_say_whose_they_are_have_an_organisation(db: Database, site: Site) -> None:
    load(db, [a_file(calendar=a_calendar("lakes"), name="lakes.toml"), a_file(calendar=CLUB)], site, NOW)
    assert Directory().known(db).organisations == [CLUB]


def test_more_places_than_anybody_looks_through_are_left_out(db: Database, site: Site) -> None:
    places = [Venue(name=Text(f"Place {n:03}"), country="AT") for n in range(MOST_PLACES + 1)]
    load(db, [a_file(*(a_meeting(f"e{n}@club", place=place) for n, place in enumerate(places)))], site, NOW)
    assert Directory().known(db).places == tuple(places[:MOST_PLACES])


def test_what_is_known_of_nothing_is_empty() -> None:
    assert (Known().slugs, Known().bodies, Known().organisations) == (frozenset(), {}, [])
