"""The board of instructions: what is overdue, open and done, each with the meetings that gave it and take it."""

from flask import Blueprint
from werkzeug import Response

from service.storage.instructions import (
    done_instructions,
    open_instructions,
    overdue_instructions,
    withdrawn_instructions,
)
from service.web.answers import answer
from service.web.asking import database, today_in
from service.web.speaking import words
from service.web.views import ENDINGS, Section, View, asked

deadlines_page = Blueprint("deadlines", __name__)

MOST = 200  # instructions in each part of the board


@deadlines_page.get("/deadlines")
@deadlines_page.get(f"/deadlines.<any({ENDINGS}):ending>")
def show(ending: str = "html") -> str | Response:
    """All instructions, or those of a body (`?body=`), of a calendar and so on."""
    wanted = asked("deadlines")
    db, gettext = database(), words().gettext
    # A deadline ends with the day of its calendar's zone; what is overdue is so in the zones of all of them.
    today = min((today_in(calendar.zone) for calendar in wanted.calendars), default=wanted.today)
    found = {
        "overdue": (gettext("Overdue"), overdue_instructions(db, wanted.filter, today, most=MOST + 1)),
        "open": (gettext("Open"), open_instructions(db, wanted.filter, today, most=MOST + 1)),
        "done": (gettext("Done"), done_instructions(db, wanted.filter, most=MOST + 1)),
        "withdrawn": (gettext("Called off"), withdrawn_instructions(db, wanted.filter, most=MOST + 1)),
    }
    board = {name: Section(heading, tuple(cards[:MOST])) for name, (heading, cards) in found.items()}
    cut = [name for name, (_, cards) in found.items() if len(cards) > MOST]
    view = View(
        asked=wanted,
        title=gettext("Deadlines"),
        sections=tuple(section for section in board.values() if section.cards),
        shown={"board": board, "cut": cut, "is_cut": bool(cut)},
    )
    return answer(view, ending)
