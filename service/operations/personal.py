"""A reader's own feed: the events that he is told of by mail, as a calendar in his language."""

from dataclasses import replace

from sqlite_utils import Database

from service.domain.errors import NotFound
from service.domain.selection import Cancelled, Filter, Selection, Style
from service.domain.token import Purpose
from service.operations.recognising import reader_of
from service.storage.calendars import calendar_named
from service.storage.renames import filter_as_named_now


def personal_selection(db: Database, token: str) -> Selection:
    """What the reader with that token asked for, of public calendars. Raises NotFound for a token that is not good."""
    reader = reader_of(db, token, Purpose.FEED)
    wanted = _of_public_calendars(db, filter_as_named_now(db, reader.wish.filter)) if reader else None
    if reader is None or wanted is None:
        raise NotFound("There is no feed at this address, or no longer.")
    return Selection(
        filter=wanted,
        style=Style(language=reader.wish.language),
        cancelled=Cancelled.RECENT if wanted.uids is None else Cancelled.KEEP,  # as in the feed of one event
    )


def _of_public_calendars(db: Database, wanted: Filter) -> Filter | None:
    """The same with calendars that are there, and public; None where none of them is any more."""
    if wanted.calendars is None:
        return wanted
    found = filter(None, (calendar_named(db, slug) for slug in wanted.calendars))
    public = frozenset(calendar.slug for calendar in found if not calendar.private)
    return replace(wanted, calendars=public) if public else None
