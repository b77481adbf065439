"""A month as a wall calendar: a table of weeks, with what lasts several days as bars across them."""

from flask import Blueprint
from werkzeug import Response

from service.domain.stretch import MonthStretch
from service.rendering.formatting import month_in_words
from service.web.answers import answer
from service.web.speaking import words
from service.web.views import ENDINGS
from service.web.wall import wall_view

month_page = Blueprint("month", __name__)


@month_page.get("/month")
@month_page.get("/month/<name>")
@month_page.get(f"/month.<any({ENDINGS}):ending>")
@month_page.get(f"/month/<name>.<any({ENDINGS}):ending>")
def show(name: str | None = None, ending: str = "html") -> str | Response:
    """The month of that name, as in 2021-09; this month where none is named."""
    view = wall_view("month", MonthStretch, name, lambda month: month_in_words(month.first_day, words()))
    return answer(view, ending)
