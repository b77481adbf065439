"""What a timeline shows of a window: members, chairs, events and instructions, each on its track."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from service.domain.agenda import entry_of
from service.domain.calendar import Calendar
from service.domain.card import Card, state_on
from service.domain.event import InstructionState, Kind, Meeting
from service.domain.mark import Band, Mark, band, marks_of_event, marks_of_instruction, marks_of_term
from service.domain.moment import days_meant
from service.domain.organisation import Body, MembershipTerm
from service.domain.tenures import Tenure, tenures
from service.domain.tick import Tick, ticks
from service.domain.timespan import Approximate, Moment, sort_key
from service.domain.window import Window

KINDS = (Kind.MILESTONE, Kind.MEETING, Kind.EXERCISE, Kind.DEADLINE)  # in the order of their groups


@dataclass(frozen=True, slots=True)
class EventTrack:
    """An event; of an instruction, where it stands and when a meeting gave it."""

    card: Card
    marks: tuple[Mark, ...]
    state: InstructionState | None = None
    given: Moment | None = None


@dataclass(frozen=True, slots=True)
class EventGroup:
    kind: Kind
    tracks: tuple[EventTrack, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A state with those of its terms that are in the window, and what is drawn of them."""

    country: str
    terms: tuple[MembershipTerm, ...]
    marks: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """Of the organisation behind that calendar; who came first stands first."""

    calendar: Calendar
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Chairmanship:
    """Of a body: who chaired it when, and the band that is drawn for each."""

    calendar: Calendar
    body: Body
    tenures: tuple[Tenure, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`today` is where the middle of it is, in percent; None where it is not in the window."""

    today: float | None
    ticks: tuple[Tick, ...]
    memberships: tuple[Membership, ...]
    chairs: tuple[Chairmanship, ...]
    events: tuple[EventGroup, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.memberships or self.chairs or self.events)


def chart(
    window: Window,
    cards: Iterable[Card],
    *,
    mentioned: Mapping[str, Card],
    calendars: Iterable[Calendar],
    meetings: Mapping[str, Iterable[Meeting]],
    today: date,
    zone: str | None,
) -> Chart:
    """All of the cards that is in the window, on the days of a reader in `zone`, or None for the venue's.

    `mentioned` are the meetings that gave instructions, by uid. Of the `calendars` it shows members and
    chairs, these by the `meetings` of each, by its slug.
    """
    calendars = list(calendars)
    dated = sorted(_dated(cards, mentioned, zone), key=lambda row: (*map(_order, row[1:]), row[0].uid))
    tracks = [_track(card, window, given, today, zone) for card, _, given in dated]
    return Chart(
        today=window.middle_of(today) if window.holds(today) else None,
        ticks=ticks(window),
        memberships=tuple(found for calendar in calendars if (found := _membership(calendar, window)).members),
        chairs=tuple(
            chaired
            for calendar in calendars
            for body in (calendar.organisation.bodies if calendar.organisation else ())
            if (chaired := _chairmanship(calendar, body, meetings.get(calendar.slug, ()), window)).tenures
        ),
        events=tuple(group for kind in KINDS if (group := _group(kind, tracks)).tracks),
    )


def _dated(
    cards: Iterable[Card], mentioned: Mapping[str, Card], zone: str | None
) -> Iterator[tuple[Card, Moment | None, Moment | None]]:
    """Each with when it begins and when it was given, as far as this is known."""
    for card in cards:
        meeting = mentioned.get(card.given_at or "")
        yield card, _beginning(card, zone), _beginning(meeting, zone) if meeting else None


def _beginning(card: Card, zone: str | None) -> Moment | None:
    if isinstance(card.span, Approximate):
        return card.span
    entry = entry_of(card, zone)
    return entry.days.first_day if entry else None


def _order(moment: Moment | None) -> date:
    return days_meant(moment)[0] if moment else date.max


def _track(card: Card, window: Window, given: Moment | None, today: date, zone: str | None) -> EventTrack:
    if card.kind is not Kind.DEADLINE:
        return EventTrack(card, marks_of_event(card, window, zone=zone))
    day = given if isinstance(given, date) else None
    return EventTrack(card, marks_of_instruction(card, window, given=day, today=today), state_on(today, card), given)


def _group(kind: Kind, tracks: Iterable[EventTrack]) -> EventGroup:
    return EventGroup(kind, tuple(track for track in tracks if track.card.kind is kind and track.marks))


def _membership(calendar: Calendar, window: Window) -> Membership:
    terms = calendar.organisation.memberships if calendar.organisation else ()
    members: dict[str, Member] = {}
    for term in sorted(terms, key=lambda term: (sort_key(term.since), term.country)):
        if marks := marks_of_term(term, window):
            before = members.get(term.country, Member(term.country, (), ()))
            members[term.country] = Member(term.country, (*before.terms, term), (*before.marks, *marks))
    return Membership(calendar, tuple(members.values()))


def _chairmanship(calendar: Calendar, body: Body, meetings: Iterable[Meeting], window: Window) -> Chairmanship:
    found = tenures(body, meetings, window.days, zone=calendar.zone)
    bands = (band(window, tenure.since, tenure.until) for tenure in found)
    return Chairmanship(calendar, body, found, tuple(each for each in bands if each))
