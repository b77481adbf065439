"""Cards as they are stored: written with the index of events, read by the thousand."""

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from service.domain.card import Card
from service.domain.event import Done, Kind, Open, Place, Status, Telephone, Unplaced, Venue, VideoConference
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, Undated, WholeDays

MOST_KEPT = 4096  # cards that a process has at hand, about 2 kB each: what a list showed last it mostly shows again

# A short name for each field: a list reads many, and each octet counts.
_SUMMARY, _SPAN, _PLACE = "t", "s", "p"


def card_document(card: Card) -> str:
    """All that no column of the index says."""
    document = {_SUMMARY: _text_out(card.summary), _SPAN: _span_out(card.span), _PLACE: _place_out(card.place)}
    if isinstance(card.progress, Done):
        document["done"] = card.progress.day.isoformat()
    document |= {name: uid for name in ("given_at", "due_at") if (uid := getattr(card, name))}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


@lru_cache(MOST_KEPT)
def card_from(row: tuple[str, str, str, str, str, str | None, str | None, str]) -> Card:
    """The card of (uid, slug, calendar, kind, status, body, progress, document)."""
    uid, slug, calendar, kind, status, body, progress, text = row
    document = json.loads(text)
    done = document.get("done")
    return Card(
        uid=uid,
        slug=slug,
        calendar=calendar,
        kind=_KINDS[kind],
        summary=_text_in(document[_SUMMARY]),
        span=_span_in(document[_SPAN]),
        status=_STATUSES[status],
        place=_place_in(document[_PLACE]),
        body=body,
        progress=None if progress is None else Done(date.fromisoformat(done)) if done else Open(),
        given_at=document.get("given_at"),
        due_at=document.get("due_at"),
    )


def place_in(document: str) -> Place:
    """Where the event of that document is."""
    return _place_in(json.loads(document)[_PLACE])


_KINDS = {kind.value: kind for kind in Kind}
_STATUSES = {status.value: status for status in Status}


def _text_out(text: Text) -> Any:
    return {"": text.original, **text.translations} if text.translations else text.original


def _text_in(value: Any) -> Text:
    return Text(value) if isinstance(value, str) else Text(value.pop(""), value)


def _span_out(span: Span) -> list[str]:
    match span:
        case WholeDays(first_day, last_day):
            return [first_day.isoformat(), last_day.isoformat()]
        case Hours(start, end, zone):
            return [start.isoformat(), end.isoformat(), zone]
        case Approximate(text):
            return [text]
        case Undated():
            return []


def _span_in(value: list[str]) -> Span:
    match value:
        case [first_day, last_day]:
            return WholeDays(date.fromisoformat(first_day), date.fromisoformat(last_day))
        case [start, end, zone]:
            return Hours(_instant(start), _instant(end), zone)
        case [text]:
            return Approximate(text)
        case _:
            return Undated()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _place_out(place: Place) -> list[Any]:
    match place:
        case Venue(name=name, country=country):
            return ["venue", _text_out(name), country]
        case VideoConference(link=link):
            return ["video", link]
        case Telephone():
            return ["telephone"]
        case Unplaced():
            return []


def _place_in(value: list[Any]) -> Place:
    match value:
        case []:
            return _NOWHERE
        case ["telephone"]:
            return Telephone()
        case ["video", link]:
            return VideoConference(link=link)
        case ["venue", name, country]:
            return Venue(name=_text_in(name), country=country)
        case _:
            raise ValueError(f"no place: {value}")


_NOWHERE = Unplaced()
