"""One whole version of an event: who wrote it, when and why (RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime

from service.domain.event import AnyEvent, Status
from service.domain.timespan import Span


@dataclass(frozen=True, kw_only=True)
class Revision:
    """`at` is aware, UTC. `number` counts from 1; `sequence` is SEQUENCE of RFC 5545 3.8.7.4."""

    event: AnyEvent
    calendar: str
    number: int
    sequence: int
    at: datetime
    author: str
    reason: str | None = None


def next_sequence(before: Revision, after: AnyEvent) -> int:
    """SEQUENCE of the next revision: it rises when the time, the place or the status changes.

    RFC 5546 2.1.4 names the time and the cancellation; a new place also makes people travel elsewhere.
    """
    return before.sequence + (what_people_act_on(before.event) != what_people_act_on(after))


def what_people_act_on(event: AnyEvent) -> tuple[Span, object, Status]:
    """Its time, its place, and whether it takes place."""
    return event.span, event.place, event.status
