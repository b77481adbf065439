"""Subscribing to what a filter lets through: in a calendar app, as a file, by mail, as a feed, on another site."""

from dataclasses import replace

import segno
from flask import Blueprint, request
from markupsafe import Markup

from service.domain.event import Kind
from service.domain.feed_format import Format
from service.domain.selection import Contents, Selection
from service.operations.composing import Order, address_of
from service.operations.feed_addresses import asked, page_of
from service.rendering.calendar_links import feed_links, webcal
from service.web.asking import settings
from service.web.speaking import render
from service.web.templating import heading_of
from service.web.views import asked as asked_view
from service.web.views import is_anything_ahead

subscribe_page = Blueprint("subscribing", __name__)

OPTIONS = ("alarm", "cancelled", "tz")  # how a feed is written, beside its language
LANGUAGE = "entries"  # the parameter for the language of the feed; `lang` is that of the page
LONGEST_IN_A_CODE = 500  # octets: 89 dots on each side


@subscribe_page.get("/subscribe")
def show() -> str:
    """The ways to keep up with the events of the filter; nothing is offered where nothing is ahead."""
    wanted = asked_view("subscribe")
    selection = asked(_options(), of=wanted.here.selection)
    site, name = settings().site, heading_of(selection)
    address = site.url(address_of(Order(selection=selection)))
    return render(
        "pages/subscribe.html",
        here=wanted.here,
        name=name,
        is_ahead=is_anything_ahead(wanted, []),
        address=address,
        links=feed_links(address, name),
        code=_code(webcal(address)),
        tasks=_tasks(selection),
        atom=site.url(address_of(Order(selection=selection, format=Format.ATOM))),
        options={name: request.args.get(name, "") for name in (*OPTIONS, LANGUAGE)},
        page=site.url(page_of(selection)),
        mail_to=settings().mail_from,
        embedded=site.url(f"/embed{page_of(selection)}") if settings().embed_origins else None,
    )


def _options() -> list[tuple[str, str]]:
    """How the feed is to be written, as its own parameters."""
    options = [(name, request.args.get(name, "")) for name in OPTIONS]
    return [*options, ("lang", request.args.get(LANGUAGE, ""))]


def _tasks(selection: Selection) -> str | None:
    """The address of the same instructions as tasks, where there can be any among the events."""
    kinds = selection.filter.kinds
    if kinds is not None and Kind.DEADLINE not in kinds:
        return None
    return settings().site.url(address_of(Order(selection=replace(selection, contents=Contents.TASKS))))


def _code(address: str) -> Markup | None:
    """The address as a QR code (ISO/IEC 18004), black on white, which every camera can read, with its quiet zone.

    None where the address is so long that its dots would be too small to be read from a screen.
    """
    if len(address) > LONGEST_IN_A_CODE:
        return None
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(drawing)  # noqa: S704 - lines alone; nothing of the address is text in it
