"""What is drawn on a track of a timeline: points, bands and lines, placed in percent of its width."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service.domain.agenda import entry_of
from service.domain.card import Card, state_on
from service.domain.event import Done, InstructionState, Kind
from service.domain.moment import days_meant
from service.domain.organisation import MembershipTerm
from service.domain.timespan import Approximate, Undated, WholeDays
from service.domain.window import DIGITS, Window

NARROW = 2.0  # percent: a month or a year that is no wider than a point is drawn as one
_A_DAY = timedelta(days=1)


class Shape(StrEnum):
    """What a point looks like, whatever its colour."""

    MEETING = "meeting"
    DEADLINE = "deadline"
    MILESTONE = "milestone"
    DONE = "done"


class Stroke(StrEnum):
    """A line is whole up to a day that is known, and broken beyond it."""

    WHOLE = "whole"
    OVERDUE = "overdue"
    ENDLESS = "endless"


@dataclass(frozen=True, slots=True)
class Point:
    """One day, in its middle; a vague one stands for a month or a year that is hardly wider."""

    at: float
    shape: Shape
    is_vague: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Several days; a vague one is the time within which it was. It may go on beyond either end of the window."""

    start: float
    width: float
    is_vague: bool = False
    from_before: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """From the middle of one day to the middle of another."""

    start: float
    width: float
    stroke: Stroke
    from_before: bool = False
    goes_on: bool = False


Mark = Point | Band | Line


def band(window: Window, first: date, last: date | None, *, is_vague: bool = False) -> Band | None:
    """Between two days, both included, or without an end; None where nothing of it is in the window."""
    if first > window.last_day or (last is not None and last < window.first_day):
        return None
    goes_on = last is None or last > window.last_day
    start, end = window.at(first), 100.0 if last is None or goes_on else window.at(last + _A_DAY)
    return Band(start, round(end - start, DIGITS), is_vague, first < window.first_day, goes_on)


def marks_of_event(card: Card, window: Window, *, zone: str | None) -> tuple[Mark, ...]:
    """An event on the days of a reader in `zone`, or None for the venue's; nothing where it has no date."""
    shape = _SHAPES.get(card.kind)
    if isinstance(card.span, Approximate):
        return _there(_vague(window, card.span, shape))
    entry = entry_of(card, zone)
    if entry is None:
        return ()
    first, last = entry.days.first_day, entry.days.last_day
    return _there(_point(window, first, shape) if shape and first == last else band(window, first, last))


def marks_of_instruction(card: Card, window: Window, *, given: date | None, today: date) -> tuple[Mark, ...]:
    """From the day on which a meeting gave it to the day on which it is due: what of this is in the window."""
    done = card.progress.day if isinstance(card.progress, Done) else None
    there = _point(window, given, Shape.MEETING), _point(window, done, Shape.DONE)
    match card.span:
        case WholeDays(last_day=due):
            is_late = state_on(today, card) is InstructionState.OVERDUE and not card.is_settled
            late = _line(window, due, today, Stroke.OVERDUE) if is_late else None
            whole = _line(window, given, due, Stroke.WHOLE)
            return _there(whole, late, _point(window, due, Shape.DEADLINE), *there)
        case Approximate() as roughly:
            whole = _line(window, given, days_meant(roughly)[0], Stroke.WHOLE)
            return _there(whole, _vague(window, roughly, Shape.DEADLINE), *there)
        case Undated() if not card.is_settled:
            return _there(_line(window, given, date.max, Stroke.ENDLESS), *there)
        case _:
            return _there(_line(window, given, done, Stroke.WHOLE), *there)


def marks_of_term(term: MembershipTerm, window: Window) -> tuple[Band, ...]:
    """A whole band for when the state surely was a member, vague ones for when its term may have begun and ended."""
    earliest, latest = days_meant(term.since)
    ends = days_meant(term.until) if term.until else None
    if ends and ends[0] < latest:
        bands = [band(window, earliest, ends[1], is_vague=True)]
    else:
        bands = [band(window, latest, ends[0] if ends else None)]
        if earliest < latest:
            bands.insert(0, band(window, earliest, latest - _A_DAY, is_vague=True))
        if ends and ends[0] < ends[1]:
            bands.append(band(window, ends[0] + _A_DAY, ends[1], is_vague=True))
    return tuple(each for each in bands if each)


# An exercise is a band even where it takes one day.
_SHAPES = {Kind.MEETING: Shape.MEETING, Kind.DEADLINE: Shape.DEADLINE, Kind.MILESTONE: Shape.MILESTONE}


def _there(*marks: Mark | None) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark)


def _point(window: Window, day: date | None, shape: Shape) -> Point | None:
    return Point(window.middle_of(day), shape) if day and window.holds(day) else None


def _vague(window: Window, span: Approximate, shape: Shape | None) -> Point | Band | None:
    """The month or the year; where it is hardly wider than a point, and all of it is there, its point."""
    found = band(window, *days_meant(span), is_vague=True)
    if found and shape and found.width < NARROW and not (found.from_before or found.goes_on):
        return Point(round(found.start + found.width / 2, DIGITS), shape, is_vague=True)
    return found


def _line(window: Window, begin: date | None, end: date | None, stroke: Stroke) -> Line | None:
    if begin is None or end is None or begin >= end or begin > window.last_day or end < window.first_day:
        return None
    from_before, goes_on = begin < window.first_day, end > window.last_day
    start = 0.0 if from_before else window.middle_of(begin)
    stop = 100.0 if goes_on else window.middle_of(end)
    return Line(start, round(stop - start, DIGITS), stroke, from_before, goes_on)
