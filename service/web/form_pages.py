"""What the pages with a form of a reader have in common: who may send one, how much, and what the browser keeps."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, make_response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from service.operations.limiting import TooOften
from service.web import reader
from service.web.asking import settings
from service.web.speaking import render, words

MOST_OCTETS = 64 * 1024  # of a form; the largest that anybody fills in has a few thousand


def install(app: Flask, proxies: int) -> None:
    """`proxies` is how many web servers stand in front, each of which says who has asked it (X-Forwarded-For)."""
    app.config["MAX_CONTENT_LENGTH"] = MOST_OCTETS
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's manual says
            app.wsgi_app, x_for=proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )


def make_form_pages(blueprint: Blueprint, *, secret: bool) -> None:
    """What is `secret` has a token in its address: whoever knows that is the reader, and nobody else may learn it."""
    blueprint.register_error_handler(RequestEntityTooLarge, _too_large)
    blueprint.register_error_handler(TooOften, _too_often)
    blueprint.after_request(_keep_secret if secret else _keep_nothing_sent)


def is_from_another_site() -> bool:
    """Whether a page that is not ours has sent the form.

    Browsers say so (Fetch Metadata, and before it RFC 6454 7); what says nothing is no browser. An address with a
    token in it needs no such look: nobody else's page knows it.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin not in (_origin(settings().base_url), _origin(request.host_url))


def refusal(code: int, sentence: str) -> Response:
    """A page that says no."""
    reader.choose_nothing()
    return make_response(render("pages/error.html", frame="pages/base.html", code=code, sentence=sentence), code)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _too_large(_: RequestEntityTooLarge) -> Response:
    return refusal(413, words().gettext("This is more than the form can hold."))


def _too_often(error: TooOften) -> Response:
    answer = refusal(429, error.into(words().gettext))
    answer.retry_after = max(1, int(error.wait.total_seconds()))
    return answer


def _keep_secret(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep_nothing_sent(response: Response) -> Response:
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response
