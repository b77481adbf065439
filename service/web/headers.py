"""What every answer tells the browser not to do."""

from typing import Any

from flask import Flask, request

_FOR_ALL_PAGES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'"
)
_FOR_PAGES = f"{_FOR_ALL_PAGES}; frame-ancestors 'none'"
FOR_PAGES_WITH_A_FRAME = f"{_FOR_PAGES}; frame-src 'self'"
EMBEDDED = "/embed/"  # how the address of a view begins that is shown inside another site's page
# Mails carry their styles inside; they load nothing, run nothing and send nothing. A link that is clicked may open.
FOR_MAILS = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'; base-uri 'none'; sandbox allow-top-navigation-by-user-activation"
)


def install(app: Flask, embed_origins: tuple[str, ...]) -> None:
    """`embed_origins` are the sites that may show views inside their own pages."""
    allowed = " ".join(embed_origins) or "'none'"
    for_embedded = f"{_FOR_ALL_PAGES}; frame-ancestors {allowed}"

    def protect(response: Any) -> Any:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if request.blueprint != "feeds":  # data that no browser shows as a page; each header costs 2 % of a request
            policy = for_embedded if request.path.startswith(EMBEDDED) else _FOR_PAGES
            response.headers.setdefault("Content-Security-Policy", policy)
            response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    app.after_request(protect)
