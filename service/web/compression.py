"""Pages, style sheets and data are sent compressed to whoever understands that; feeds see to it for themselves."""

import gzip
from collections.abc import Iterable

import zstandard
from flask import Flask, Response, request

SHORTEST = 500  # octets; less is not worth the work
_ENCODINGS = ("zstd", "gzip")  # the best first (RFC 8878, RFC 1952)
_KINDS = frozenset({"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"})
_GZIP_LEVEL = 4  # of 9; half the time of the usual 6, and hardly larger
_ZSTD_LEVEL = 3


def install(app: Flask) -> None:
    app.after_request(_compress)


def liked_best(known: Iterable[str]) -> str | None:
    """The encoding that the client likes best, the first of those that it likes as much.

    None stands for the bytes as they are, also where the client likes nothing that there is (RFC 9110 12.5.3).
    """
    liked = [(request.accept_encodings[each], each) for each in known if request.accept_encodings[each]]
    return max(liked, key=lambda pair: pair[0])[1] if liked else None


def _compress(response: Response) -> Response:
    if request.blueprint == "feeds" or response.mimetype not in _KINDS:
        return response
    response.vary.add("Accept-Encoding")
    encoding = liked_best(_ENCODINGS)
    if encoding is None or response.status_code != 200:
        return response
    body = _whole(response)
    if len(body) >= SHORTEST:
        _set_body(response, body, encoding)
    return response


def _whole(response: Response) -> bytes:
    """The body; a file is read and closed."""
    if response.direct_passthrough:
        file, response.direct_passthrough = response.response, False
        response.set_data(b"".join(response.iter_encoded()))
        if close := getattr(file, "close", None):
            close()
    return response.get_data()


def _set_body(response: Response, body: bytes, encoding: str) -> None:
    """Other bytes have another entity tag (RFC 9110 8.8.3.3), and the same bytes are the same every time."""
    if encoding == "zstd":
        response.set_data(zstandard.compress(body, _ZSTD_LEVEL))
    else:
        response.set_data(gzip.compress(body, _GZIP_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = encoding
    etag, is_weak = response.get_etag()
    if etag and not is_weak:
        response.set_etag(f"{etag}-{encoding}")
        response.make_conditional(request)
        del response.headers["Date"]  # the server says it
