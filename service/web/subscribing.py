"""The feeds that a page offers: everything of a calendar, one kind of its events, or its tasks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.domain.calendar import Calendar
from service.domain.event import Kind
from service.domain.revision import Revision
from service.domain.selection import Contents, Filter, Selection
from service.domain.site import Site
from service.operations.composing import Order, address_of


@dataclass(frozen=True)
class Offer:
    """A feed by its address; `webcal` is the same address as calendar apps open it."""

    part: Kind | Contents
    url: str

    @property
    def webcal(self) -> str:
        return f"webcal://{self.url.partition('://')[2]}"


def offers(
    calendars: Iterable[Calendar], revisions: Iterable[Revision], site: Site, *, kind: Kind | None
) -> list[tuple[Calendar, list[Offer]]]:
    """The feeds of each calendar that have something in them; of one kind only, if it is given."""
    filled = {(each.calendar, each.event.kind) for each in revisions if each.event.dated}
    found = []
    for calendar in calendars:
        kinds = [each for each in Kind if (calendar.slug, each) in filled and kind in (None, each)]
        found.append((calendar, [Offer(each, site.url(_address(calendar, each))) for each in _parts(kinds, kind)]))
    return [(calendar, feeds) for calendar, feeds in found if feeds]


def _parts(kinds: list[Kind], asked: Kind | None) -> Iterator[Kind | Contents]:
    if kinds and asked is None:
        yield Contents.EVENTS
    yield from kinds
    if Kind.DEADLINE in kinds:
        yield Contents.TASKS


def _address(calendar: Calendar, part: Kind | Contents) -> str:
    only = Filter(calendars=frozenset({calendar.slug}))
    match part:
        case Kind():
            only = Filter(calendars=only.calendars, kinds=frozenset({part}))
            return address_of(Order(selection=Selection(filter=only)))
        case Contents():
            return address_of(Order(selection=Selection(filter=only, contents=part)))
