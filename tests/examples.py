"""Small events, readers and calendars to test with; each takes what a test cares about and makes up the rest."""

import sqlite3
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile
from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Meeting
from service.domain.revision import Revision
from service.domain.subscriber import Subscriber
from service.domain.text import Text
from service.domain.timespan import Hours, Span, WholeDays, local_to_utc
from service.domain.wish import Wish
from service.storage.migrations import migrations


def a_calendar(slug: str = "club", **other: Any) -> Calendar:
    made_up: dict[str, Any] = {"name": Text("The Club"), "zone": "Europe/Vienna", "language": "en"}
    return Calendar(**{"slug": slug} | made_up | other)


def a_meeting(uid: str = "meeting@club", span: Span | None = None, **other: Any) -> Meeting:
    made_up: dict[str, Any] = {"slug": uid.partition("@")[0], "summary": Text(f"About {uid}")}
    return Meeting(**{"uid": uid, "span": span or whole_days("2021-09-16")} | made_up | other)


def a_file(*events: AnyEvent, calendar: Calendar | None = None, name: str = "club.toml") -> CalendarFile:
    """What a calendar file with these events would say."""
    return CalendarFile(name, calendar or a_calendar(), events)


def a_revision(event: AnyEvent | None = None, *, calendar: str = "club", number: int = 1, **other: Any) -> Revision:
    made_up: dict[str, Any] = {"sequence": 0, "at": datetime(2021, 8, 1, tzinfo=UTC), "author": "club.toml"}
    return Revision(**{"event": event or a_meeting(), "calendar": calendar, "number": number} | made_up | other)


def a_wish(**other: Any) -> Wish:
    return Wish(**{"zone": "Europe/Vienna", "language": "en"} | other)


def a_subscriber(email: str = "anna@example.org", since: datetime | None = None, **wish: Any) -> Subscriber:
    return Subscriber(
        id=1, email=email, wish=a_wish(**wish), since=since or datetime(2021, 1, 1, tzinfo=UTC), secret=bytes(16)
    )


def whole_days(first: str, last: str | None = None) -> WholeDays:
    return WholeDays(date.fromisoformat(first), date.fromisoformat(last or first))


def hours(start: str, end: str, zone: str = "Europe/Vienna") -> Hours:
    """From and to wall clock times in `zone`."""
    first, last = (local_to_utc(datetime.fromisoformat(text), zone) for text in (start, end))
    return Hours(first, last, zone)


def an_empty_database() -> Database:
    """In memory, migrated: for a test that needs a new one again and again."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
    migrations.apply(db)
    return db
