"""What readers can choose from: calendars, bodies, countries and places; kept until something changes."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.event import Place
from service.domain.organisation import Body
from service.storage.calendars import all_calendars
from service.storage.generations import generation
from service.storage.places import countries_in, places_in

MOST_PLACES = 100  # more than anybody looks through; any other can be searched for


@dataclass(frozen=True, eq=False)
class Known:
    """All public calendars by slug, and where their events are."""

    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    @cached_property
    def slugs(self) -> frozenset[str]:
        return frozenset(self.calendars)

    @cached_property
    def bodies(self) -> dict[str, tuple[Calendar, Body]]:
        """The bodies of all calendars by slug, each with the calendar that it is in; one slug may be in several."""
        return {body.slug: (calendar, body) for calendar, body in self._bodies()}

    @cached_property
    def organisations(self) -> list[Calendar]:
        """The calendars that say whose they are."""
        return [calendar for calendar in self.calendars.values() if calendar.organisation]

    def _bodies(self) -> Iterator[tuple[Calendar, Body]]:
        for calendar in reversed([*self.calendars.values()]):
            if calendar.organisation:
                yield from ((calendar, body) for body in calendar.organisation.bodies)


class Directory:
    """What is known, read from the database once for each change of it."""

    def __init__(self) -> None:
        self._generation: tuple[Hashable, int] = (None, -1)
        self._known = Known()
        self._lock = Lock()

    def known(self, db: Database, *, file: Hashable = None) -> Known:
        """`file` says which database this is: another one may be of the same generation."""
        number = file, generation(db)
        with self._lock:
            if number != self._generation:
                self._known, self._generation = _read(db), number
            return self._known


def _read(db: Database) -> Known:
    calendars = {calendar.slug: calendar for calendar in all_calendars(db)}
    countries = {country for slug in calendars for country in countries_in(db, slug)}
    places = [place for slug in calendars for place in places_in(db, slug, most=MOST_PLACES)]
    return Known(calendars, tuple(sorted(countries)), tuple(dict.fromkeys(places))[:MOST_PLACES])
