"""The selected events in every format but iCalendar, which is joined from stored pieces."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.feed_format import Format
from service.domain.revision import Revision
from service.domain.site import Site
from service.operations.neighbourhood import Neighbourhood, neighbourhood
from service.rendering.atom import atom
from service.rendering.collection import Change, Collection, Item
from service.rendering.heading import Heading
from service.rendering.jscalendar import jscalendar
from service.rendering.json_feed import json_feed
from service.rendering.language import Language
from service.rendering.plain_json import plain_json
from service.storage.events import current_events_among, latest_revisions, revisions_numbered
from service.storage.revisions import public_since
from service.storage.selecting import Choice, uids_selected

MOST_CHANGES = 500  # entries of an Atom feed: readers ask every few hours, and nothing changes as often as that


@dataclass(frozen=True, kw_only=True)
class About:
    """What a feed says of itself. `address` and `page` are web addresses without any token; `changed_at` is UTC."""

    heading: Heading
    address: str
    page: str
    changed_at: datetime
    words: Language


def rendered(
    db: Database, format: Format, choice: Choice, calendars: dict[str, Calendar], about: About, site: Site
) -> bytes:
    """The events of the choice in that format. `calendars` are those that it looks into, by slug."""
    uids = uids_selected(db, choice)
    items = () if format is Format.ATOM else items_of(db, uids)
    collection = Collection(
        name=about.heading.name,
        description=about.heading.description,
        address=about.address,
        page=about.page,
        changed_at=about.changed_at,
        language=about.words,
        site=site,
        items=items,
    )
    match format:
        case Format.ATOM:
            return atom(collection, _changes(db, uids, calendars, private=choice.selection.private))
        case Format.JSON_FEED:
            return json_feed(collection)
        case Format.JSON:
            return plain_json(collection)
        case Format.JSCALENDAR:
            return jscalendar(collection)
        case Format.ICALENDAR | Format.JCAL:
            raise ValueError("made from stored pieces")


def items_of(db: Database, uids: list[str]) -> tuple[Item, ...]:
    """These events, by uid, each with what stands around it; in as many queries for one of them as for many."""
    revisions = current_events_among(db, uids)
    around = {slug: neighbourhood(db, slug, revisions) for slug in {each.calendar for each in revisions}}
    return tuple(_item(revision, around[revision.calendar]) for revision in revisions)


def _item(revision: Revision, around: Neighbourhood) -> Item:
    return Item(
        revision=revision,
        calendar=around.calendar,
        relations=around.relations(revision),
        updated=around.stamp(revision),
    )


def _changes(db: Database, uids: list[str], calendars: dict[str, Calendar], *, private: bool) -> list[Change]:
    """The latest revisions of these events, the newest first, each with the one before it.

    What was written while a calendar was private stays with those who could see it then.
    """
    opened = {} if private else public_since(db)
    latest = [
        each
        for each in latest_revisions(db, uids, most=MOST_CHANGES)
        if (since := opened.get(each.calendar)) is None or each.at >= since
    ]
    before = revisions_numbered(db, [(each.event.uid, each.number - 1) for each in latest if each.number > 1])
    return [
        Change(
            revision=each,
            before=_seen(before.get((each.event.uid, each.number - 1)), opened.get(each.calendar)),
            calendar=calendars[each.calendar],
        )
        for each in latest
    ]


def _seen(revision: Revision | None, since: datetime | None) -> Revision | None:
    return revision if revision and (since is None or revision.at >= since) else None
