"""What stands around a mail: whose site it comes from, and all that its dates refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Deadline
from service.domain.site import Site
from service.domain.wish import Wish
from service.rendering.language import Language
from service.rendering.letter import PROGRAM


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """`calendars` are by slug; `events` are those that a date or a wish names, by uid. `vevents` are the pieces of
    the feed, by uid, in the reader's language. `agenda` is the web address of the agenda with his filter."""

    site: Site
    calendars: Mapping[str, Calendar]
    agenda: str
    events: Mapping[str, AnyEvent] = field(default_factory=dict)
    vevents: Mapping[str, bytes] = field(default_factory=dict)


def sender(wish: Wish, around: Surroundings, words: Language) -> str:
    """Who writes: the program, and the calendar, where it is only one; its organisation may be somebody else."""
    match sorted(wish.filter.calendars or around.calendars):
        case [only] if only in around.calendars:
            return f"{around.calendars[only].name.into(words.code)} · {PROGRAM}"
        case _:
            return PROGRAM


def in_templates(wish: Wish, around: Surroundings, words: Language) -> dict[str, Any]:
    """What every template of a mail about dates needs to know of it."""

    def meetings(event: AnyEvent) -> list[tuple[str, AnyEvent]]:
        """At which an instruction was given and is due."""
        if not isinstance(event, Deadline):
            return []
        named = [(words.gettext("Given at"), event.given_at), (words.gettext("Due at the meeting"), event.due_at)]
        return [(heading, around.events[uid]) for heading, uid in named if uid and uid in around.events]

    return {
        "agenda": around.agenda,
        "calendars": around.calendars,
        "link": lambda event: around.site.url(f"/events/{event.slug}?lang={words.code}"),
        "meetings": meetings,
        "names_calendars": len(wish.filter.calendars or around.calendars) > 1,
        "site": around.site,
    }
