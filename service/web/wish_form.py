"""The form in which a reader says what he wants to be told, when and how: what stands in its fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from service.domain.card import Card
from service.domain.selection import Selection
from service.domain.wish import DEFAULT_HOUR, DEFAULT_LEADS, Leads, Weekly, Wish
from service.operations.feed_addresses import FILTERS, filter_pairs

EXTRAS = ("changes", "running", "overdue")
LONGEST_ANSWER = 320  # characters of a field that are shown again; no e-mail address is longer

Pairs = tuple[tuple[str, str], ...]


class Chosen(StrEnum):
    """Of the two cadences one is chosen."""

    BEFORE_EACH = "leads"
    WEEKLY = "weekly"


class Form(Protocol):
    """What was sent, or what an address asks: names with one value or several."""

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What stands in the fields, as it was typed. `events` are slugs, `filter` is as an address would say it."""

    email: str = ""
    events: tuple[str, ...] = ()
    filter: Pairs = ()
    cadence: str = Chosen.BEFORE_EACH
    leads: tuple[str, ...] = tuple(map(str, DEFAULT_LEADS.days))
    weekday: str = "0"
    hour: str = str(DEFAULT_HOUR)
    zone: str
    language: str
    extras: frozenset[str] = field(default_factory=lambda: frozenset({"changes"}))

    def values(self, name: str) -> list[str]:
        """What the filter asks of that parameter."""
        return [value for each, value in self.filter if each == name]

    def asked_of(self, form: Form) -> "Answers":
        """The same with the dates that the parameters of an address ask for, where they ask for any."""
        events, pairs = tuple(form.getlist("event")), filter_in(form)
        return replace(self, events=events, filter=pairs) if events or pairs else self


def typed(form: Form) -> Answers:
    """What was sent."""
    return Answers(
        email=_one(form, "email"),
        events=tuple(form.getlist("event")),
        filter=filter_in(form),
        cadence=_one(form, "cadence"),
        leads=tuple(form.getlist("lead")),
        weekday=_one(form, "weekday"),
        hour=_one(form, "hour"),
        zone=_one(form, "zone"),
        language=_one(form, "language"),
        extras=frozenset(name for name in EXTRAS if form.getlist(name)),
    )


def answers_of(wish: Wish, events: Mapping[str, Card]) -> Answers:
    """As the wish would have been typed. `events` are the single ones that it asks for, by uid, if they are there."""
    slugs = tuple(card.slug for _, card in sorted(events.items()))
    answers = Answers(
        events=slugs,
        filter=tuple(filter_pairs(Selection(filter=wish.filter))),
        hour=str(wish.hour),
        zone=wish.zone,
        language=wish.language,
        extras=frozenset(name for name in EXTRAS if getattr(wish, name)),
    )
    match wish.cadence:
        case Leads(days):
            return replace(answers, cadence=Chosen.BEFORE_EACH, leads=tuple(map(str, days)))
        case Weekly(weekday):
            return replace(answers, cadence=Chosen.WEEKLY, weekday=str(weekday))


def filter_in(form: Form) -> Pairs:
    """The filter that was sent or asked for; empty fields ask for nothing."""
    return tuple(_given((name, value.strip()) for name in FILTERS for value in form.getlist(name)))


def _given(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in dict.fromkeys(pairs) if pair[1]]


def _one(form: Form, name: str) -> str:
    """What stands in a field that there is but once; several values make one that means nothing."""
    return ", ".join(dict.fromkeys(form.getlist(name)))[: LONGEST_ANSWER + 1].strip(" \t")
