"""Digests as mails: made from a few events, and read again as a mail program reads them."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from service.domain.digest import digest
from service.domain.event import AnyEvent
from service.domain.site import Site
from service.rendering.mail import digest_mail
from tests.examples import a_calendar, a_revision, a_subscriber

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)
SITE = Site("https://dates.example.org", "dateline@example.org")


def a_payload(
    *due: AnyEvent,
    ahead: tuple[AnyEvent, ...] = (),
    site: Site = SITE,
    calendar: dict[str, Any] | None = None,
    **wish: Any,
) -> bytes:
    """The mail that tells of these events on the morning of 2 September 2021."""
    composed = digest(
        a_subscriber(**wish), [a_revision(event) for event in due], [a_revision(event) for event in ahead], MORNING
    )
    calendars = {"club": a_calendar(**calendar or {})}
    return digest_mail(composed, calendars, site, message_id="<1a2b3c@example.org>", now=MORNING)


def opened(payload: bytes) -> EmailMessage:
    return message_from_bytes(payload, policy=default)


def part(payload: bytes, kind: str) -> str:
    """The text of the plain or html part."""
    body = opened(payload).get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def subject_of(*due: AnyEvent, **other: Any) -> str:
    return str(opened(a_payload(*due, **other))["Subject"])
