"""The organisation behind a calendar: its bodies, who chairs them, its members over time."""

from datetime import date
from typing import Any

from flask import Blueprint, request
from werkzeug import Response

from service.domain.calendar import Calendar
from service.domain.card import Card
from service.domain.errors import InvalidValue, NotFound, translatable
from service.domain.event import Kind
from service.domain.organisation import Body, Chair, MembershipTerm, Organisation, chair_on, members_on
from service.domain.selection import Filter
from service.domain.stretch import FIRST_DAY, LAST_DAY
from service.domain.text import shown
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays, sort_key
from service.rendering.formatting import country_in_words
from service.storage.events import last_meetings
from service.storage.listing import cards_between
from service.storage.renames import new_calendar_slug
from service.web.asking import database, known, today_in
from service.web.moved import moved_to
from service.web.organisation_data import organisation_data
from service.web.speaking import render, words

organisation_pages = Blueprint("organisations", __name__)

MOST_MEETINGS = 500  # of a body, among which the last regular session is
MOST_MILESTONES = 500


@organisation_pages.get("/organisations")
def index() -> str:
    """All organisations here."""
    return render("pages/organisations.html")


@organisation_pages.get("/organisation/<slug>")
@organisation_pages.get("/organisation/<slug>.<any(json):ending>")
def show(slug: str, ending: str = "html") -> str | Response:
    """The organisation of the calendar with that slug; `?on=` asks who chaired and who was a member on another day."""
    calendar = known().calendars.get(slug)
    if calendar is None and (new_slug := new_calendar_slug(database(), slug)):
        return moved_to("organisations.show", new_slug, **({"ending": ending} if ending != "html" else {}))
    if calendar is None or calendar.organisation is None:
        raise NotFound(translatable("There is no organisation %(name)s here."), name=shown(slug))
    on = _asked_day() or today_in(calendar.zone)
    told: dict[str, Any] = {
        "calendar": calendar,
        "organisation": calendar.organisation,
        "on": on,
        "chairs": _chairs(calendar, calendar.organisation, on),
        "members": _in_order_of_names(members_on(on, calendar.organisation)),
        "terms": _terms_by_country(calendar.organisation),
        "milestones": _milestones(slug),
    }
    if ending == "json":
        return organisation_data(**told)
    return render(
        "pages/organisation.html",
        calendars=known().calendars,
        today=today_in(calendar.zone),
        doubtful_end=lambda term: _doubtful_end(term, on),
        **told,
    )


def _asked_day() -> date | None:
    text = request.args.get("on")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # fromisoformat also reads weeks and days without hyphens
        raise InvalidValue(translatable("%(text)s is not a day. Write it as in 2021-09-02."), text=shown(text))
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidValue(
            translatable("There is no day %(text)s here. There are days from 1000-01-01 to 9000-12-31."), text=text
        )
    return day


def _chairs(calendar: Calendar, organisation: Organisation, on: date) -> list[tuple[Body, Chair]]:
    found = []
    for body in organisation.bodies:
        meetings = last_meetings(database(), calendar.slug, body.slug, until=on, most=MOST_MEETINGS)
        found.append((body, chair_on(on, body, meetings, zone=calendar.zone)))
    return found


def _in_order_of_names(members: list[tuple[MembershipTerm, bool]]) -> list[tuple[MembershipTerm, bool]]:
    return sorted(members, key=lambda row: country_in_words(row[0].country, words()))


def _doubtful_end(term: MembershipTerm, on: date) -> str:
    """Which end of the term, "since" or "until", leaves it in doubt whether it lasted on that day."""
    is_near_its_end = isinstance(term.until, Approximate) and sort_key(on).startswith(term.until.text)
    return "until" if is_near_its_end else "since"


def _terms_by_country(organisation: Organisation) -> list[tuple[str, list[MembershipTerm]]]:
    """The terms of each country in the order of time; the countries by their names in the reader's language."""
    terms = sorted(organisation.memberships, key=lambda term: sort_key(term.since))
    countries = sorted({term.country for term in terms}, key=lambda code: country_in_words(code, words()))
    return [(country, [term for term in terms if term.country == country]) for country in countries]


def _milestones(slug: str) -> list[Card]:
    """The milestones that have a date, however precise, the earliest first."""
    wanted = Filter(calendars=frozenset({slug}), kinds=frozenset({Kind.MILESTONE}))
    cards = cards_between(database(), wanted, date.min, date.max, most=MOST_MILESTONES)  # a mere year may be any
    return sorted(cards, key=lambda card: (_beginning(card.span), card.uid))


def _beginning(span: Span) -> str:
    match span:
        case WholeDays(first_day):
            return sort_key(first_day)
        case Hours():
            return sort_key(span.local_start.date())
        case Approximate():
            return sort_key(span)
        case Undated():
            return ""
