"""The agenda: what is on today, what is ahead month by month, what is past, and what has no day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, redirect, request
from werkzeug import Response

from service.domain.agenda import Agenda, Entry, agenda, approximate, by_month, entries_of, entry_of
from service.domain.card import Card
from service.domain.stretch import FIRST_DAY, LAST_DAY
from service.operations.feed_addresses import day_named
from service.rendering.formatting import span_of_days_in_words, weekday_in_words
from service.storage.listing import (
    cards_before,
    cards_between,
    cards_from,
    cards_without_a_day,
    count_before,
    count_from,
)
from service.web.answers import answer
from service.web.asking import database
from service.web.links import event_link
from service.web.speaking import words
from service.web.views import ENDINGS, Asked, Section, View, asked, sections_by_month

agenda_page = Blueprint("agenda", __name__)

MOST_AHEAD = 100  # events on a page; what comes later is a link away
MOST_IN_A_DAY = 1000  # a page ends with a whole day, so that the next one can begin with another
MOST_PAST = 30  # folded; all of them are a link away
MOST_VAGUE = 100
MOST_COUNTED = 1000  # beyond that nobody needs the number
ONE_DAY = timedelta(days=1)


@agenda_page.get("/")
@agenda_page.get("/agenda")
@agenda_page.get(f"/agenda.<any({ENDINGS}):ending>")
def show(ending: str = "html") -> str | Response:
    """What is on and ahead; or what is between the days of `?since=` and `?until=`, from `?begun=` on further back."""
    wanted = asked("agenda")
    spanned = wanted.filter.since is not None or wanted.filter.until is not None
    return answer(_of_a_span(wanted) if spanned else _of_now(wanted), ending)


@agenda_page.get("/next")
def following() -> Response:
    """The next event that begins, of those that somebody still waits for."""
    wanted = asked("agenda")
    first_day = max(wanted.today + ONE_DAY - wanted.margin, FIRST_DAY)
    cards = cards_from(database(), wanted.filter, first_day, most=MOST_IN_A_DAY)
    entries = entries_of(cards, zone=wanted.zone)  # in the order of the page
    waited_for = (each for each in entries if each.days.first_day > wanted.today and not each.card.is_settled)
    found = next(waited_for, None)
    return redirect(event_link(found.card.slug) if found else wanted.here.again())


@agenda_page.get("/today")
def today() -> Response:
    """The agenda, at today."""
    return redirect(f"{asked('agenda').here.without('since', 'until')}#today")


@agenda_page.get("/earlier")
def earlier() -> Response:
    """What is over, the latest first."""
    wanted = asked("agenda")
    selection = wanted.here.selection
    of_any_time = replace(wanted.here, selection=replace(selection, filter=replace(selection.filter, since=None)))
    return redirect(of_any_time.with_value("until", (wanted.today - ONE_DAY).isoformat()))


def _of_now(wanted: Asked) -> View:
    db, today = database(), wanted.today
    first_day, last_day = today - wanted.margin, today + wanted.margin
    running = cards_between(db, wanted.filter, first_day, last_day, most=MOST_IN_A_DAY)
    ahead, next_day = _from(wanted, today + ONE_DAY)
    past = cards_before(db, wanted.filter, today, most=MOST_PAST)
    vague = cards_without_a_day(db, wanted.filter, most=MOST_VAGUE)
    made = agenda(_once([*running, *ahead, *past, *vague]), today, zone=wanted.zone)
    return View(
        asked=wanted,
        title=weekday_in_words(today, words()),
        sections=_sections(made),
        shown={
            "agenda": made,
            "earlier": count_before(db, wanted.filter, today, most=MOST_COUNTED + 1) if len(past) == MOST_PAST else 0,
            "later": _later(wanted, next_day) if next_day else None,
            "most": MOST_COUNTED,
            "is_cut": len(running) == MOST_IN_A_DAY,
        },
    )


def _of_a_span(wanted: Asked) -> View:
    """What is between two days; where only the last one is given, the latest comes first."""
    since, until = wanted.filter.since, wanted.filter.until
    if since:
        running = cards_between(database(), wanted.filter, since, since, most=MOST_IN_A_DAY)
        cards, next_day = _from(wanted, since)
        in_order = entries_of(_once([*running, *cards]), zone=wanted.zone)
        vague = approximate(cards_without_a_day(database(), wanted.filter, most=MOST_VAGUE))
        more = wanted.here.with_value("since", next_day.isoformat()) if next_day else None
    else:
        assert until is not None, "one of the two is given"
        cards, earlier_day = _until(wanted, min(until, LAST_DAY))
        in_order, vague = entries_of(cards, zone=wanted.zone)[::-1], ()
        more = wanted.here.again_with(begun=earlier_day.isoformat()) if earlier_day else None
    return View(
        asked=wanted,
        title=span_of_days_in_words(since, until, words()),
        sections=sections_by_month(in_order, vague),
        shown={"months": by_month(in_order), "vague": vague, "more": more},
    )


def _from(wanted: Asked, day: date) -> tuple[list[Card], date | None]:
    """What begins on that day or later, as many days of it as fit on a page; and the day to go on from, if any is."""
    db = database()
    cards = cards_from(db, wanted.filter, day, most=MOST_AHEAD + 1)
    if len(cards) <= MOST_AHEAD:
        return cards, None
    last_day = _first_day(cards[MOST_AHEAD - 1])
    page = _in_whole_days(cards, last_day, cards_from(db, wanted.filter, last_day, most=MOST_IN_A_DAY))
    next_day = last_day + ONE_DAY
    return page, next_day if count_from(db, wanted.filter, next_day, most=1) else None


def _until(wanted: Asked, until: date) -> tuple[list[Card], date | None]:
    """What is over by that day, as many days of it as fit on a page; and the day to go on from, by which it began."""
    db, over = database(), until + ONE_DAY
    cards = cards_before(db, wanted.filter, over, most=MOST_AHEAD + 1, begun_by=_asked_begun())
    if len(cards) <= MOST_AHEAD:
        return cards, None
    first_day = _first_day(cards[MOST_AHEAD - 1])
    of_that_day = cards_before(db, wanted.filter, over, most=MOST_IN_A_DAY, begun_by=first_day)
    page = _in_whole_days(cards, first_day, of_that_day)
    day_before = first_day - ONE_DAY
    return page, day_before if cards_before(db, wanted.filter, over, most=1, begun_by=day_before) else None


def _in_whole_days(cards: list[Card], last: date, from_there: list[Card]) -> list[Card]:
    """A page of the cards, and all the rest of the day that it ends with, which is among those from there on."""
    return _once([*cards[:MOST_AHEAD], *(card for card in from_there if _first_day(card) == last)])


def _first_day(card: Card) -> date:
    """On the venue's clock, by which events are kept."""
    entry = entry_of(card, None)
    assert entry is not None, "what begins on a day has one"
    return entry.days.first_day


def _asked_begun() -> date | None:
    """From which day on a page goes back further. Raises InvalidValue for what is no day."""
    text = request.args.get("begun")
    return day_named("begun", text) if text else None


def _later(wanted: Asked, next_day: date) -> tuple[int, str]:
    """How many more are ahead than the page shows, and where they are."""
    count = count_from(database(), wanted.filter, next_day, most=MOST_COUNTED + 1)
    return count, wanted.here.with_value("since", next_day.isoformat())


def _sections(made: Agenda) -> tuple[Section, ...]:
    ahead = sections_by_month(entry for month in made.months for entry in month.entries)
    found = [
        _section(words().gettext("Today"), made.running),
        *ahead,
        Section(words().gettext("Without an exact day"), (*made.undated, *reversed(made.approximate))),
        _section(words().gettext("Earlier"), [entry for month in made.past for entry in month.entries]),
    ]
    return tuple(section for section in found if section.cards)


def _section(heading: str, entries: Iterable[Entry]) -> Section:
    return Section(heading, tuple(entry.card for entry in entries))


def _once(cards: Iterable[Card]) -> list[Card]:
    return list({card.uid: card for card in cards}.values())
