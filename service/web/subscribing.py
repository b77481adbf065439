"""Subscribing to what a filter lets through: in a calendar app, as a file, by mail, as a feed, on another site."""

from dataclasses import dataclass, replace

import segno
from flask import Blueprint, Response, make_response, request
from markupsafe import Markup
from werkzeug import Response as AnyResponse

from service.domain.agenda import entry_of
from service.domain.card import card_of
from service.domain.errors import NotFound, translatable
from service.domain.event import Kind
from service.domain.feed_format import Format
from service.domain.revision import Revision
from service.domain.selection import Cancelled, Contents, Filter, Selection
from service.domain.text import shown
from service.operations.composing import Order, address_of
from service.operations.feed_addresses import asked, page_of
from service.rendering.calendar_links import feed_links, webcal
from service.storage.events import event_called
from service.storage.renames import new_event_slug
from service.web import reader
from service.web.asking import database, known, now, settings, today_in
from service.web.form_pages import make_form_pages
from service.web.here import Here
from service.web.links import event_link
from service.web.moved import moved_to_parameter
from service.web.signing_up import TRAP, offered, signed_up
from service.web.speaking import render, words
from service.web.templating import heading_of
from service.web.views import asked as asked_view
from service.web.views import is_anything_ahead
from service.web.wish_fields import fields

subscribe_page = Blueprint("subscribing", __name__)
make_form_pages(subscribe_page, secret=False)

OPTIONS = ("alarm", "cancelled", "tz")  # how a feed is written, beside its language
LANGUAGE = "entries"  # the parameter for the language of the feed; `lang` is that of the page
LONGEST_IN_A_CODE = 500  # octets: 89 dots on each side


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What one can subscribe to here. `back` is the page of it; `slug` is that of a single event.

    `hidden` is what the form sends along that asks how the feed is written.
    """

    selection: Selection
    name: str
    back: str
    is_ahead: bool
    hidden: list[tuple[str, str]]
    slug: str | None = None
    here: Here | None = None

    def address(self, format: Format = Format.ICALENDAR) -> str:
        address = f"/events/{self.slug}.{format}" if self.slug else None
        return settings().site.url(address_of(Order(selection=self.selection, format=format, address=address)))


@subscribe_page.get("/subscribe")
def show() -> str | AnyResponse:
    """The ways to keep up with the events of the filter, or with one; nothing is offered where nothing is ahead."""
    if slug := request.args.get("event"):
        revision = event_called(database(), slug)
        return _page(_single(revision)) if revision else _elsewhere(slug)
    return _page(_filtered())


@subscribe_page.post("/subscribe")
def sign_up() -> Response:
    return signed_up()


def _page(wanted: _Wanted) -> Response:
    address = wanted.address()
    page = render(
        "pages/subscribe.html",
        wanted=wanted,
        here=wanted.here,
        name=wanted.name,
        address=address,
        links=feed_links(address, wanted.name),
        code=_code(webcal(address)),
        tasks=_tasks(wanted),
        atom=wanted.address(Format.ATOM),
        options={name: request.args.get(name, "") for name in (*OPTIONS, LANGUAGE)},
        embedded=_embedded(wanted),
        trap=TRAP,
        **fields(offered()),
    )
    return make_response(page)


def _filtered() -> _Wanted:
    view = asked_view("subscribe")
    selection = asked(_options(), of=view.here.selection)
    return _Wanted(
        selection=selection,
        name=heading_of(selection),
        back=view.here.beside("/"),
        is_ahead=is_anything_ahead(view, []),
        hidden=view.here.hidden(),
        here=view.here,
    )


def _single(revision: Revision) -> _Wanted:
    """One event, which stays where it was called off."""
    event = revision.event
    only = Filter(calendars=frozenset({revision.calendar}), uids=frozenset({event.uid}))
    return _Wanted(
        selection=asked(_options(), of=Selection(filter=only, cancelled=Cancelled.KEEP)),
        name=event.summary.into(words().code),
        back=event_link(event.slug),
        is_ahead=is_waited_for(revision),
        hidden=[("event", event.slug), *reader.kept_in_links()],
        slug=event.slug,
    )


def is_waited_for(revision: Revision) -> bool:
    """Whether there is anything to come of that event; of one without a date there may be."""
    card, zone = card_of(revision), reader.zone()
    entry = entry_of(card, zone)
    today = today_in(zone or known().calendars[revision.calendar].zone)
    return not card.is_settled and (entry is None or not entry.is_over(now(), today))


def _elsewhere(slug: str) -> AnyResponse:
    """The same of the event that was called so once. Raises NotFound where there is none."""
    if new_slug := new_event_slug(database(), slug):
        return moved_to_parameter("event", slug, new_slug)
    raise NotFound(translatable("There is no event %(name)s here."), name=shown(slug))


def _options() -> list[tuple[str, str]]:
    """How the feed is to be written, as its own parameters."""
    options = [(name, request.args.get(name, "")) for name in OPTIONS]
    return [*options, ("lang", request.args.get(LANGUAGE, ""))]


def _tasks(wanted: _Wanted) -> str | None:
    """The address of the same instructions as tasks, where there can be any among the events."""
    kinds = wanted.selection.filter.kinds
    if wanted.slug or (kinds is not None and Kind.DEADLINE not in kinds):
        return None
    return replace(wanted, selection=replace(wanted.selection, contents=Contents.TASKS)).address()


def _embedded(wanted: _Wanted) -> str | None:
    """The address of the agenda that other sites may show."""
    if wanted.slug or not settings().embed_origins:
        return None
    return settings().site.url(f"/embed{page_of(wanted.selection)}")


def _code(address: str) -> Markup | None:
    """The address as a QR code (ISO/IEC 18004), black on white, which every camera can read, with its quiet zone.

    None where the address is so long that its dots would be too small to be read from a screen.
    """
    if len(address) > LONGEST_IN_A_CODE:
        return None
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(drawing)  # noqa: S704 - lines alone; nothing of the address is text in it
