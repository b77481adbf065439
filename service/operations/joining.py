"""Joining stored pieces into a feed; after a change, only what changed is read again."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from sqlite_utils import Database

from service.domain.selection import Clock, Style
from service.rendering import ical
from service.rendering.language import Language
from service.rendering.vtimezone import vtimezone
from service.storage.event_index import changed_since
from service.storage.selecting import Choice, StoredPiece, plain_pieces, whole_pieces


@dataclass(frozen=True)
class Joined:
    """A feed and where each event stands in it: event number n is `body[ends[n]:ends[n + 1]]`."""

    body: bytes
    uids: list[str]
    ends: Sequence[int]


def joined(db: Database, choice: Choice, header: bytes) -> Joined:
    """The feed of the choice, whole, as its events are stored."""
    pieces = plain_pieces(db, choice)
    return _join(header, [uid for uid, _ in pieces], [piece for _, piece in pieces])


def joined_again(db: Database, choice: Choice, header: bytes, before: Joined, *, since: int) -> Joined:
    """The same as `joined`, from what the feed was at the generation `since` and what changed after it."""
    changed = set(changed_since(db, since))
    if len(changed) > len(before.uids) // 2:
        return joined(db, choice, header)
    now = dict(plain_pieces(db, choice, since=since))
    uids, pieces = _merge(before, changed, now)
    return _join(header, uids, pieces)


def styled(db: Database, choice: Choice, header: bytes, words: Language) -> bytes:
    """The feed in another style than the stored one: on the venue's clock, with people or with an alarm."""
    style = choice.selection.style
    pieces = whole_pieces(db, choice)
    alarm = ical.alarm(style.alarm, words) if style.alarm else None
    zones = _zones(pieces) if style.clock is Clock.VENUE else ()
    body = [_in_style(each, style, alarm) for each in pieces]
    return b"".join(chain((header,), zones, body or ([ical.NOTHING] if not zones else []), (ical.TRAILER,)))


def _join(header: bytes, uids: list[str], pieces: list[bytes | memoryview]) -> Joined:
    body = b"".join((header, *(pieces or (ical.NOTHING,)), ical.TRAILER))
    return Joined(body, uids, array("Q", accumulate(map(len, pieces), initial=len(header))))


def _merge(before: Joined, changed: set[str], now: dict[str, bytes]) -> tuple[list[str], list[bytes | memoryview]]:
    """What stood there, without what changed, and with what is in the feed now; by uid."""
    old = memoryview(before.body)
    uids = list(before.uids)
    pieces: list[bytes | memoryview] = [
        old[start:end] for start, end in zip(before.ends, before.ends[1:], strict=False)
    ]
    for uid in sorted(changed):
        place = bisect_left(uids, uid)
        stood = place < len(uids) and uids[place] == uid
        there = slice(place, place + stood)
        uids[there] = [uid] if uid in now else []
        pieces[there] = [now[uid]] if uid in now else []
    return uids, pieces


def _in_style(piece: StoredPiece, style: Style, alarm: bytes | None) -> bytes:
    body = piece.body
    if style.clock is Clock.VENUE and piece.venue_times:
        body = _on_the_venues_clock(body, piece.venue_times)
    inside = [piece.people] if style.people and piece.people else []
    if alarm and not ical.is_cancelled(body):
        inside.append(alarm)
    return ical.with_inside(body, inside) if inside else body


def _on_the_venues_clock(body: bytes, venue_times: bytes) -> bytes:
    """The same event with other DTSTART and DTEND, which stand together."""
    start = body.index(b"\r\nDTSTART:") + 2
    end = body.index(b"\r\n", body.index(b"\r\nDTEND:", start) + 2) + 2
    return body[:start] + venue_times + body[end:]


def _zones(pieces: Iterable[StoredPiece]) -> list[bytes]:
    """A VTIMEZONE for each zone that an event names, for all the years that it is needed for."""
    days: dict[str, list[StoredPiece]] = {}
    for piece in pieces:
        if piece.zone and piece.venue_times:
            days.setdefault(piece.zone, []).append(piece)
    found = []
    for zone in sorted(days):
        first = min(each.first_day for each in days[zone] if each.first_day)
        last = max(each.last_day for each in days[zone] if each.last_day)
        found.append(vtimezone(zone, first.replace(month=1, day=1), last.replace(month=12, day=31)))
    return found
