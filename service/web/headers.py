"""What every answer tells the browser not to do."""

from typing import Any

from flask import Flask, request

_FOR_PAGES = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
FOR_PAGES_WITH_A_FRAME = f"{_FOR_PAGES}; frame-src 'self'"
# Mails carry their styles inside; they load nothing, run nothing and send nothing. A link that is clicked may open.
FOR_MAILS = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'; base-uri 'none'; sandbox allow-top-navigation-by-user-activation"
)


def install(app: Flask) -> None:
    app.after_request(_protect)


def _protect(response: Any) -> Any:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.blueprint != "feeds":  # data that no browser shows as a page; each header costs 2 % of a request
        response.headers.setdefault("Content-Security-Policy", _FOR_PAGES)
        response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
