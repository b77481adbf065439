"""What the templates of the views can ask and say, beside what each is given."""

from flask import Flask

from service.domain.agenda import entry_of
from service.domain.card import state_on
from service.domain.event import Kind
from service.domain.feed_format import Format
from service.domain.selection import Selection
from service.domain.site import Site
from service.operations.composing import Order, address_of
from service.rendering.brief import zone_on
from service.rendering.heading import heading
from service.web.asking import known, now, settings
from service.web.speaking import words


def install(app: Flask, site: Site) -> None:
    app.jinja_env.globals.update(
        tabs=_tabs,
        kinds=lambda: list(Kind),
        state_on=state_on,
        site=site,
        feed_address=_feed_address,
        heading_of=heading_of,
        clock_in_words=clock_in_words,
    )
    app.jinja_env.filters["entry"] = entry_of


def _tabs() -> list[tuple[str, str]]:
    """The views with their names, in the order of their keys."""
    gettext = words().gettext
    return [
        ("agenda", gettext("Agenda")),
        ("month", gettext("Month")),
        ("week", gettext("Week")),
        ("year", gettext("Year")),
        ("timeline", gettext("Timeline")),
        ("deadlines", gettext("Deadlines")),
        ("changes", gettext("Changes")),
    ]


def _feed_address(selection: Selection, ending: str) -> str:
    return settings().site.url(address_of(Order(selection=selection, format=Format(ending))))


def heading_of(selection: Selection) -> str:
    """What the filter lets through, in words."""
    wanted = selection.filter.calendars
    calendars = [calendar for slug, calendar in known().calendars.items() if wanted is None or slug in wanted]
    return heading(selection, calendars, words()).name


def clock_in_words(zone: str | None) -> str:
    if zone is None:
        return words().gettext("Times on the clock of each place")
    return words().gettext("Times on the clock of %(zone)s") % {"zone": zone_on(now(), zone, words())}
