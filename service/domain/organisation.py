"""The organisation behind a calendar: its bodies, its members over time, and who chairs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.errors import InvalidValue
from service.domain.event import Meeting, Participant, Role, Session, Status, Venue
from service.domain.source import Citation
from service.domain.text import Text
from service.domain.timespan import Approximate, Moment, WholeDays, days_in, sort_key


class ChairRule(StrEnum):
    """How a body comes by its chair."""

    HOST_OF_REGULAR_SESSION = "host-of-regular-session"


@dataclass(frozen=True, kw_only=True)
class ChairDecision:
    """The body decided otherwise: this country chairs from one day to another, both included."""

    country: str
    since: date
    until: date | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise InvalidValue(f"an end on or after the beginning, {self.since}")


@dataclass(frozen=True, kw_only=True)
class Body:
    """An organ of the organisation that meets, such as a council."""

    slug: str
    name: Text
    description: Text | None = None
    members: Text | None = None
    attendance: Text | None = None
    basis: Text | None = None
    chair_rule: ChairRule | None = None
    chair_rule_text: Text | None = None
    chair_decisions: tuple[ChairDecision, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MembershipTerm:
    """A state is a member from one moment to another, each as precise as its source."""

    country: str  # ISO 3166-1 alpha-2
    since: Moment
    until: Moment | None = None
    note: Text | None = None
    citations: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        if self.until is not None and _is_before(self.until, self.since):
            raise InvalidValue(f"an end that is not before the beginning, {sort_key(self.since)}")


@dataclass(frozen=True, kw_only=True)
class Organisation:
    name: Text
    short_name: Text | None = None
    description: Text | None = None
    citations: tuple[Citation, ...] = ()
    bodies: tuple[Body, ...] = ()
    memberships: tuple[MembershipTerm, ...] = ()


@dataclass(frozen=True)
class ChairsByDecision:
    """The body decided that this country chairs."""

    decision: ChairDecision
    holder: Participant | None


@dataclass(frozen=True)
class ChairsAsHost:
    """The country on whose territory the last regular session was held chairs until the next one."""

    country: str
    session: Meeting
    holder: Participant | None


@dataclass(frozen=True)
class ChairedThatDay:
    """No rule settles it, but a meeting of the body on that very day names its chair."""

    meeting: Meeting
    holder: Participant


@dataclass(frozen=True)
class ChairNotRecorded:
    """Nothing recorded says who chairs; `last` is the meeting that last named a chair before."""

    last: ChairedThatDay | None


Chair = ChairsByDecision | ChairsAsHost | ChairedThatDay | ChairNotRecorded


def chair_on(day: date, body: Body, meetings: Iterable[Meeting], *, zone: str) -> Chair:
    """Who chairs `body` on that day, derived from its decisions, its rule and its meetings.

    The rule of the CSTO: the head of the state on whose territory the regular session is held
    chairs until the next regular session, unless the council decides otherwise.
    """
    held = _held_until(day, body, meetings, zone)
    for decision in body.chair_decisions:
        if decision.since <= day and (decision.until is None or day <= decision.until):
            return ChairsByDecision(decision, _head_of(decision.country, held))
    if body.chair_rule is ChairRule.HOST_OF_REGULAR_SESSION:
        for _, meeting in held:
            if meeting.session is Session.REGULAR and isinstance(meeting.place, Venue) and meeting.place.country:
                country = meeting.place.country
                return ChairsAsHost(country, meeting, _head_of(country, held))
    return _chair_named_at_a_meeting(day, held)


def members_on(day: date, organisation: Organisation) -> list[tuple[MembershipTerm, bool]]:
    """The terms that may have lasted on that day, each with whether that is sure, as far as the sources are precise."""
    found = []
    for term in organisation.memberships:
        begun = not _is_before(day, term.since)
        ended = term.until is not None and _is_before(term.until, day)
        if begun and not ended:
            ends = [end for end in (term.since, term.until) if isinstance(end, Approximate)]
            found.append((term, not any(sort_key(day).startswith(end.text) for end in ends)))
    return found


def _is_before(moment: Moment, other: Moment) -> bool:
    """Surely before, as far as both are precise: April 1999 is not before the year 1999."""
    keys = sort_key(moment), sort_key(other)
    precision = min(map(len, keys))
    return keys[0][:precision] < keys[1][:precision]


_DatedMeeting = tuple[WholeDays, Meeting]


def _held_until(day: date, body: Body, meetings: Iterable[Meeting], zone: str) -> list[_DatedMeeting]:
    """The body's meetings that began by that day and were not cancelled, the latest first."""
    held = [
        (days_in(meeting.dated, zone), meeting)
        for meeting in meetings
        if meeting.body == body.slug and meeting.dated and meeting.status is not Status.CANCELLED
    ]
    begun = ((days, meeting) for days, meeting in held if days.first_day <= day)
    return sorted(begun, key=lambda row: (row[0].first_day, row[1].uid), reverse=True)


def _head_of(country: str, held: list[_DatedMeeting]) -> Participant | None:
    """The member or chair who last sat for that country."""
    for _, meeting in held:
        for person in meeting.participants:
            if person.country == country and person.role in (Role.CHAIR, Role.MEMBER):
                return person
    return None


def _chair_named_at_a_meeting(day: date, held: list[_DatedMeeting]) -> Chair:
    for days, meeting in held:
        for person in meeting.participants:
            if person.role is Role.CHAIR:
                named = ChairedThatDay(meeting, person)
                return named if day <= days.last_day else ChairNotRecorded(named)
    return ChairNotRecorded(None)
