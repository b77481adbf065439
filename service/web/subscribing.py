"""The feeds that a page offers: everything of a calendar, or one kind of its events."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.calendar import Calendar
from service.domain.event import Kind
from service.domain.revision import Revision
from service.domain.site import Site
from service.operations.publishing import feed_path


@dataclass(frozen=True)
class Offer:
    """A feed by its address; `webcal` is the same address as calendar apps open it."""

    kind: Kind | None
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
        chosen = [None, *kinds] if kind is None and kinds else kinds
        found.append((calendar, [Offer(each, site.url(f"/feeds/{feed_path(calendar, each)}.ics")) for each in chosen]))
    return [(calendar, feeds) for calendar, feeds in found if feeds]
