"""What changed, day by day: what was added, moved or called off, from old to new."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import groupby

from flask import Blueprint, redirect, request
from werkzeug import Response

from service.domain.card import card_of
from service.domain.errors import InvalidValue, translatable
from service.domain.feed_format import Format
from service.domain.text import shown
from service.domain.timespan import zone_named
from service.operations.composing import Order, address_of
from service.rendering.collection import Change
from service.rendering.differences import told
from service.rendering.formatting import day_in_words
from service.storage.revisions import Cursor, cursor_of, latest_changes
from service.web.answers import answer
from service.web.asking import database
from service.web.speaking import words
from service.web.views import ENDINGS, Asked, Section, View, asked

changes_page = Blueprint("changes", __name__)

MOST = 50  # changes on a page
_CURSOR = re.compile(r"(-?[0-9]{1,11})\.([0-9]{1,9})\.(.+)")


@changes_page.get("/changes")
@changes_page.get(f"/changes.<any({ENDINGS}):ending>")
def show(ending: str = "html") -> str | Response:
    """The latest changes; those before one of them with `?before=`."""
    wanted = asked("changes")
    found = latest_changes(database(), wanted.filter, most=MOST + 1, before=_asked_cursor())
    changes = [
        Change(revision=revision, before=before, calendar=wanted.known.calendars[revision.calendar])
        for revision, before in found[:MOST]
    ]
    days = [(day, list(of_day)) for day, of_day in groupby(changes, key=lambda change: _day(wanted, change))]
    view = View(
        asked=wanted,
        title=words().gettext("Changes"),
        sections=tuple(_section(day, of_day) for day, of_day in days),
        shown={
            "card_of": card_of,
            "days": [(day, [told(change, words()) for change in of_day]) for day, of_day in days],
            "more": _cursor_text(cursor_of(changes[-1].revision)) if len(found) > MOST else None,
        },
    )
    return answer(view, ending)


@changes_page.get("/changes.atom")
def feed() -> Response:
    """The same for feed readers."""
    return redirect(address_of(Order(selection=asked("changes").here.selection, format=Format.ATOM)))


def _section(day: date, changes: list[Change]) -> Section:
    return Section(day_in_words(day, words()), tuple(card_of(each.revision) for each in changes))


def _day(wanted: Asked, change: Change) -> date:
    zone = wanted.zone or change.calendar.zone
    return change.revision.at.astimezone(zone_named(zone)).date()


def _cursor_text(cursor: Cursor) -> str:
    """As in "1630569600.2.regular-session-2021@csto"."""
    return f"{int(cursor.at.timestamp())}.{cursor.number}.{cursor.uid}"


def _asked_cursor() -> Cursor | None:
    text = request.args.get("before")
    if not text:
        return None
    if found := _CURSOR.fullmatch(text):
        seconds, number, uid = found.groups()
        with suppress(ValueError):  # a year that there is not
            return Cursor(datetime.fromtimestamp(int(seconds), UTC), uid, int(number))
    raise InvalidValue(translatable("No change is called %(name)s. Begin again at the latest ones."), name=shown(text))
