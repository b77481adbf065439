"""The organisation behind a calendar: its bodies, who chairs them, its members over time."""

from datetime import date

from flask import Blueprint, render_template, request
from werkzeug import Response

from service.domain.calendar import Calendar
from service.domain.errors import InvalidValue, NotFound
from service.domain.event import AnyEvent, Kind, Meeting
from service.domain.organisation import Body, Chair, MembershipTerm, Organisation, chair_on
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays, sort_key
from service.rendering.formatting import country_in_words
from service.storage.calendars import calendar_named
from service.storage.events import current_events
from service.storage.renames import new_calendar_slug
from service.web.asking import database, today_in
from service.web.moved import moved_to
from service.web.speaking import words

organisation_pages = Blueprint("organisations", __name__)


@organisation_pages.get("/organisation/<slug>")
def show(slug: str) -> str | Response:
    """The organisation of the calendar with that slug; `?on=` asks who chaired on another day."""
    calendar = calendar_named(database(), slug)
    if calendar is None and (new_slug := new_calendar_slug(database(), slug)):
        return moved_to("organisations.show", new_slug)
    if calendar is None or calendar.private or calendar.organisation is None:
        raise NotFound(words().gettext("There is no organisation “%(slug)s” here.") % {"slug": slug})
    on = _asked_day() or today_in(calendar.zone)
    events = [revision.event for revision in current_events(database(), calendar=slug)]
    return render_template(
        "pages/organisation.html",
        calendar=calendar,
        organisation=calendar.organisation,
        on=on,
        chairs=_chairs(calendar, events, on),
        terms=_terms_by_country(calendar.organisation),
        milestones=_milestones(events),
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
        raise InvalidValue(words().gettext("“%(text)s” is not a day. Write it as in 2021-09-02.") % {"text": text})
    return day


def _chairs(calendar: Calendar, events: list[AnyEvent], on: date) -> list[tuple[Body, Chair]]:
    meetings = [event for event in events if isinstance(event, Meeting)]
    bodies = calendar.organisation.bodies if calendar.organisation else ()
    return [(body, chair_on(on, body, meetings, zone=calendar.zone)) for body in bodies]


def _terms_by_country(organisation: Organisation) -> list[tuple[str, list[MembershipTerm]]]:
    """The terms of each country in the order of time; the countries by their names in the reader's language."""
    terms = sorted(organisation.memberships, key=lambda term: sort_key(term.since))
    countries = sorted({term.country for term in terms}, key=lambda code: country_in_words(code, words()))
    return [(country, [term for term in terms if term.country == country]) for country in countries]


def _milestones(events: list[AnyEvent]) -> list[AnyEvent]:
    """The milestones that have a date, however precise, the earliest first."""
    dated = [event for event in events if event.kind is Kind.MILESTONE and _beginning(event.span)]
    return sorted(dated, key=lambda event: (_beginning(event.span), event.uid))


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
