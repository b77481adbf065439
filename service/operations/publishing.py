"""Publishing: the bytes of an event are written when it changes, not when they are asked for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from sqlite_utils import Database

from service.domain.errors import DatelineError
from service.domain.relations import mentioned
from service.domain.revision import Revision
from service.domain.site import Site
from service.operations.neighbourhood import Neighbourhood, neighbourhood
from service.rendering import ical
from service.rendering.language import language
from service.rendering.participant import participants
from service.rendering.vevent import venue_times, vevent
from service.rendering.vtodo import vtodo
from service.storage.database import transaction
from service.storage.event_index import events_without_a_card, index_event
from service.storage.events import current_events, current_events_among, uids_in
from service.storage.generations import generation, raise_generation
from service.storage.mentions import mention, neighbours
from service.storage.pieces import Piece, languages_kept, store_pieces
from service.storage.publications import calendars_published_otherwise, publication, store_publication

_T = TypeVar("_T")


class Outdated(DatelineError):
    """What is published has to be published anew first."""


class Progress(Protocol):
    """Hands on what it is given, and may show how far it has come with what is being done."""

    def __call__(self, doing: str, things: list[_T], /) -> Iterable[_T]: ...


def in_silence(doing: str, things: list[_T], /) -> Iterable[_T]:
    """Shows nothing."""
    return things


def publish(
    db: Database,
    slug: str,
    site: Site,
    now: datetime,
    *,
    changed: list[Revision] | None = None,
    anew: bool = False,
    progress: Progress = in_silence,
) -> None:
    """Writes the pieces of the changed events, and of those that mention them; None stands for the whole calendar.

    Every feed that holds one of them is another one from here on. Call it in the transaction of the change.
    Raises Outdated where the others were written for another address or by another version, unless all
    are written `anew`.
    """
    edition, before = ical.edition(site), publication(db, slug)
    if before and before.edition != edition and not anew:
        raise Outdated(
            f'The feeds of "{slug}" were published for another address or by another version. '
            f'"dateline migrate" publishes them anew, for {site.base_url}.'
        )
    store_publication(db, slug, edition=edition, now=now)
    number = raise_generation(db)
    if changed is None:
        changed = current_events(db, calendar=slug, private=True)
    for revision in changed:
        mention(db, revision.event.uid, mentioned(revision.event), at=revision.at)
    around = neighbourhood(db, slug, changed)
    codes = sorted({around.calendar.language, *languages_kept(db, slug)})
    for revision in progress("Publishing", _touched(db, changed, around)):
        index_event(db, revision, generation=number)
        store_pieces(db, (_piece(revision, around, site, code) for code in codes))


def publish_what_is_outdated(db: Database, site: Site, now: datetime) -> list[str]:
    """Publishes anew what was made by another version or for another address: the slugs of the calendars."""
    with transaction(db):
        outdated = calendars_published_otherwise(db, ical.edition(site))
        for slug in outdated:
            publish(db, slug, site, now, anew=True)
    return outdated


def list_what_is_not_listed(db: Database) -> int:
    """Lets every event be listed, after an update that changed how lists are made: how many could not be before."""
    with transaction(db):
        uids = events_without_a_card(db)
        number = raise_generation(db) if uids else generation(db)
        for revision in current_events_among(db, uids):
            index_event(db, revision, generation=number)
    return len(uids)


def keep_language(db: Database, slug: str, code: str, site: Site) -> None:
    """From now on there are pieces of the calendar in this language, too. The feeds in others stay as they are."""
    if not uids_in(db, slug):
        return  # and nobody who asks for an empty feed waits for those who write
    with transaction(db):
        if code not in languages_kept(db, slug):
            revisions = current_events(db, calendar=slug, private=True)
            around = neighbourhood(db, slug, revisions)
            store_pieces(db, (_piece(revision, around, site, code) for revision in revisions))


def _touched(db: Database, changed: list[Revision], around: Neighbourhood) -> list[Revision]:
    """The changed events and those that mention one of them or did so: their words may be others now."""
    uids = {each.event.uid for each in changed}
    beside = {uid for each in changed for uid in neighbours(db, each.event.uid)} - uids
    return [*changed, *filter(None, map(around.revision, sorted(beside)))]


def _piece(revision: Revision, around: Neighbourhood, site: Site, code: str) -> Piece:
    words, relations, stamp = language(code), around.relations(revision), around.stamp(revision)
    calendar = around.calendar
    return Piece(
        uid=revision.event.uid,
        language=code,
        stamp=stamp,
        vevent=vevent(revision, calendar, relations, site, words, stamp=stamp),
        vtodo=vtodo(revision, calendar, relations, site, words, stamp=stamp),
        people=participants(revision.event, words),
        venue_times=venue_times(revision.event.span),
    )
