"""A view as data: the same events under the same headings, each with all that is known of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Response, request

from service.domain.selection import Selection
from service.domain.site import Site
from service.domain.stretch import Stretch
from service.domain.window import Window
from service.operations.feed_addresses import FILTERS, asked
from service.operations.feed_formats import items_of
from service.rendering.collection import rfc3339
from service.rendering.differences import Difference, Told
from service.rendering.json_bytes import without_nothing
from service.rendering.plain_json import event_facts
from service.web import reader
from service.web.asking import database, settings
from service.web.here import Here
from service.web.json_answers import in_json
from service.web.speaking import words
from service.web.views import View

_GOING_ON = {"agenda": "begun", "changes": "before"}  # the parameters of what there was no room for on a page


def as_data(view: View) -> Response:
    """The view in JSON."""
    here = replace(view.asked.here, kept=asked_of_data(), root="", embedded=False)
    paging = _GOING_ON.get(here.view, "")
    before = {paging: value} if (value := request.args.get(paging)) else {}
    return in_json(
        {
            "view": here.view,
            "title": view.title,
            "when": here.when,
            **_days(view),
            "page": settings().site.url(here.canonical(**before)),
            "address": _address(here, **before),
            **_addresses_beside(view, here),
            "language": words().code,
            "zone": view.asked.zone or reader.VENUE,
            "today": view.asked.today.isoformat(),
            "filter": {name: here.values(name) for name in FILTERS if name in here.names},
            **({"is_cut": True} if view.shown.get("is_cut") else {}),
            "sections": _changes(view) if here.view == "changes" else _events(view),
        }
    )


def asked_of_data() -> tuple[tuple[str, str], ...]:
    """What the address says of how data are written, so that an address of other data can say the same."""
    return tuple((name, value) for name in ("lang", "zone") if (value := request.args.get(name)))


def _days(view: View) -> dict[str, str]:
    """The days that are shown, both included, where the view has some."""
    match view.shown:
        case {"stretch": Stretch() as shown} | {"window": Window() as shown}:
            return {"first_day": shown.first_day.isoformat(), "last_day": shown.last_day.isoformat()}
        case _:
            return {}


def _addresses_beside(view: View, here: Here) -> dict[str, str]:
    """Where the time before and after is told, and what there was no room for."""
    match view.shown:
        case {"stretch": Stretch(before=before, after=after)}:
            return _beside(here, previous=before, next=after)
        case {"window": Window() as window}:
            return _beside(here, previous=window.earlier(), next=window.later())
        case {"days": _, "more": str(cursor)}:
            return {"more": _address(here, before=cursor)}
        case {"more": str(link)}:
            begun = dict(pair for pair in parse_qsl(urlsplit(link).query) if pair[0] == _GOING_ON["agenda"])
            return {"more": _address(_filtered_as(here, link), **begun)}
        case {"later": later, "earlier": earlier}:
            ahead = {"more": _address(_filtered_as(here, later[1]))} if later else {}
            return ahead | ({"earlier": _address(_until_yesterday(here))} if earlier else {})
        case _:
            return {}


def _beside(here: Here, **stretches: Stretch | Window | None) -> dict[str, str]:
    return {name: _address(replace(here, when=each.name)) for name, each in stretches.items() if each}


def _filtered_as(here: Here, link: str) -> Here:
    """The view with the filter of that link."""
    pairs = [pair for pair in parse_qsl(urlsplit(link).query) if pair[0] in FILTERS]
    return replace(here, selection=asked(pairs, of=Selection()))


def _until_yesterday(here: Here) -> Here:
    wanted = replace(here.selection.filter, until=here.today - timedelta(days=1))
    return replace(here, selection=replace(here.selection, filter=wanted))


def _address(here: Here, **more: str) -> str:
    address = settings().site.url(here.again(ending="json"))
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more, quote_via=quote)}" if more else address


def _events(view: View) -> list[dict[str, Any]]:
    site, items = settings().site, items_of(database(), [card.uid for card in view.cards])
    told = {each.revision.event.uid: event_facts(each, site, words()) for each in items}
    return [
        {"heading": section.heading, "events": [told[card.uid] for card in section.cards]} for section in view.sections
    ]


def _changes(view: View) -> list[dict[str, Any]]:
    site = settings().site
    return [
        {"heading": section.heading, "day": day.isoformat(), "changes": [_change(each, site) for each in told]}
        for section, (day, told) in zip(view.sections, view.shown["days"], strict=True)
    ]


def _change(told: Told, site: Site) -> dict[str, Any]:
    """What a revision did, and why; not who did it."""
    revision = told.revision
    return without_nothing(
        {
            "happened": told.happened,
            "at": rfc3339(revision.at),
            "reason": revision.reason,
            "event": revision.event.uid,
            "title": revision.event.summary.into(words().code),
            "page": site.url(f"/events/{revision.event.slug}"),
            "calendar": revision.calendar,
            "differences": [_difference(each) for each in told.differences],
        }
    )


def _difference(difference: Difference) -> dict[str, Any]:
    return without_nothing({"field": difference.field, "before": [*difference.before], "after": [*difference.after]})
