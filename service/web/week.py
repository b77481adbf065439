"""A week as a wall calendar, with the hours and places of what is on."""

from flask import Blueprint
from werkzeug import Response

from service.domain.stretch import FIRST_DAY, LAST_DAY, WeekStretch
from service.domain.timespan import WholeDays
from service.rendering.formatting import days_in_words
from service.web.answers import answer
from service.web.speaking import words
from service.web.views import ENDINGS
from service.web.wall import wall_view

week_page = Blueprint("week", __name__)


@week_page.get("/week")
@week_page.get("/week/<name>")
@week_page.get(f"/week.<any({ENDINGS}):ending>")
@week_page.get(f"/week/<name>.<any({ENDINGS}):ending>")
def show(name: str | None = None, ending: str = "html") -> str | Response:
    """The week of that name, as in 2021-W37; this week where none is named."""
    return answer(wall_view("week", WeekStretch, name, _title), ending)


def _title(week: WeekStretch) -> str:
    days = WholeDays(max(week.first_day, FIRST_DAY), min(week.last_day, LAST_DAY))
    return days_in_words(days, words())
