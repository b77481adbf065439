"""A reader's own page: what he is told, when and how, what he was sent, and how he takes a rest or leaves."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, make_response, request

from service.domain.card import Card
from service.domain.errors import InvalidValue, translatable
from service.domain.subscriber import Paused, Subscriber, Suspended
from service.domain.token import Purpose
from service.operations.feed_addresses import day_named
from service.operations.managing import LONGEST_PAUSE, change, pause, resume
from service.operations.recognising import is_of_somebody_gone, reader_of
from service.storage.outbox_of_reader import ReadersMail, mails_of
from service.web.asking import database, now
from service.web.form_pages import make_form_pages
from service.web.readers_links import readers_links
from service.web.reading_wishes import Unfit, wish_in
from service.web.speaking import render, words
from service.web.wish_fields import answers_to_change, fields, in_words, public_cards
from service.web.wish_form import Answers, typed

managing_pages = Blueprint("managing", __name__)
make_form_pages(managing_pages, secret=True)

MOST_MAILS = 50  # that are listed
MOST_TITLES = 5  # of one mail


@dataclass(frozen=True)
class _Listed:
    """A mail as it stands in the list."""

    mail: ReadersMail
    cards: tuple[Card, ...]
    more: int


@managing_pages.get("/subscribe/manage/<token>")
def show(token: str) -> Response:
    """What the address asks for is filled in, so that a mail can lead here with what was just asked for."""
    reader = reader_of(database(), token, Purpose.MANAGE)
    if reader is None:
        return _not_good(token)
    now_wished = answers_to_change(reader.wish)
    answers = now_wished.asked_of(request.args)
    return _page(reader, answers, is_proposed=answers != now_wished)


@managing_pages.post("/subscribe/manage/<token>")
def act(token: str) -> Response:
    reader = reader_of(database(), token, Purpose.MANAGE)
    if reader is None:
        return _not_good(token)
    match request.form.get("do"):
        case "change":
            return _changed(reader, token)
        case "pause" if not isinstance(reader.standing, Suspended):
            return _paused(reader, token)
        case "resume":
            resume(database(), reader, now())
            return _done(token, words().gettext("You get mails again."))
        case _:
            return _page(reader, answers_to_change(reader.wish), code=400)


def _changed(reader: Subscriber, token: str) -> Response:
    answers = typed(request.form)
    try:
        wish = wish_in(answers)
    except Unfit as unfit:
        return _page(reader, answers, mistakes=unfit.mistakes, code=400)
    change(database(), reader, wish, now())
    return _done(token, words().gettext("Your changes are saved."))


def _paused(reader: Subscriber, token: str) -> Response:
    try:
        pause(database(), reader, _day(request.form.get("pause", "")), now())
    except InvalidValue as error:
        mistakes = {"pause": error.into(words().gettext)}
        return _page(reader, answers_to_change(reader.wish), mistakes=mistakes, code=400)
    return _done(token, words().gettext("You get no mails until then."))


def _day(text: str) -> date:
    try:
        return day_named("pause", text)
    except InvalidValue:
        raise InvalidValue(translatable("This must be a day, as in 2021-09-16.")) from None


def _done(token: str, sentence: str) -> Response:
    reader = reader_of(database(), token, Purpose.MANAGE)
    return _page(reader, answers_to_change(reader.wish), said=sentence) if reader else _not_good(token)


def _page(
    reader: Subscriber,
    answers: Answers,
    *,
    mistakes: dict[str, str] | None = None,
    said: str | None = None,
    is_proposed: bool = False,
    code: int = 200,
) -> Response:
    today = reader.wish.local(now()).date()
    page = render(
        "pages/manage.html",
        reader=reader,
        said=said,
        is_proposed=is_proposed,
        paused=reader.standing if isinstance(reader.standing, Paused) else None,
        suspended=reader.standing if isinstance(reader.standing, Suspended) else None,
        first_day=today + timedelta(days=1),
        last_day=today + LONGEST_PAUSE,
        mails=_mails(reader),
        most=MOST_MAILS,
        **fields(answers, mistakes),
        **in_words(reader.wish),
        **readers_links(reader),
    )
    return make_response(page, code)


def _mails(reader: Subscriber) -> list[_Listed]:
    mails = mails_of(database(), reader.id, most=MOST_MAILS)
    cards = public_cards(frozenset(uid for mail in mails for uid in mail.uids[:MOST_TITLES]))
    return [_listed(mail, cards) for mail in mails]


def _listed(mail: ReadersMail, cards: dict[str, Card]) -> _Listed:
    there = tuple(cards[uid] for uid in mail.uids[:MOST_TITLES] if uid in cards)
    return _Listed(mail, there, max(0, len(mail.uids) - MOST_TITLES))


def _not_good(token: str) -> Response:
    if is_of_somebody_gone(database(), token):
        return make_response(render("pages/unsubscribed.html", is_new=False), 404)
    return make_response(render("pages/dead_link.html", purpose=Purpose.MANAGE.value), 404)
