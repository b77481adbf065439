"""What a feed is called, and what it says about itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.domain.calendar import Calendar
from service.domain.event import InstructionState, Kind, Status
from service.domain.selection import Contents, Filter, Selection
from service.rendering.formatting import (
    country_in_words,
    kinds_in_words,
    span_of_days_in_words,
    state_in_words,
    status_in_words,
)
from service.rendering.language import Language


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The name and the description of a feed, and its colour as a CSS3 name."""

    name: str
    description: str | None
    color: str | None


def heading(
    selection: Selection, calendars: Sequence[Calendar], words: Language, *, archives: str | None = None
) -> Heading:
    """As in "Club: Meetings · Vienna". `archives` is the pattern of the addresses where older dates are.

    Nothing in it depends on the events, for a header that changes makes some clients take every
    event for a new one (vdirsyncer).
    """
    whole = calendars[0].name.into(words.code) if len(calendars) == 1 else words.gettext("All calendars")
    narrowed = " · ".join(_narrowed(selection, calendars, words))
    said = [calendars[0].description.into(words.code)] if len(calendars) == 1 and calendars[0].description else []
    if archives:
        said.append(words.gettext("Dates of earlier years: %(address)s") % {"address": archives})
    return Heading(
        name=f"{whole}: {narrowed}" if narrowed else whole,
        description="\n\n".join(said) or None,
        color=calendars[0].color if len(calendars) == 1 else None,
    )


def _narrowed(selection: Selection, calendars: Sequence[Calendar], words: Language) -> Iterator[str]:
    """What narrows the feed, each in a few words."""
    wanted = selection.filter
    if selection.contents is Contents.TASKS:
        yield words.gettext("Tasks")
    yield from _any(kinds_in_words(Kind(kind), words) for kind in sorted(wanted.kinds or ()))
    yield from _any(_body_name(slug, calendars, words) for slug in sorted(wanted.bodies or ()))
    yield from _any(sorted(wanted.places or ()))
    yield from _any(country_in_words(code, words) for code in sorted(wanted.countries or ()))
    yield from _any(_status(status, words) for status in sorted(wanted.statuses or ()))
    if wanted.words:
        yield f"“{' '.join(sorted(wanted.words))}”"
    yield from _days(wanted, words)


def _any(names: Iterable[str]) -> Iterator[str]:
    if joined := " / ".join(names):
        yield joined


def _body_name(slug: str, calendars: Sequence[Calendar], words: Language) -> str:
    bodies = [body for calendar in calendars if calendar.organisation for body in calendar.organisation.bodies]
    return next((body.name.into(words.code) for body in bodies if body.slug == slug), slug)


def _status(status: str, words: Language) -> str:
    if status in tuple(Status):
        return status_in_words(Status(status), words)
    return state_in_words(InstructionState(status), words)


def _days(wanted: Filter, words: Language) -> Iterator[str]:
    if wanted.year:
        yield str(wanted.year)
    if days := span_of_days_in_words(wanted.since, wanted.until, words):
        yield days
