"""Joining stored pieces into a feed; after a change, only what changed is read again."""

from collections.abc import Iterable
from itertools import chain

from sqlite_utils import Database

from service.domain.selection import Clock, Contents, Style
from service.rendering import ical
from service.rendering.joined import Joined, join, join_again
from service.rendering.language import Language
from service.rendering.vtimezone import vtimezone
from service.storage.event_index import changed_since
from service.storage.selecting import Choice, StoredPiece, plain_pieces, whole_pieces


def joined(db: Database, choice: Choice, header: bytes) -> Joined:
    """The feed of the choice, whole, as its events are stored."""
    return join(header, plain_pieces(db, choice))


def joined_again(db: Database, choice: Choice, header: bytes, before: Joined, *, since: int) -> Joined:
    """The same as `joined`, from what the feed was at the generation `since` and what changed after it."""
    changed = set(changed_since(db, since))
    if len(changed) > len(before.uids) // 2:
        return joined(db, choice, header)
    return join_again(header, before, changed, dict(plain_pieces(db, choice, since=since)))


def styled(db: Database, choice: Choice, header: bytes, words: Language) -> bytes:
    """The feed in another style than the stored one: on the venue's clock, with people or with an alarm."""
    style = choice.selection.style
    pieces = whole_pieces(db, choice)
    trigger = ical.TASK_TRIGGER if choice.selection.contents is Contents.TASKS else "TRIGGER"
    alarm = ical.alarm(style.alarm, words, trigger=trigger) if style.alarm else None
    zones = _zones(pieces) if style.clock is Clock.VENUE else ()
    body = [_in_style(each, style, alarm) for each in pieces]
    return b"".join(chain((header,), zones, body or ([ical.NOTHING] if not zones else []), (ical.TRAILER,)))


def _in_style(piece: StoredPiece, style: Style, alarm: bytes | None) -> bytes:
    body = piece.body
    if style.clock is Clock.VENUE and piece.venue_times:
        body = _on_the_venues_clock(body, piece.venue_times)
    inside = [piece.people] if style.people and piece.people else []
    if alarm and ical.is_to_come_off(body):
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
