"""A selection of events as every format but iCalendar takes it: named, addressed, and with its relations."""

from dataclasses import dataclass
from datetime import datetime

from service.domain.calendar import Calendar
from service.domain.relations import Relations
from service.domain.revision import Revision
from service.domain.site import Site
from service.rendering.language import Language


@dataclass(frozen=True, kw_only=True)
class Item:
    """An event; `updated` (aware, UTC) is its DTSTAMP: the last instant at which anything shown of it changed."""

    revision: Revision
    calendar: Calendar
    relations: Relations
    updated: datetime


@dataclass(frozen=True, kw_only=True)
class Change:
    """One revision of an event and the one before it, None where the event was new."""

    revision: Revision
    before: Revision | None
    calendar: Calendar


@dataclass(frozen=True, kw_only=True)
class Collection:
    """`address` is the feed's own canonical web address, `page` that of the agenda with the same filter."""

    name: str
    description: str | None
    address: str
    page: str
    changed_at: datetime  # aware, UTC: Last-Modified of the feed
    language: Language
    site: Site
    items: tuple[Item, ...]


def rfc3339(instant: datetime) -> str:
    """The instant (aware, UTC) as Atom, JSON Feed and JSCalendar write it (RFC 3339 5.6)."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
