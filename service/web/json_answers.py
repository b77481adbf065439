"""Answers in JSON: for programs, on whatever site they run."""

import hashlib
from typing import Any

from flask import Flask, Response, request

from service.rendering.json_bytes import json_bytes
from service.web.other_sites import allow_other_sites

MEDIA_TYPE = "application/json; charset=utf-8"
_DIGITS = 30  # of the hash, 120 bits, so that no two answers share them


def install(app: Flask) -> None:
    app.after_request(lambda response: allow_other_sites(response) if is_asked_for() else response)


def is_asked_for() -> bool:
    """Whether this request is for data, so that even an error is told in JSON; feeds see to it for themselves."""
    return request.path.endswith(".json") and not request.path.startswith("/feeds/")


def in_json(value: Any, code: int = 200) -> Response:
    """The value; where the program has these very bytes already, it is only told so (RFC 9110 13)."""
    body = json_bytes(value)
    response = Response(body, code, content_type=MEDIA_TYPE)
    if code == 200:
        response.set_etag(hashlib.sha256(body).hexdigest()[:_DIGITS])
        response.cache_control.no_cache = True  # it may be kept, but is asked for again: today moves on
        response.make_conditional(request)
    return response
