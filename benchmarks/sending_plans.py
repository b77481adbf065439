"""What many readers wish, so that there is more than one kind of digest to plan."""

from itertools import product

from benchmarks.sending_readers import ZONES
from service.domain.event import Kind
from service.domain.selection import Filter
from service.domain.wish import Cadence, Leads, Weekly, Wish

_FILTERS = (Filter(), *(Filter(kinds=frozenset({kind})) for kind in (Kind.MEETING, Kind.DEADLINE, Kind.EXERCISE)))
_CADENCES: tuple[Cadence, ...] = (Leads((14, 7, 1)), Leads((30, 14, 7, 3, 1, 0)), Leads((1,)), Weekly(0))
WISHES = tuple(
    Wish(zone=zone, language=language, filter=wanted, cadence=cadence)
    for zone, language, wanted, cadence in product(ZONES, ("ru", "en"), _FILTERS, _CADENCES)
)
