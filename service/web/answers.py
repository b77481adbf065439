"""A view as what the ending of its address asks for: a page, a programme on paper, or data."""

from werkzeug import Response

from service.web.data import as_data
from service.web.filters import choices
from service.web.paper import on_paper
from service.web.speaking import render, words
from service.web.views import View, is_anything_ahead, mentioned_by


def answer(view: View, ending: str = "html") -> str | Response:
    """A page, unless the ending is one of `views.ENDINGS`."""
    match ending:
        case "pdf":
            return on_paper(view)
        case "json":
            return as_data(view)
        case _:
            return _page(view)


def _page(view: View) -> str:
    asked, cards = view.asked, view.cards
    return render(
        f"pages/{asked.here.view}.html",
        frame="pages/embedded.html" if asked.here.embedded else "pages/base.html",
        here=asked.here,
        calendars=asked.known.calendars,
        filter_choices=choices(asked.known, words()),
        zone=asked.zone,
        today=asked.today,
        title=view.title,
        events=mentioned_by(cards, asked.known),
        is_ahead=is_anything_ahead(asked, cards),
        **view.shown,
    )
