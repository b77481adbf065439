"""What events are found by: their days, status, place and words."""

import json
import re
import unicodedata
from datetime import date
from typing import Any

from sqlite_utils import Database

from service.domain.card import card_of
from service.domain.event import AnyEvent, Deadline, Done, Place, Telephone, Unplaced, Venue, VideoConference
from service.domain.moment import days_meant
from service.domain.revision import Revision
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays, days_in
from service.storage.cards import card_document
from service.storage.facets import Facet, facet_tokens

VIDEO, TELEPHONE = "video", "telephone"  # where one is without travelling
EVENTS_IN_A_DAY = 2**32  # numbers that there are for the events of one day; a day and its events fit into 54 bits
_MARKS = re.compile("[\u0300-\u036f]")  # above, below and through letters


def index_event(db: Database, revision: Revision, *, generation: int) -> None:
    """Lets the event be found as it is now, and listed."""
    event = revision.event
    precision, first_day, last_day = _days(event.span)
    number = _number(db, event.uid, first_day)
    db.conn.execute("DELETE FROM event_index WHERE uid = ?", [event.uid])
    db.conn.execute(
        """
        INSERT INTO event_index
            (id, uid, calendar, slug, kind, generation, precision, first_day, last_day, status, progress, body, series,
            place, country, zone)
        VALUES
            (:id, :uid, :calendar, :slug, :kind, :generation, :precision, :first_day, :last_day, :status, :progress,
            :body, :series, :place, :country, :zone)
        """,
        {
            "id": number,
            "uid": event.uid,
            "calendar": revision.calendar,
            "slug": event.slug,
            "kind": event.kind,
            "generation": generation,
            "precision": precision,
            "first_day": first_day.isoformat() if first_day else None,
            "last_day": last_day.isoformat() if last_day else None,
            "status": event.status,
            "progress": _progress(event),
            "body": event.body,
            "series": event.series,
            "place": _place(event.place),
            "country": event.place.country if isinstance(event.place, Venue) else None,
            "zone": event.span.zone if isinstance(event.span, Hours) else None,
        },
    )
    db.conn.execute(
        "INSERT OR REPLACE INTO event_words (rowid, words, facets) VALUES (?, ?, ?)",
        [number, _words(event), _facets(revision, precision)],
    )
    db.conn.execute("INSERT INTO cards (id, document) VALUES (?, ?)", [number, card_document(card_of(revision))])
    if first_day and last_day:
        db.conn.execute(
            "INSERT OR REPLACE INTO event_days (id, first_day, last_day) VALUES (?, ?, ?)",
            [number, first_day.toordinal(), last_day.toordinal()],
        )


def first_number(day: date | None) -> int:
    """The least number that an event which begins on that day can have; those without any day come first of all."""
    return day.toordinal() * EVENTS_IN_A_DAY if day else 0


def last_number(day: date) -> int:
    """The greatest one."""
    return first_number(day) + EVENTS_IN_A_DAY - 1


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


def events_without_a_card(db: Database) -> list[str]:
    """The uids of the events that cannot be listed yet, since lists are of another form than they were."""
    rows = db.conn.execute(
        """
        SELECT uid FROM events
        LEFT JOIN event_index USING (uid)
        LEFT JOIN cards USING (id)
        WHERE cards.id IS NULL ORDER BY uid
        """
    )
    return [uid for (uid,) in rows]


def last_end_of_cancelled(db: Database, calendars: list[str], *, before: date) -> date | None:
    """The latest of the last days of cancelled events of these calendars, of those before `before`."""
    (latest,) = db.conn.execute(
        """
        SELECT max(last_day) FROM event_index
        WHERE status = 'cancelled' AND last_day < :before
            AND calendar IN (SELECT value FROM json_each(:calendars))
        """,
        {"before": before.isoformat(), "calendars": json.dumps(calendars)},
    ).fetchone()
    return date.fromisoformat(latest) if latest else None


def _number(db: Database, uid: str, first_day: date | None) -> int:
    """The number that the event had, if it is still that of its day, or the next free one; whatever bore it is gone."""
    first = first_number(first_day)
    (before,) = db.conn.execute("SELECT max(id) FROM event_index WHERE uid = ?", [uid]).fetchone()
    if before is not None:
        for table, column in (("event_words", "rowid"), ("event_days", "id"), ("cards", "id")):
            db.conn.execute(f"DELETE FROM {table} WHERE {column} = ?", [before])
    if before is not None and first <= before < first + EVENTS_IN_A_DAY:
        return int(before)
    (last,) = db.conn.execute(
        "SELECT max(id) FROM event_index WHERE id >= ? AND id < ?", [first, first + EVENTS_IN_A_DAY]
    ).fetchone()
    return int(last) + 1 if last is not None else first


def _days(span: Span) -> tuple[str, date | None, date | None]:
    match span:
        case WholeDays(first_day, last_day):
            return "dated", first_day, last_day
        case Hours():
            days = days_in(span, span.zone)
            return "dated", days.first_day, days.last_day
        case Approximate():
            return "approximate", *days_meant(span)
        case Undated():
            return "undated", None, None


def _progress(event: AnyEvent) -> str | None:
    if not isinstance(event, Deadline):
        return None
    return "done" if isinstance(event.progress, Done) else "open"


def _place(place: Place) -> str | None:
    """The names of the place in every language, each between bars."""
    return f"|{'|'.join(names)}|" if (names := _place_names(place)) else None


def _place_names(place: Place) -> list[str]:
    match place:
        case Venue(name=name):
            return list(dict.fromkeys(map(folded_name, _all(name))))
        case VideoConference():
            return [VIDEO]
        case Telephone():
            return [TELEPHONE]
        case Unplaced():
            return []


def _facets(revision: Revision, precision: str) -> str:
    event = revision.event
    country = event.place.country if isinstance(event.place, Venue) else None
    return facet_tokens(
        [
            (Facet.CALENDAR, revision.calendar),
            (Facet.KIND, event.kind),
            (Facet.BODY, event.body),
            (Facet.COUNTRY, country),
            (Facet.STATUS, event.status),
            (Facet.STATUS, _progress(event)),
            (Facet.PRECISION, precision),
            *((Facet.PLACE, name) for name in _place_names(event.place)),
        ]
    )


def _words(event: AnyEvent) -> str:
    """Everything that people may remember of it, in every language."""
    people: list[Any] = [text for person in event.participants for text in (person.name, person.office)]
    place = event.place.name if isinstance(event.place, Venue) else None
    said = [citation.says for citation in event.citations]
    texts = [event.summary, event.description, place, *event.categories, *event.topics, *event.outcomes, *people, *said]
    return folded_words("\n".join(words for text in texts if text for words in _all(text)))


def _all(text: Text) -> list[str]:
    return [text.original, *text.translations.values()]
