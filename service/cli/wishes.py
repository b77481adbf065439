"""What a reader is to be told, as it is typed, and as it is said to an operator."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import click
from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.event import Kind
from service.domain.selection import Filter, Selection
from service.domain.wish import DEFAULT_HOUR, DEFAULT_LEADS, Cadence, Leads, Weekly, Wish
from service.operations.directory import Directory
from service.operations.feed_addresses import asked, filter_pairs
from service.rendering.language import spoken
from service.storage.events import event_called

KINDS = tuple(kind.value for kind in Kind)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILTERS = ("calendar", "kind", "body", "place", "country")  # as in the address of a view
_NAMES = {"q": "search"}

_Command = TypeVar("_Command", bound=Callable[..., Any])


def wish_options(command: _Command) -> _Command:
    """All that `wish_typed` reads, as options of a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wish_typed(db: Database, typed: dict[str, Any]) -> Wish:
    """The wish that these options say. Raises InvalidValue or NotFound, in a sentence."""
    if typed["language"] not in spoken():
        raise InvalidValue(f'Expected a language of {", ".join(spoken())}, not "{typed["language"]}".')
    if typed["leads"] and typed["weekly"]:
        raise InvalidValue("Expected --lead or --weekly, not both.")
    wanted = _filter(db, typed)
    others = {name: typed[name] for name in ("zone", "language", "hour", "changes", "running", "overdue")}
    try:
        return Wish(filter=wanted, cadence=_cadence(typed["leads"], typed["weekly"]), **others)
    except InvalidValue as error:
        raise InvalidValue(f"Expected {error}.") from None


def wish_in_words(wish: Wish) -> str:
    """When and where, then what is not as usual."""
    when = f"{_cadence_in_words(wish.cadence)}, at {wish.hour:02d}:00 {wish.zone}, in {wish.language}"
    return "; ".join([when, *_extras(wish)])


_OPTIONS = (
    click.option("--lead", "leads", type=int, multiple=True, help="Days before; may be given several times."),
    click.option("--weekly", type=click.Choice(WEEKDAYS), help="Once a week instead, on that day."),
    click.option("--zone", default="UTC", show_default=True, help="The reader's zone, as in Europe/Vienna."),
    click.option("--language", default="en", show_default=True),
    click.option("--hour", type=int, default=DEFAULT_HOUR, show_default=True, help="The hour of day of his mails."),
    click.option("--calendar", multiple=True, help="Only these calendars. This and the next: several times."),
    click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Only these kinds of events."),
    click.option("--body", multiple=True, help="Only what these bodies do."),
    click.option("--place", multiple=True, help="Only what is at these places, or by video or telephone."),
    click.option("--country", multiple=True, help="Only what is in these countries, as in TJ."),
    click.option("--search", help="Only events in which all these words occur."),
    click.option("--event", multiple=True, help="Only these events, named as at the end of their addresses."),
    click.option("--changes/--no-changes", default=True, show_default=True, help="Whether changes are told, too."),
    click.option("--running", is_flag=True, help="Also on each further day of what lasts several days."),
    click.option("--overdue", is_flag=True, help="Also once what was not carried out in time."),
)


def _cadence(leads: tuple[int, ...], weekly: str | None) -> Cadence:
    if weekly:
        return Weekly(WEEKDAYS.index(weekly))
    return Leads(tuple(sorted(set(leads), reverse=True))) if leads else DEFAULT_LEADS


def _filter(db: Database, typed: dict[str, Any]) -> Filter:
    pairs = [(name, value) for name in _FILTERS for value in typed[name]]
    wanted = asked([*pairs, ("q", typed["search"] or "")], of=Selection()).filter
    known = Directory().known(db)
    for slug in sorted((wanted.calendars or frozenset()) - known.slugs):
        raise NotFound(f'There is no public calendar "{slug}".')
    for slug in sorted((wanted.bodies or frozenset()) - known.bodies.keys()):
        raise NotFound(f'There is no body "{slug}".')
    uids = frozenset(_uid(db, slug, known.slugs) for slug in typed["event"])
    return replace(wanted, uids=uids or None)


def _uid(db: Database, slug: str, public: frozenset[str]) -> str:
    revision = event_called(db, slug)
    if revision is None or revision.calendar not in public:
        raise NotFound(f'There is no event called "{slug}".')
    return revision.event.uid


def _cadence_in_words(cadence: Cadence) -> str:
    match cadence:
        case Leads(days):
            return f"{', '.join(map(str, days))} days before"
        case Weekly(weekday):
            return f"on each {WEEKDAYS[weekday].capitalize()}"


def _extras(wish: Wish) -> Iterator[str]:
    only = [f"{_NAMES.get(name, name)} {value}" for name, value in filter_pairs(Selection(filter=wish.filter))]
    only += [f"event {uid}" for uid in sorted(wish.filter.uids or ())]
    if only:
        yield f"only {', '.join(only)}"
    if not wish.changes:
        yield "not of changes"
    if wish.running:
        yield "also on further days"
    if wish.overdue:
        yield "also of what is overdue"
