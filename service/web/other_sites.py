"""Pages of other sites may read what is public (the CORS protocol of the Fetch standard)."""

from flask import Response, request


def allow_other_sites(response: Response) -> Response:
    """Any page may read this answer, and ask for it conditionally."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    return response
