"""The addresses that belong to one reader: whoever knows one of them may do there what he may."""

from service.domain.subscriber import Subscriber
from service.domain.token import Purpose, token
from service.rendering.calendar_links import webcal
from service.web.asking import settings
from service.web.links import link


def readers_links(reader: Subscriber) -> dict[str, str]:
    """His page, the page on which he leaves, and his feed."""
    feed = settings().site.url(f"/feeds/personal/{_token(reader, Purpose.FEED)}.ics")
    return {
        "manage": link(f"/subscribe/manage/{_token(reader, Purpose.MANAGE)}"),
        "leave": link(f"/u/{_token(reader, Purpose.UNSUBSCRIBE)}"),
        "feed": feed,
        "webcal": webcal(feed),
    }


def _token(reader: Subscriber, purpose: Purpose) -> str:
    return token(reader.id, reader.secret, purpose)
