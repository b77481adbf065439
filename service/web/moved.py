"""Old addresses: what has a new slug answers there, for good (RFC 9110 15.4.9)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from flask import redirect, request, url_for
from werkzeug import Response

MAX_AGE = 300  # seconds; a slug may be given to something else one day


def moved_to(endpoint: str, slug: str, **values: Any) -> Response:
    """The same page at its new slug, with the query that was asked for; `values` is what else its path takes."""
    path = url_for(endpoint, slug=slug, **values).partition("?")[0]  # without what links keep
    return _moved(path, request.query_string.decode("latin-1"))


def moved_to_path(path: str, parameters: Iterable[tuple[str, str]]) -> Response:
    """That path with these parameters."""
    return _moved(quote(path), urlencode([*parameters]))


def moved_to_parameter(name: str, old: str, new: str) -> Response:
    """This page with the new value of the parameter for the old one, and all else as it was asked for."""
    pairs = [(each, new if (each, asked) == (name, old) else asked) for each, asked in request.args.items(multi=True)]
    return _moved(request.path, urlencode(pairs))


def _moved(path: str, query: str) -> Response:
    response = redirect(f"{path}?{query}" if query else path, 308)
    response.cache_control.max_age = MAX_AGE
    return response
