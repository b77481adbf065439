"""The ticks of a timeline: where years, months, weeks or days begin, no more of them than can be read."""

from dataclasses import dataclass
from datetime import date

from service.domain.window import Unit, Window, number_of, start_of

MOST, MOST_ON_PHONE = 12, 5
# A label stands after its tick, and needs room before the end: so far, in percent, on a wide page and on a phone.
_ROOM_FOR_YEAR, _ROOM = (95.0, 90.0), (93.0, 86.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on which a unit begins; `at` is in percent. Its year is named where the one before has another."""

    day: date
    unit: Unit
    at: float
    is_labelled: bool
    names_year: bool
    on_phone: bool
    names_year_on_phone: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """Every so many units; on a phone, every so many of these steps."""

    unit: Unit
    count: int
    thinner: tuple[int, ...]


_STEPS = (
    _Step(Unit.DAY, 1, (1, 2, 3)),
    _Step(Unit.DAY, 2, (1, 2, 3)),
    _Step(Unit.WEEK, 1, (1, 2, 3)),
    _Step(Unit.MONTH, 1, (1, 2, 3)),
    _Step(Unit.MONTH, 3, (1, 2, 4)),
    _Step(Unit.YEAR, 1, (1, 2, 5)),
    _Step(Unit.YEAR, 2, (1, 5)),
    _Step(Unit.YEAR, 5, (1, 2, 4)),
    _Step(Unit.YEAR, 10, (1, 2, 5)),
    _Step(Unit.YEAR, 20, (1, 2, 5)),
)


def ticks(window: Window) -> tuple[Tick, ...]:
    """In the order of time, evenly spaced, at round years or months."""
    step = next(step for step in _STEPS if len(_numbers(window, step)) <= MOST)
    numbers = _numbers(window, step)
    phone = _on_phone(numbers, step)
    last, last_on_phone = _ROOM_FOR_YEAR if step.unit is Unit.YEAR else _ROOM
    made: list[Tick] = []
    year = year_on_phone = 0
    for number in numbers:
        day, at = start_of(number, step.unit), window.at(start_of(number, step.unit))
        on_phone = number in phone and at <= last_on_phone
        made.append(
            Tick(day, step.unit, at, at <= last, day.year != year, on_phone, on_phone and day.year != year_on_phone)
        )
        year, year_on_phone = day.year, day.year if on_phone else year_on_phone
    return tuple(made)


def _numbers(window: Window, step: _Step) -> list[int]:
    """The numbers of the units that begin within the window and are round."""
    first, last = number_of(window.first_day, step.unit), number_of(window.last_day, step.unit)
    if start_of(first, step.unit) < window.first_day:
        first += 1
    return list(range(-(-first // step.count) * step.count, last + 1, step.count))


def _on_phone(numbers: list[int], step: _Step) -> set[int]:
    """The roundest of them, as few as fit."""
    thinned = ({each for each in numbers if each % (step.count * times) == 0} for times in step.thinner)
    return next(thin for thin in thinned if len(thin) <= MOST_ON_PHONE)
