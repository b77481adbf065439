"""What search engines and calendar services may fetch: everything; private pages say for themselves what they are."""

from flask import Blueprint, Response

robots = Blueprint("robots", __name__)


@robots.get("/robots.txt")
def show() -> Response:
    """RFC 9309. Google Calendar fetches no feed that a robots.txt forbids."""
    return Response("User-agent: *\nAllow: /\n", content_type="text/plain; charset=utf-8")
