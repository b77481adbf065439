"""Confirming: the page behind the link of the first mail, and its button. To open the page confirms nothing.

(Mail servers open every link that they see, to look what is behind it.)
"""

from flask import Blueprint, Response, make_response

from service.domain.subscriber import Subscriber, Unconfirmed
from service.domain.token import Purpose
from service.operations.recognising import reader_of
from service.operations.subscribing import confirm
from service.web.asking import database, now
from service.web.form_pages import make_form_pages
from service.web.readers_links import readers_links
from service.web.speaking import render
from service.web.wish_fields import in_words

confirming_pages = Blueprint("confirming", __name__)
make_form_pages(confirming_pages, secret=True)


@confirming_pages.get("/subscribe/confirm/<token>")
def ask(token: str) -> Response:
    match reader_of(database(), token, Purpose.CONFIRM):
        case Subscriber(standing=Unconfirmed(confirm_by)) as reader if now() < confirm_by:
            return make_response(
                render("pages/confirm.html", reader=reader, confirm_by=confirm_by, **in_words(reader.wish))
            )
        case Subscriber(standing=Unconfirmed()) | None:
            return _not_good()
        case reader:
            return _confirmed(reader, is_new=False)


@confirming_pages.post("/subscribe/confirm/<token>")
def confirmed(token: str) -> Response:
    before = reader_of(database(), token, Purpose.CONFIRM)
    reader = confirm(database(), token, now())
    if before is None or reader is None:
        return _not_good()
    return _confirmed(reader, is_new=isinstance(before.standing, Unconfirmed))


def _confirmed(reader: Subscriber, *, is_new: bool) -> Response:
    context = readers_links(reader) | in_words(reader.wish)
    return make_response(render("pages/confirmed.html", reader=reader, is_new=is_new, **context))


def _not_good() -> Response:
    return make_response(render("pages/dead_link.html", purpose=Purpose.CONFIRM.value), 404)
