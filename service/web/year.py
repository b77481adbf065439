"""A year as twelve small months, darker where more is on."""

from collections.abc import Iterator

from flask import Blueprint
from werkzeug import Response

from service.domain.agenda import approximate, entries_of
from service.domain.density import events_by_day, shade
from service.domain.grid import weeks
from service.domain.selection import Filter, both
from service.domain.stretch import YearStretch
from service.domain.timespan import WholeDays
from service.storage.listing import Days, cards_between, cards_without_a_day, days_between
from service.web.answers import answer
from service.web.asking import database
from service.web.views import ENDINGS, View, asked, sections_by_month

year_page = Blueprint("year", __name__)

MOST = 500  # events on paper or as data; the page itself counts them all


@year_page.get("/year")
@year_page.get("/year/<name>")
@year_page.get(f"/year.<any({ENDINGS}):ending>")
@year_page.get(f"/year/<name>.<any({ENDINGS}):ending>")
def show(name: str | None = None, ending: str = "html") -> str | Response:
    """The year of that name, as in 2021; this year where none is named."""
    wanted = asked("year")
    year = YearStretch.named(name) if name else YearStretch.of(wanted.today)
    wanted = wanted.at(name, year.first_day, year.last_day)
    spans = days_between(database(), wanted.filter, year.first_day, year.last_day)
    most = 0 if ending == "html" else MOST + 1
    cards = cards_between(database(), wanted.filter, year.first_day, year.last_day, most=most)
    of_the_year = both(wanted.filter, Filter(since=year.first_day, until=year.last_day))
    vague = approximate(cards_without_a_day(database(), of_the_year, most=MOST))
    view = View(
        asked=wanted,
        title=year.name,
        sections=sections_by_month(entries_of(cards[:MOST], zone=wanted.zone), vague),
        shown={
            "stretch": year,
            "months": [(month, weeks((), month.first_day, month.last_day)) for month in year.months],
            "events_on": events_by_day(_counted(spans), year.first_day, year.last_day),
            "shade": shade,
            "is_empty": not (spans or vague),
            "vague": vague,
            "is_cut": len(cards) > MOST,
        },
    )
    return answer(view, ending)


def _counted(spans: list[Days]) -> Iterator[tuple[WholeDays, int]]:
    for each in spans:
        yield WholeDays(each.first_day, each.last_day), each.events
