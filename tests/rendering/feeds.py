"""Whole feeds to read: joined from the pieces of some revisions, or asked from a database by their address."""

from collections.abc import Iterable

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.feed_format import Format
from service.domain.relations import relations
from service.domain.revision import Revision
from service.domain.site import Site
from service.operations.composing import Limits
from service.operations.feed_paths import feed_order
from service.operations.feeding import Shelf
from service.rendering import ical
from service.rendering.language import language
from service.rendering.vevent import vevent
from tests.conftest import NOW

SITE = Site("https://dates.example.org", "dateline@example.org")


def joined_feed(calendar: Calendar, revisions: Iterable[Revision], site: Site = SITE) -> bytes:
    """A feed of the calendar's language in which every DTSTAMP is that of the event's own revision."""
    words, revisions = language(calendar.language), list(revisions)
    events = [each.event for each in revisions]
    pieces = [
        vevent(each, calendar, relations(each.event, events), site, words, stamp=each.at) or b"" for each in revisions
    ]
    name = calendar.name.into(words.code)
    description = calendar.description.into(words.code) if calendar.description else None
    head = ical.Head(name=name, description=description, color=calendar.color, address=None, page=None)
    return ical.header(head) + (b"".join(pieces) or ical.NOTHING) + ical.TRAILER


def asked_feed(db: Database, address: str) -> bytes:
    """What `/feeds/<path>.ics?<query>` gives on 2 September 2021; `address` is the path and the query."""
    path, _, query = address.partition("?")
    parameters = [(name, value) for name, _, value in (each.partition("=") for each in query.split("&") if each)]
    order = feed_order(db, path, Format.ICALENDAR, parameters)
    return Shelf(SITE, Limits()).feed(db, order, NOW).content.body
