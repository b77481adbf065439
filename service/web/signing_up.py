"""Signing up for mails: what was typed becomes a mail that asks whether it was the reader himself."""

from flask import Response, make_response, request

from service.config import Settings
from service.operations.limiting import Asker
from service.operations.subscribing import sign_up
from service.web import reader
from service.web.asking import database, known, now, settings
from service.web.form_pages import is_from_another_site, refusal
from service.web.reading_wishes import Unfit, wish_with_address_in
from service.web.speaking import render, words
from service.web.wish_fields import fields
from service.web.wish_form import Answers, typed

TRAP = "leave-empty"  # a field that no reader sees, and programs fill in


def offered() -> Answers:
    """The form as it is offered, with the dates that the address asks for."""
    return Answers(zone=_zone(), language=words().code).asked_of(request.args)


def signed_up() -> Response:
    """The page is the same whether or not the address is known, so that nobody learns who is a reader."""
    if is_from_another_site():
        return refusal(403, words().gettext("This form was sent by another site. Please fill it in here."))
    answers = typed(request.form)
    try:
        email, wish = wish_with_address_in(answers)
    except Unfit as unfit:
        return make_response(render("pages/sign_up.html", **fields(answers, unfit.mistakes)), 400)
    if not request.form.get(TRAP):
        asker = Asker(email=email, client=request.remote_addr, key=_key(settings()))
        sign_up(database(), wish, asker, now(), domain=settings().site.mail_domain)
    return make_response(render("pages/look_into_mailbox.html", email=answers.email))


def _zone() -> str:
    """The reader's, as far as it is known; the browser may know it better."""
    first = next(iter(known().calendars.values()), None)
    return reader.zone() or (first.zone if first else "UTC")


def _key(settings: Settings) -> bytes:
    assert settings.secret_key, "the web asks for one"
    return settings.secret_key.encode()
