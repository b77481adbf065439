"""The filter of a page, as its address says it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import abort, request

from service.domain.errors import NotFound, translatable
from service.domain.event import InstructionState, Place, Status, Telephone, Venue, VideoConference
from service.domain.selection import Filter, Selection
from service.domain.text import shown
from service.operations.directory import Known
from service.operations.feed_addresses import FILTERS, asked
from service.rendering.formatting import country_in_words, place_in_words, state_in_words, status_in_words
from service.rendering.language import Language
from service.storage.event_index import TELEPHONE, VIDEO
from service.storage.renames import new_calendar_slug
from service.web.asking import database
from service.web.moved import moved_to_parameter


def asked_selection(known: Known) -> Selection:
    """Which events the address asks for; what does not belong to a filter counts for nothing.

    Raises InvalidValue or NotFound, in a sentence, for what makes no sense or is not there; what has another name now
    is answered by its new address.
    """
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] in FILTERS]
    selection = asked(pairs, of=Selection()) if pairs else Selection()
    for slug in sorted((selection.filter.calendars or frozenset()) - known.slugs):
        if new_slug := new_calendar_slug(database(), slug):
            abort(moved_to_parameter("calendar", slug, new_slug))
        raise NotFound(translatable("There is no calendar %(name)s here."), name=shown(slug))
    for slug in sorted((selection.filter.bodies or frozenset()) - known.bodies.keys()):
        raise NotFound(translatable("There is no body %(name)s here."), name=shown(slug))
    return selection


def within(known: Known, selection: Selection) -> Filter:
    """The same events, of public calendars only."""
    wanted = selection.filter
    return wanted if wanted.calendars is not None else replace(wanted, calendars=known.slugs)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What can be chosen in the form of a filter: values, each with its words."""

    calendars: tuple[tuple[str, str], ...]
    bodies: tuple[tuple[str, str], ...]
    countries: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]


@lru_cache(maxsize=16)  # for each language; made anew when something changes
def choices(known: Known, language: Language) -> Choices:
    """What there is to choose from, in the words of a language and in the order of its words."""
    venues = {place.name.original: place.name.into(language.code) for place in known.places if isinstance(place, Venue)}
    elsewhere = {kind: place for place in known.places for kind in _kinds_of_place(place)}
    return Choices(
        calendars=_in_order((slug, each.name.into(language.code)) for slug, each in known.calendars.items()),
        bodies=_in_order((slug, body.name.into(language.code)) for slug, (_, body) in known.bodies.items()),
        countries=_in_order((code, country_in_words(code, language)) for code in known.countries),
        places=(
            *_in_order(venues.items()),
            *((kind, place_in_words(place, language)) for kind, place in sorted(elsewhere.items())),
        ),
        statuses=(
            *((status.value, status_in_words(status, language)) for status in Status),
            ("open", state_in_words(InstructionState.OPEN, language)),
            ("done", state_in_words(InstructionState.DONE, language)),
        ),
    )


def _kinds_of_place(place: Place) -> Iterator[str]:
    """What a place without a name is called in an address."""
    match place:
        case VideoConference():
            yield VIDEO
        case Telephone():
            yield TELEPHONE


def _in_order(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[1].casefold()))
