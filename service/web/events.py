"""One event: when, where, who, what for, what it is related to, and where that was said."""

from flask import Blueprint, render_template
from werkzeug import Response

from service.domain.agenda import entry_of
from service.domain.errors import NotFound
from service.domain.relations import relations
from service.storage.calendars import calendar_named
from service.storage.events import current_events, event_called
from service.storage.renames import new_event_slug
from service.web.asking import database
from service.web.moved import moved_to
from service.web.speaking import words

event_pages = Blueprint("events", __name__)


@event_pages.get("/events/<slug>")
def show(slug: str) -> str | Response:
    revision = event_called(database(), slug)
    if revision is None:
        if new_slug := new_event_slug(database(), slug):
            return moved_to("events.show", new_slug)
        raise NotFound(words().gettext("There is no event “%(slug)s” here.") % {"slug": slug})
    calendar = calendar_named(database(), revision.calendar)
    assert calendar is not None, "the database knows the calendar of every event"
    others = [each.event for each in current_events(database(), calendar=calendar.slug)]
    return render_template(
        "pages/event.html",
        event=revision.event,
        revision=revision,
        calendar=calendar,
        entry=entry_of(revision, calendar.zone),
        relations=relations(revision.event, others),
    )
