"""Who chaired a body from when to when, derived from the answers that `chair_on` gives."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from service.domain.event import Meeting, Participant, Status
from service.domain.organisation import (
    Body,
    Chair,
    ChairedThatDay,
    ChairNotRecorded,
    ChairsAsHost,
    ChairsByDecision,
    chair_on,
)
from service.domain.timespan import WholeDays, days_in

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tenure:
    """The same chair on every day from `since` to `until`, both included; without an end as far as is recorded.

    `chair` is the first answer: of a host that is host again, it has the first of the sessions.
    """

    chair: Chair
    since: date
    until: date | None

    @property
    def country(self) -> str | None:
        """For which the chair sits, where that is recorded."""
        return _country(self.chair)


def tenures(body: Body, meetings: Iterable[Meeting], within: WholeDays, *, zone: str) -> tuple[Tenure, ...]:
    """Those that touch these days, whole, in the order of time; days of which no chair is recorded are left out."""
    meetings = [meeting for meeting in meetings if meeting.body == body.slug]
    changes = sorted(set(_days_of_change(body, meetings, zone)))

    @cache
    def answer(number: int) -> Chair:
        return chair_on(changes[number], body, meetings, zone=zone)

    def is_same(number: int) -> bool:
        """Whether the same chairs as from the change before."""
        who = _who(answer(number))
        return who is not None and who == _who(answer(number - 1))

    first = max(0, bisect_right(changes, within.first_day) - 1)
    stop = bisect_right(changes, within.last_day)
    while first > 0 and is_same(first):
        first -= 1
    while 0 < stop < len(changes) and is_same(stop):
        stop += 1
    begins = [number for number in range(first, stop) if number == first or not is_same(number)]
    ends = [changes[number] - _A_DAY if number < len(changes) else None for number in (*begins[1:], stop)]
    found = (Tenure(answer(number), changes[number], end) for number, end in zip(begins, ends, strict=False))
    return tuple(tenure for tenure in found if not isinstance(tenure.chair, ChairNotRecorded))


def _who(chair: Chair) -> tuple[type[Chair], str | None, Participant | None] | None:
    """What makes an answer the same as another: how one came to chair, for which country, and the name."""
    return None if isinstance(chair, ChairNotRecorded) else (type(chair), _country(chair), chair.holder)


def _country(chair: Chair) -> str | None:
    match chair:
        case ChairsByDecision(decision=decision):
            return decision.country
        case ChairsAsHost(country=country):
            return country
        case ChairedThatDay(holder=holder):
            return holder.country
        case ChairNotRecorded():
            return None


def _days_of_change(body: Body, meetings: Iterable[Meeting], zone: str) -> Iterator[date]:
    """The only days from which on the answer can be another: where a meeting or a decision begins or is over."""
    for meeting in meetings:
        if meeting.dated and meeting.status is not Status.CANCELLED:
            days = days_in(meeting.dated, zone)
            yield days.first_day
            yield days.last_day + _A_DAY
    for decision in body.chair_decisions:
        yield decision.since
        if decision.until is not None and decision.until < date.max:
            yield decision.until + _A_DAY
