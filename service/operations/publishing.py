"""Publishing: the feeds of a calendar are rendered when an event changes, not when they are asked for."""

import base64
import hashlib
from datetime import datetime

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.event import Kind
from service.domain.site import Site
from service.rendering import ical
from service.storage.calendars import calendar_named
from service.storage.database import transaction
from service.storage.events import current_events
from service.storage.feeds import PublishedFeed, calendars_published_otherwise, store_feed


def publish(db: Database, slug: str, site: Site, now: datetime) -> None:
    """Renders and stores every feed of the calendar. Call it in the transaction of the change."""
    calendar = calendar_named(db, slug)
    assert calendar is not None
    revisions = current_events(db, calendar=slug)
    for kind in (None, *Kind):
        chosen = [each for each in revisions if kind is None or each.event.kind is kind]
        body = ical.feed(calendar, chosen, site, kind=kind)
        store_feed(
            db,
            PublishedFeed(
                path=feed_path(calendar, kind),
                calendar=slug,
                body=body,
                etag=entity_tag(body),
                changed_at=now,
                edition=ical.edition(site),
            ),
        )


def publish_what_is_outdated(db: Database, site: Site, now: datetime) -> list[str]:
    """Publishes anew what was made by another version or for another address: the slugs of the calendars."""
    with transaction(db):
        outdated = calendars_published_otherwise(db, ical.edition(site))
        for slug in outdated:
            publish(db, slug, site, now)
    return outdated


def feed_path(calendar: Calendar, kind: Kind | None) -> str:
    """Where the feed is below /feeds/, without .ics."""
    return f"{calendar.slug}/{kind}s" if kind else calendar.slug


def entity_tag(body: bytes) -> str:
    """A strong entity tag (RFC 9110 8.8.3): other bytes, other tag."""
    digest = hashlib.sha256(body).digest()[:15]  # 120 bits, 20 letters without padding
    return f'"{base64.urlsafe_b64encode(digest).decode()}"'
