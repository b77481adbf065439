"""Which feed is meant by a path and its query."""

from dataclasses import replace

from sqlite_utils import Database

from service.domain.errors import NotFound
from service.domain.feed_format import Format
from service.domain.selection import Cancelled, Filter, Selection
from service.domain.text import shown
from service.operations.composing import Order, calendars_of
from service.operations.feed_addresses import ALL, PERSONAL, PRIVATE, Pairs, asked, below
from service.operations.personal import personal_selection
from service.storage.calendars import all_calendars, calendar_named
from service.storage.events import event_called
from service.storage.renames import new_calendar_slug
from service.storage.tokens import calendar_of_token


def feed_order(db: Database, path: str, format: Format, parameters: Pairs) -> Order:
    """What `/feeds/<path>.<format>` asks for.

    Raises NotFound where there is no such feed, InvalidValue for a parameter that makes no sense.
    """
    first, _, rest = path.partition("/")
    if first == PRIVATE:
        token, _, rest = rest.partition("/")
        selection = _private(db, token)
    elif first == PERSONAL:
        token, _, rest = rest.partition("/")
        selection = _personal(db, token, format)
    elif first == ALL:
        selection = Selection()
    else:
        selection = _public(db, first)
    selection = _known(db, asked(parameters, of=_within(db, selection, rest)))
    return Order(selection=selection, format=format, personal=first == PERSONAL)


def event_order(db: Database, slug: str, format: Format, parameters: Pairs) -> Order:
    """What `/events/<slug>.<format>` asks for: one event, and it stays when it is called off."""
    revision = event_called(db, slug)
    if revision is None:
        raise NotFound(f"There is no event {shown(slug)} here.")
    only = Filter(calendars=frozenset({revision.calendar}), uids=frozenset({revision.event.uid}))
    is_data = format is Format.JSON  # which tells what is known, also where no calendar app has a place for it
    selection = asked(parameters, of=Selection(filter=only, cancelled=Cancelled.KEEP, approximate=is_data))
    return Order(selection=selection, format=format, address=f"/events/{slug}.{format}")


def moved_feed(db: Database, path: str, parameters: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]] | None:
    """The path and the parameters of a feed of which a calendar has another slug now."""
    first, slash, rest = path.partition("/")
    new_path = f"{new_calendar_slug(db, first) or first}{slash}{rest}"
    renamed = [
        (name, (new_calendar_slug(db, value) if name == "calendar" else None) or value) for name, value in parameters
    ]
    return (new_path, renamed) if (new_path, renamed) != (path, parameters) else None


def _private(db: Database, token: str) -> Selection:
    calendar = calendar_of_token(db, token)
    found = calendar_named(db, calendar) if calendar else None
    if found is None:
        raise NotFound("There is no feed at this address, or no longer.")
    return Selection(filter=Filter(calendars=frozenset({found.slug})), private=found.private)


def _personal(db: Database, token: str, format: Format) -> Selection:
    """Other formats than that of calendar apps would have to name their own address."""
    if format is not Format.ICALENDAR:
        raise NotFound("A personal feed ends in .ics.")
    return personal_selection(db, token)


def _public(db: Database, slug: str) -> Selection:
    calendar = calendar_named(db, slug)
    if calendar is None or calendar.private:
        known = ", ".join([each.slug for each in all_calendars(db)] + [ALL])
        raise NotFound(f"There is no calendar {shown(slug)} here. There are: {known}.")
    return Selection(filter=Filter(calendars=frozenset({slug})))


def _within(db: Database, selection: Selection, name: str) -> Selection:
    """The part of it that the rest of the path names: a kind, the tasks, a year or a body."""
    if not name:
        return selection
    if part := below(selection, name):
        return part
    if selection.filter.calendars and name in _bodies(db, selection):
        return replace(selection, filter=replace(selection.filter, bodies=frozenset({name})))
    raise NotFound(f"There is no feed {shown(name)} here: no kind, no body and no year is called so.")


def _known(db: Database, selection: Selection) -> Selection:
    """The selection itself, where its calendars and bodies exist: an empty feed would say that all was called off."""
    for slug in sorted((selection.filter.calendars or frozenset()) - _calendars(db, selection)):
        raise NotFound(f"There is no calendar {shown(slug)} here.")
    for slug in sorted((selection.filter.bodies or frozenset()) - _bodies(db, selection)):
        raise NotFound(f"There is no body {shown(slug)} here.")
    return selection


def _calendars(db: Database, selection: Selection) -> set[str]:
    return {each.slug for each in calendars_of(db, selection)}


def _bodies(db: Database, selection: Selection) -> set[str]:
    organisations = [each.organisation for each in calendars_of(db, selection) if each.organisation]
    return {body.slug for organisation in organisations for body in organisation.bodies}
