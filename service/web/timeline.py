"""The timeline: terms, chairs and milestones as bands, instructions as lines from the meeting that gave them."""

from datetime import timedelta

from flask import Blueprint
from werkzeug import Response

from service.domain.agenda import approximate, entries_of
from service.domain.calendar import Calendar
from service.domain.card import Card
from service.domain.chart import chart
from service.domain.event import Meeting
from service.domain.selection import Filter
from service.domain.stretch import LAST_DAY
from service.domain.window import Window, window_around, window_of
from service.rendering.window import window_in_words
from service.storage.events import last_meetings
from service.storage.instructions import open_instructions, overdue_instructions
from service.storage.listing import cards_between
from service.web.answers import answer
from service.web.asking import database
from service.web.speaking import words
from service.web.views import ENDINGS, Asked, View, asked, mentioned_by, sections_by_month

timeline_page = Blueprint("timeline", __name__)

MOST = 200  # events, each on a track of its own
MOST_MEETINGS = 500  # of a body, from which follows who chaired
NEXT_SESSION = timedelta(days=730)  # how far ahead that is looked for which ends a chairmanship


@timeline_page.get("/timeline")
@timeline_page.get("/timeline/<first>/<last>")
@timeline_page.get(f"/timeline.<any({ENDINGS}):ending>")
@timeline_page.get(f"/timeline/<first>/<last>.<any({ENDINGS}):ending>")
def show(first: str | None = None, last: str | None = None, ending: str = "html") -> str | Response:
    """From one moment to another, each a year, a month or a day: /timeline/1992/2021, /timeline/2021-08/2021-10."""
    wanted = asked("timeline")
    window = window_of(first, last) if first and last else window_around(wanted.today)
    wanted = wanted.at(window.name if first else None, window.first_day, window.last_day)
    cards, is_all = _cards(wanted, window)
    calendars = _whole_calendars(wanted)
    made = chart(
        window,
        cards,
        mentioned=mentioned_by(cards, wanted.known),
        calendars=calendars,
        meetings={each.slug: _meetings(each, window) for each in calendars},
        today=wanted.today,
        zone=wanted.zone,
    )
    drawn = [track.card for group in made.events for track in group.tracks]
    view = View(
        asked=wanted,
        title=window_in_words(window, words()),
        sections=sections_by_month(entries_of(drawn, zone=wanted.zone), approximate(drawn)),
        shown={"window": window, "chart": made, "is_cut": not is_all, "most": MOST},
    )
    return answer(view, ending)


def _cards(wanted: Asked, window: Window) -> tuple[list[Card], bool]:
    """What is on in the window, and the instructions of which the line may pass through it; and whether that is all."""
    db = database()
    first_day, last_day = window.first_day - wanted.margin, window.last_day + wanted.margin
    on = cards_between(db, wanted.filter, first_day, last_day, most=MOST + 1)
    found = [
        *on[:MOST],
        *overdue_instructions(db, wanted.filter, wanted.today, most=MOST),
        *open_instructions(db, wanted.filter, wanted.today, most=MOST),
    ]
    return list({card.uid: card for card in found}.values()), len(on) <= MOST


def _whole_calendars(wanted: Asked) -> list[Calendar]:
    """Those of which everything is shown, also who was a member and who chaired."""
    only_calendars = wanted.filter == Filter(calendars=wanted.filter.calendars)
    return wanted.calendars if only_calendars else []


def _meetings(calendar: Calendar, window: Window) -> list[Meeting]:
    until = min(LAST_DAY, window.last_day + NEXT_SESSION)
    bodies = calendar.organisation.bodies if calendar.organisation else ()
    return [
        meeting
        for body in bodies
        for meeting in last_meetings(database(), calendar.slug, body.slug, until=until, most=MOST_MEETINGS)
    ]
