"""What an event has to do with others: instructions and their meetings, and series."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.event import AnyEvent, Deadline


@dataclass(frozen=True)
class Relations:
    """`given_at` and `due_at` are the meetings of an instruction; `gave` and `takes` are a meeting's instructions."""

    given_at: AnyEvent | None
    due_at: AnyEvent | None
    gave: tuple[Deadline, ...]
    takes: tuple[Deadline, ...]
    series: tuple[AnyEvent, ...]


def relations(event: AnyEvent, events: Iterable[AnyEvent]) -> Relations:
    """How `event` is related to the others among `events`, which keep their order."""
    others = [other for other in events if other.uid != event.uid]
    instructions = [other for other in others if isinstance(other, Deadline)]
    return Relations(
        given_at=_named(event.given_at if isinstance(event, Deadline) else None, others),
        due_at=_named(event.due_at if isinstance(event, Deadline) else None, others),
        gave=tuple(each for each in instructions if each.given_at == event.uid),
        takes=tuple(each for each in instructions if each.due_at == event.uid),
        series=tuple(other for other in others if event.series is not None and other.series == event.series),
    )


def mentioned(event: AnyEvent) -> set[str]:
    """The uids of the events that this one names: an instruction its meetings."""
    if not isinstance(event, Deadline):
        return set()
    return {uid for uid in (event.given_at, event.due_at) if uid}


def _named(uid: str | None, events: Iterable[AnyEvent]) -> AnyEvent | None:
    return next((event for event in events if event.uid == uid), None)
