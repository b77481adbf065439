"""The agenda: what is on today, what is ahead month by month, and what is past."""

from flask import Blueprint, render_template, request
from werkzeug import Response

from service.domain.agenda import agenda
from service.domain.calendar import Calendar
from service.domain.errors import InvalidValue, NotFound
from service.domain.event import Kind
from service.domain.revision import Revision
from service.storage.calendars import all_calendars
from service.storage.events import current_events
from service.storage.renames import new_calendar_slug
from service.web.asking import database, settings, today_in
from service.web.moved import moved_to_parameter
from service.web.speaking import words
from service.web.subscribing import offers

agenda_page = Blueprint("agenda", __name__)


@agenda_page.get("/")
def show() -> str | Response:
    """All events, or those of `?calendar=` and `?kind=`."""
    if new_slug := new_calendar_slug(database(), request.args.get("calendar", "")):
        return moved_to_parameter("calendar", new_slug)
    calendars = all_calendars(database())
    shown, kind = _asked_calendars(calendars), _asked_kind()
    revisions = [each for slug in shown for each in current_events(database(), calendar=slug)]
    zone = next((calendar.zone for calendar in shown.values()), "UTC")
    return render_template(
        "pages/agenda.html",
        agenda=agenda(_of_kind(revisions, kind), today_in(zone), zone=zone),
        zone=zone,
        calendars=calendars,
        shown=shown,
        kinds=list(Kind),
        kind=kind,
        events={each.event.uid: each.event for each in revisions},
        offers=offers(shown.values(), revisions, settings().site, kind=kind),
    )


def _asked_calendars(calendars: list[Calendar]) -> dict[str, Calendar]:
    """The calendars to show, by slug."""
    slug = request.args.get("calendar")
    shown = {calendar.slug: calendar for calendar in calendars if slug in (None, calendar.slug)}
    if slug is not None and not shown:
        raise NotFound(words().gettext("There is no calendar “%(slug)s” here.") % {"slug": slug})
    return shown


def _asked_kind() -> Kind | None:
    name = request.args.get("kind")
    if name is not None and name not in list(Kind):
        sentence = words().gettext("“%(name)s” is not a kind of event. The kinds are: %(kinds)s.")
        raise InvalidValue(sentence % {"name": name, "kinds": ", ".join(Kind)})
    return Kind(name) if name else None


def _of_kind(revisions: list[Revision], kind: Kind | None) -> list[Revision]:
    return [revision for revision in revisions if kind in (None, revision.event.kind)]
