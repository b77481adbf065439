"""What the views have in common: what they are asked with, and what each of them shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from flask import request

from service.domain.agenda import Entry, by_month
from service.domain.calendar import Calendar
from service.domain.card import Card
from service.domain.selection import Filter
from service.domain.stretch import FIRST_DAY
from service.domain.timespan import Hours, WholeDays
from service.operations.directory import Known
from service.rendering.formatting import month_in_words
from service.storage.listing import cards_among, cards_between, count_from
from service.web import reader
from service.web.asking import database, known, today_in
from service.web.filters import asked_selection, within
from service.web.headers import EMBEDDED
from service.web.here import Here
from service.web.speaking import words

ENDINGS = "json, pdf"
FAR = timedelta(days=2)  # how far a reader's days may be from the venue's: the clocks of the world span 26 hours
MOST_LASTING = 100  # events that are looked through for one that goes on; others of the day do as well


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A view that is asked for: by whom, of which events, and today in the zone that he goes by."""

    here: Here
    known: Known
    filter: Filter
    zone: str | None

    @property
    def margin(self) -> timedelta:
        """How many days around a stretch have to be looked at: days are kept as the venue's."""
        return FAR if self.zone else timedelta()

    @property
    def today(self) -> date:
        return self.here.today

    @property
    def calendars(self) -> list[Calendar]:
        """Those that the view looks into."""
        return [self.known.calendars[slug] for slug in sorted(self.filter.calendars or ())]

    def at(self, when: str | None, first_day: date, last_day: date) -> "Asked":
        """The same, at the time that an address calls `when`, None for the present; other views go on from there."""
        is_now = first_day <= self.today <= last_day
        return replace(self, here=replace(self.here, when=when, day=None if is_now else max(first_day, FIRST_DAY)))


@dataclass(frozen=True)
class Section:
    """Events under a heading, in the order in which they are read; the heading may be the month that they are in."""

    heading: str
    cards: tuple[Card, ...]
    is_month: bool = False


@dataclass(frozen=True, kw_only=True)
class View:
    """What is answered: the events in sections, and what the template needs besides."""

    asked: Asked
    title: str
    sections: tuple[Section, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def cards(self) -> list[Card]:
        return [card for section in self.sections for card in section.cards]


def asked(view: str) -> Asked:
    """What this request asks of the view of that name. Raises InvalidValue or NotFound where it makes no sense."""
    choices = known()
    selection = asked_selection(choices)
    wanted = within(choices, selection)
    zone = reader.zone()
    here = Here(
        view=view,
        selection=selection,
        today=_today(choices, wanted, zone),
        kept=tuple(reader.kept_in_links()),
        root=request.script_root,
        embedded=request.path.startswith(EMBEDDED),
    )
    return Asked(here=here, known=choices, filter=wanted, zone=zone)


def sections_by_month(entries: Iterable[Entry], vague: Iterable[Card] = ()) -> tuple[Section, ...]:
    """The entries under their months; what has no exact day stands at the end."""
    months = [
        Section(month_in_words(month.first, words()), tuple(entry.card for entry in month.entries), is_month=True)
        for month in by_month(entries)
    ]
    last = Section(heading=words().gettext("Without an exact day"), cards=tuple(vague))
    return (*months, last) if last.cards else (*months,)


def mentioned_by(cards: Iterable[Card], choices: Known) -> dict[str, Card]:
    """The meetings that instructions among the cards name, by uid; none of a private calendar."""
    uids = {uid for card in cards for uid in (card.given_at, card.due_at) if uid}
    found = cards_among(database(), uids) if uids else {}
    return {uid: card for uid, card in found.items() if card.calendar in choices.calendars}


def is_anything_ahead(asked: Asked, cards: list[Card]) -> bool:
    """Whether there is something to subscribe to: among the cards, which are looked at first, or anywhere else."""
    db, today = database(), asked.today
    if any(_ends(card) >= today for card in cards) or count_from(db, asked.filter, today, most=1):
        return True
    return any(_ends(card) >= today for card in cards_between(db, asked.filter, today, today, most=MOST_LASTING))


def _ends(card: Card) -> date:
    """Its last day, wherever the reader is; long ago where it has none."""
    match card.span:
        case WholeDays(last_day=last_day):
            return last_day
        case Hours(end=end):
            return end.date()
        case _:
            return date.min


def _today(choices: Known, wanted: Filter, zone: str | None) -> date:
    """On the reader's clock; where he goes by the venue's, that of the first calendar."""
    first = next((choices.calendars[slug] for slug in sorted(wanted.calendars or ())), None)
    return today_in(zone or (first.zone if first else "UTC"))
