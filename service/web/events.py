"""One event: when, where, who, what for, what it is related to, what changed, and where that was said."""

from dataclasses import replace
from typing import Any

from flask import Blueprint
from werkzeug import Response

from service.domain.agenda import entry_of
from service.domain.calendar import Calendar
from service.domain.card import card_of
from service.domain.errors import NotFound, translatable
from service.domain.revision import Revision
from service.domain.text import shown
from service.rendering.calendar_links import event_links
from service.rendering.collection import Change
from service.rendering.differences import Told, told
from service.rendering.json_ld import in_script, json_ld
from service.storage.events import event_called
from service.storage.related import cards_of_series, instructions_of
from service.storage.renames import new_event_slug
from service.storage.revisions import history
from service.web import reader
from service.web.asking import database, known, settings, today_in
from service.web.moved import moved_to
from service.web.paper import on_paper
from service.web.speaking import render, words
from service.web.subscribing import is_waited_for
from service.web.views import Section, View, asked, mentioned_by

event_pages = Blueprint("events", __name__)

MOST_IN_A_SERIES = 50


@event_pages.get("/events/<slug>")
def show(slug: str) -> str | Response:
    revision = event_called(database(), slug)
    if revision is None:
        return _elsewhere(slug, "events.show")
    calendar = known().calendars[revision.calendar]
    card, zone = card_of(revision), reader.zone()
    revisions = history(database(), card.uid)
    return render(
        "pages/event.html",
        event=revision.event,
        card=card,
        revision=revision,
        calendar=calendar,
        calendars=known().calendars,
        today=today_in(zone or calendar.zone),
        zone=zone,
        entry=entry_of(card, zone),
        is_waited_for=is_waited_for(revision),
        body=_body(calendar, card.body),
        changes=_changes(revisions, calendar),
        add=event_links(revision.event, calendar, settings().site, words()),
        data=in_script(json_ld(revision.event, revisions, calendar, settings().site, words())),
        **_related(revision),
    )


@event_pages.get("/events/<slug>.pdf")
def on_one_sheet(slug: str) -> Response:
    """The event on paper, with who takes part and what the sources say."""
    revision = event_called(database(), slug)
    if revision is None:
        return _elsewhere(slug, "events.on_one_sheet")
    wanted = asked("events")
    card = card_of(revision)
    wanted = replace(wanted, here=replace(wanted.here, when=slug))
    view = View(asked=wanted, title=card.summary.into(words().code), sections=(Section("", (card,)),))
    return on_paper(view, subtitle=known().calendars[card.calendar].name.into(words().code))


def _elsewhere(slug: str, endpoint: str) -> Response:
    """The same page of the event that was called so once. Raises NotFound where there is none."""
    if new_slug := new_event_slug(database(), slug):
        return moved_to(endpoint, new_slug)
    raise NotFound(translatable("There is no event %(name)s here."), name=shown(slug))


def _related(revision: Revision) -> dict[str, Any]:
    """The meetings of an instruction, the instructions of a meeting, and the rest of a series; nothing private."""
    db, card = database(), card_of(revision)
    meetings = mentioned_by([card], known())
    instructions = instructions_of(db, card.uid)
    series = revision.event.series
    others = cards_of_series(db, revision.calendar, series, most=MOST_IN_A_SERIES) if series else []
    return {
        "given_at": meetings.get(card.given_at or ""),
        "due_at": meetings.get(card.due_at or ""),
        "gave": [each for each in instructions if each.given_at == card.uid],
        "takes": [each for each in instructions if each.due_at == card.uid],
        "series": [each for each in others if each.uid != card.uid],
    }


def _body(calendar: Calendar, slug: str | None) -> Any:
    bodies = calendar.organisation.bodies if calendar.organisation else ()
    return next((body for body in bodies if body.slug == slug), None)


def _changes(revisions: list[Revision], calendar: Calendar) -> list[Told]:
    """What changed, the latest first; how it began is told, too. Nothing, where all of it was written in private."""
    pairs = zip([None, *revisions], revisions, strict=False)
    changes = [Change(revision=each, before=before, calendar=calendar) for before, each in pairs]
    return [told(change, words()) for change in reversed(changes)]
