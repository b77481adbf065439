"""What events are found by: their days, status, place and words."""

import json
import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from service.domain.event import AnyEvent, Deadline, Done, Place, Telephone, Unplaced, Venue, VideoConference
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays, days_in

VIDEO, TELEPHONE = "video", "telephone"  # where one is without travelling
_MARKS = re.compile("[\u0300-\u036f]")  # above, below and through letters


def index_event(db: Database, event: AnyEvent, *, generation: int) -> None:
    """Lets the event be found as it is now."""
    precision, first_day, last_day = _days(event.span)
    row = db.conn.execute(
        """
        INSERT INTO event_index
            (uid, generation, precision, first_day, last_day, status, progress, body, place, country, zone)
        VALUES
            (:uid, :generation, :precision, :first_day, :last_day, :status, :progress, :body, :place, :country, :zone)
        ON CONFLICT (uid) DO UPDATE SET generation = :generation, precision = :precision, first_day = :first_day,
            last_day = :last_day, status = :status, progress = :progress, body = :body, place = :place,
            country = :country, zone = :zone
        RETURNING id
        """,
        {
            "uid": event.uid,
            "generation": generation,
            "precision": precision,
            "first_day": first_day.isoformat() if first_day else None,
            "last_day": last_day.isoformat() if last_day else None,
            "status": event.status,
            "progress": _progress(event),
            "body": event.body,
            "place": _place(event.place),
            "country": event.place.country if isinstance(event.place, Venue) else None,
            "zone": event.span.zone if isinstance(event.span, Hours) else None,
        },
    ).fetchall()
    db.conn.execute("INSERT OR REPLACE INTO event_words (rowid, words) VALUES (?, ?)", [row[0][0], _words(event)])


def folded_name(name: str) -> str:
    """How names are compared: without regard to case."""
    return " ".join(name.casefold().split())


def folded_words(text: str) -> str:
    """How words are compared: without regard to case and to marks, so that "елка" finds "Ёлка".

    (FTS5 knows marks in Latin letters only.)
    """
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def changed_since(db: Database, generation: int) -> list[str]:
    """The uids of the events that changed after that generation."""
    rows = db.conn.execute("SELECT uid FROM event_index WHERE generation > ?", [generation])
    return [uid for (uid,) in rows]


def last_end_of_cancelled(db: Database, calendars: list[str], *, before: date) -> date | None:
    """The latest of the last days of cancelled events of these calendars, of those before `before`."""
    (latest,) = db.conn.execute(
        """
        SELECT max(event_index.last_day) FROM event_index
        CROSS JOIN events ON events.uid = event_index.uid
        WHERE status = 'cancelled' AND event_index.last_day < :before
            AND calendar IN (SELECT value FROM json_each(:calendars))
        """,
        {"before": before.isoformat(), "calendars": json.dumps(calendars)},
    ).fetchone()
    return date.fromisoformat(latest) if latest else None


def _days(span: Span) -> tuple[str, date | None, date | None]:
    match span:
        case WholeDays(first_day, last_day):
            return "dated", first_day, last_day
        case Hours():
            days = days_in(span, span.zone)
            return "dated", days.first_day, days.last_day
        case Approximate():
            return "approximate", *_period(span)
        case Undated():
            return "undated", None, None


def _period(span: Approximate) -> tuple[date, date]:
    """The first and the last day that it could be."""
    if span.month is None:
        return date(span.year, 1, 1), date(span.year, 12, 31)
    first_day = date(span.year, span.month, 1)
    a_day_of_the_next_month = first_day + timedelta(days=31)
    if span.month == 12:
        return first_day, date(span.year, 12, 31)
    return first_day, a_day_of_the_next_month.replace(day=1) - timedelta(days=1)


def _progress(event: AnyEvent) -> str | None:
    if not isinstance(event, Deadline):
        return None
    return "done" if isinstance(event.progress, Done) else "open"


def _place(place: Place) -> str | None:
    """The names of the place in every language, each between bars."""
    match place:
        case Venue(name=name):
            return "|" + "|".join(dict.fromkeys(map(folded_name, _all(name)))) + "|"
        case VideoConference():
            return f"|{VIDEO}|"
        case Telephone():
            return f"|{TELEPHONE}|"
        case Unplaced():
            return None


def _words(event: AnyEvent) -> str:
    """Everything that people may remember of it, in every language."""
    people: list[Any] = [text for person in event.participants for text in (person.name, person.office)]
    place = event.place.name if isinstance(event.place, Venue) else None
    said = [citation.says for citation in event.citations]
    texts = [event.summary, event.description, place, *event.categories, *event.topics, *event.outcomes, *people, *said]
    return folded_words("\n".join(words for text in texts if text for words in _all(text)))


def _all(text: Text) -> list[str]:
    return [text.original, *text.translations.values()]
