"""Mails made from a few events, filled in for Anna, and read again as a mail program reads them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from service.domain.calendar import Calendar
from service.domain.digest import Digest, Item
from service.domain.event import AnyEvent
from service.domain.letter import Letter
from service.domain.notice import Change, Notice
from service.domain.relations import relations
from service.domain.site import Site
from service.domain.telling import Ahead, Occasion, Overdue, Running
from service.domain.timespan import days_in
from service.domain.wish import Wish
from service.rendering.digest_mail import digest_mail
from service.rendering.language import language
from service.rendering.notice_mail import notice_mail
from service.rendering.own_words import own_words
from service.rendering.surroundings import Surroundings
from service.rendering.vevent import vevent
from tests.examples import a_calendar, a_revision, a_wish

MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)
TODAY = date(2021, 9, 2)
SITE = Site("https://dates.example.org", "dateline@example.org")
ADDRESS = "anna@example.org"
MESSAGE_ID = "<1a2b3c@example.org>"


def a_payload(
    *due: AnyEvent,
    ahead: tuple[AnyEvent, ...] = (),
    site: Site = SITE,
    calendar: dict[str, Any] | None = None,
    address: str = ADDRESS,
    today: date = TODAY,
    **wish: Any,
) -> bytes:
    """The digest that tells of these events on the morning of 2 September 2021."""
    digest = a_digest(*due, ahead=ahead, wish=a_wish(**wish), today=today)
    around = surroundings([*due, *ahead], [a_calendar(**calendar or {})], site=site, wish=digest.wish)
    return filled(digest_mail(digest, around), address=address)


def a_notice_payload(*changes: tuple[AnyEvent, AnyEvent], reason: str | None = None, **wish: Any) -> bytes:
    """The notice on that morning that these events are no longer as they were."""
    notice = Notice(a_wish(**wish), TODAY, tuple(a_change(*each, reason=reason) for each in changes))
    around = surroundings([after for _, after in changes], [a_calendar()], wish=notice.wish)
    return filled(notice_mail(notice, around))


def a_digest(
    *due: AnyEvent, ahead: tuple[AnyEvent, ...] = (), wish: Wish, today: date = TODAY, calendar: str = "club"
) -> Digest:
    """What has begun is told as running, or as overdue where it is over."""
    return Digest(wish, today, _items(due, wish, today, calendar), _items(ahead, wish, today, calendar))


def a_change(before: AnyEvent, after: AnyEvent, *, reason: str | None = None, calendar: str = "club") -> Change:
    return Change(
        a_revision(before, calendar=calendar), a_revision(after, calendar=calendar, number=2, sequence=1, reason=reason)
    )


def surroundings(
    events: Iterable[AnyEvent], calendars: Iterable[Calendar], *, wish: Wish, site: Site = SITE
) -> Surroundings:
    """All events are of the first calendar, and can be attached."""
    known = list(calendars)
    around = {event.uid: event for event in events}
    vevents = {
        uid: vevent(
            a_revision(event, calendar=known[0].slug),
            known[0],
            relations(event, around.values()),
            site,
            language(wish.language),
            stamp=datetime(2021, 8, 1, tzinfo=UTC),
        )
        for uid, event in around.items()
    }
    return Surroundings(
        site=site,
        calendars={each.slug: each for each in known},
        agenda=site.url("/"),
        events=around,
        vevents={uid: piece for uid, piece in vevents.items() if piece},
    )


def filled(letter: Letter, *, address: str = ADDRESS, now: datetime = MORNING) -> bytes:
    own = own_words(letter.gaps, id=1, secret=bytes(16), address=address, message_id=MESSAGE_ID, now=now)
    return letter.filled(own)


def opened(payload: bytes) -> EmailMessage:
    return message_from_bytes(payload, policy=default)


def part(payload: bytes, kind: str) -> str:
    """The text of the plain or html part."""
    body = opened(payload).get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def attached(payload: bytes) -> bytes:
    """The calendar of the mail."""
    (attachment,) = opened(payload).iter_attachments()
    content = attachment.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def subject_of(*due: AnyEvent, **other: Any) -> str:
    return str(opened(a_payload(*due, **other))["Subject"])


def _items(events: Iterable[AnyEvent], wish: Wish, today: date, calendar: str) -> tuple[Item, ...]:
    items = [_item(event, wish, today, calendar) for event in events]
    return tuple(sorted(items, key=lambda item: (item.first_day, item.revision.event.uid)))


def _item(event: AnyEvent, wish: Wish, today: date, calendar: str) -> Item:
    assert event.dated
    days = days_in(event.dated, wish.zone)
    left = (days.first_day - today).days
    occasion: Occasion = Ahead(left) if left >= 0 else Running(1 - left) if today <= days.last_day else Overdue()
    return Item(a_revision(event, calendar=calendar), (occasion,), days.first_day, left)
