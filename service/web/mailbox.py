"""The mailbox of a demo: the mails that were kept in a folder instead of being sent."""

from pathlib import Path

from flask import Blueprint, Response, make_response, request

from service.domain.errors import NotFound
from service.web import headers
from service.web.asking import is_time_simulated, settings
from service.web.kept_mails import KeptMail, kept_mail, kept_mails
from service.web.speaking import render, words

mailbox_pages = Blueprint("mailbox", __name__)

REFRESH_SECONDS = 5  # of a list that fills while simulated time runs


@mailbox_pages.get("/mailbox")
def show() -> Response:
    """The mails, newest first; where time is simulated, the list looks again by itself until told to stop."""
    watching = is_time_simulated() and request.args.get("refresh") != "off"
    page = make_response(
        render("pages/mailbox.html", mails=kept_mails(_folder()), watching=watching, seconds=REFRESH_SECONDS)
    )
    if watching:
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


@mailbox_pages.get("/mailbox/<name>")
def mail(name: str) -> Response:
    page = make_response(render("pages/mail.html", mail=_mail_called(name)))
    page.headers["Content-Security-Policy"] = headers.FOR_PAGES_WITH_A_FRAME
    return page


@mailbox_pages.get("/mailbox/<name>/html")
def html(name: str) -> Response:
    """The HTML of the mail for a frame in which nothing can run; its links open in the whole window."""
    page = make_response((_mail_called(name).html or "").replace("<head>", '<head><base target="_top">', 1))
    page.headers["Content-Security-Policy"] = headers.FOR_MAILS
    return page


def _folder() -> Path:
    folder = settings().mailbox
    assert folder is not None, "without a mailbox these pages are not there"
    return folder


def _mail_called(name: str) -> KeptMail:
    found = kept_mail(_folder(), name)
    if found is None:
        raise NotFound(words().gettext("There is no mail “%(name)s” in the mailbox.") % {"name": name})
    return found
