"""What a month and a week have in common: the events of a stretch of days, laid out in weeks."""

from collections.abc import Callable
from typing import TypeVar

from service.domain.agenda import approximate, entries_of
from service.domain.card import Card
from service.domain.grid import weeks
from service.domain.moment import days_meant
from service.domain.stretch import Stretch
from service.domain.timespan import Approximate
from service.storage.listing import cards_between
from service.web.asking import database
from service.web.views import View, asked, sections_by_month

MOST = 500  # events on a page; more than one reads in a month

_S = TypeVar("_S", bound=Stretch)


def wall_view(view: str, kind: type[_S], name: str | None, title: Callable[[_S], str]) -> View:
    """The stretch of that name, or the present one. Raises NotFound or InvalidValue where there is none."""
    wanted = asked(view)
    stretch = kind.named(name) if name else kind.of(wanted.today)
    wanted = wanted.at(name, stretch.first_day, stretch.last_day)
    first_day, last_day = stretch.first_day - wanted.margin, stretch.last_day + wanted.margin
    cards = cards_between(database(), wanted.filter, first_day, last_day, most=MOST + 1)
    entries = [
        entry
        for entry in entries_of(cards[:MOST], zone=wanted.zone)
        if entry.days.first_day <= stretch.last_day and entry.days.last_day >= stretch.first_day
    ]
    vague = [card for card in approximate(cards) if _may_be_in(stretch, card)]
    return View(
        asked=wanted,
        title=title(stretch),
        sections=sections_by_month(entries, vague),
        shown={
            "stretch": stretch,
            "weeks": weeks(entries, stretch.first_day, stretch.last_day),
            "is_empty": not (entries or vague),
            "vague": vague,
            "is_cut": len(cards) > MOST,
            "most": MOST,
        },
    )


def _may_be_in(stretch: Stretch, card: Card) -> bool:
    if not isinstance(card.span, Approximate):
        return False
    first_day, last_day = days_meant(card.span)
    return first_day <= stretch.last_day and last_day >= stretch.first_day
