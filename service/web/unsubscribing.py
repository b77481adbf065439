"""Unsubscribing in one click (RFC 8058): POST acts, without a cookie or a redirect, and GET asks."""

from flask import Blueprint, Response, make_response, request

from service.domain.token import Purpose
from service.operations.forgetting import leave
from service.operations.recognising import is_of_somebody_gone, reader_of
from service.web.asking import database, now
from service.web.form_pages import make_form_pages
from service.web.readers_links import readers_links
from service.web.speaking import render

unsubscribing_pages = Blueprint("unsubscribing", __name__)
make_form_pages(unsubscribing_pages, secret=True)

FIELD, ONE_CLICK = "List-Unsubscribe", "One-Click"  # all that is sent (RFC 8058 3.2)


@unsubscribing_pages.get("/u/<token>")
def ask(token: str) -> Response:
    return _question(token, 200)


@unsubscribing_pages.post("/u/<token>")
def act(token: str) -> Response:
    if request.form.get(FIELD) != ONE_CLICK:
        return _question(token, 400)
    was_there = reader_of(database(), token, Purpose.UNSUBSCRIBE) is not None
    if leave(database(), token, now()):
        return make_response(render("pages/unsubscribed.html", is_new=was_there))
    return _not_good()


def _question(token: str, code: int) -> Response:
    reader = reader_of(database(), token, Purpose.UNSUBSCRIBE)
    if reader is not None:
        page = render("pages/unsubscribe.html", reader=reader, field=FIELD, value=ONE_CLICK, **readers_links(reader))
        return make_response(page, code)
    if is_of_somebody_gone(database(), token):
        return make_response(render("pages/unsubscribed.html", is_new=False), code)
    return _not_good()


def _not_good() -> Response:
    return make_response(render("pages/dead_link.html", purpose=Purpose.UNSUBSCRIBE.value), 404)
