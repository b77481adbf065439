"""The one place where an error becomes a page."""

import sqlite3

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from service.domain.errors import DatelineError, NotFound
from service.domain.feed_format import Format
from service.web import reader
from service.web.headers import EMBEDDED
from service.web.json_answers import in_json, is_asked_for
from service.web.speaking import render, words, words_for_an_error

RETRY_SECONDS = 30  # as long as a writer may wait for another


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(DatelineError, _mendable)
    app.register_error_handler(sqlite3.Error, _unreadable)


def for_programs(code: int, sentence: str) -> Response:
    """For those that show a reader no page: in JSON where they ask for data, else in plain text."""
    if is_asked_for():
        return in_json({"error": sentence}, code)
    return Response(f"{sentence}\n", code, content_type="text/plain; charset=utf-8")


def _mendable(error: DatelineError) -> Response:
    return _page(404 if isinstance(error, NotFound) else 400, error.into(words_for_an_error().gettext))


def _unreadable(error: sqlite3.Error) -> Response:
    page = _page(503, words().gettext("The dates cannot be read at the moment. Please try again in a minute."))
    page.retry_after = RETRY_SECONDS
    return page


def _refused(error: HTTPException) -> Response:
    code = error.code or 500
    page = _page(code, _sentence(code))
    if isinstance(error, MethodNotAllowed):
        page.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))  # in one order for all processes
    return page


def _sentence(code: int) -> str:
    gettext = words_for_an_error().gettext
    match code:
        case 404:
            return gettext("There is no page at %(path)s.") % {"path": request.path}
        case 405:
            return gettext("This page can only be read.")
        case 500:
            return gettext("Something went wrong here, and it has been recorded.")
        case _:
            return gettext("This request cannot be answered.")


def _page(code: int, sentence: str) -> Response:
    if request.path.startswith("/feeds/") or request.path.rpartition(".")[2] in tuple(Format):
        return for_programs(code, sentence)
    reader.choose_nothing()
    frame = "pages/embedded.html" if request.path.startswith(EMBEDDED) else "pages/base.html"
    return make_response(render("pages/error.html", frame=frame, code=code, sentence=sentence), code)
