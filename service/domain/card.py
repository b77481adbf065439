"""A card: as much of an event as a list of events shows."""

from dataclasses import dataclass
from datetime import date

from service.domain.event import Deadline, Done, InstructionState, Kind, Open, Place, Status, instruction_state
from service.domain.revision import Revision
from service.domain.text import Text
from service.domain.timespan import DatedSpan, Hours, Span, WholeDays


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """An event in brief. `progress` is that of an instruction; `given_at` and `due_at` are uids of its meetings."""

    uid: str
    slug: str
    calendar: str
    kind: Kind
    summary: Text
    span: Span
    status: Status
    place: Place
    body: str | None = None
    progress: Open | Done | None = None
    given_at: str | None = None
    due_at: str | None = None

    @property
    def dated(self) -> DatedSpan | None:
        """The span, where it has known days."""
        return self.span if isinstance(self.span, WholeDays | Hours) else None

    @property
    def is_settled(self) -> bool:
        """Called off or already done: nobody has to wait for it any more."""
        return isinstance(self.progress, Done) or self.status is Status.CANCELLED


def card_of(revision: Revision) -> Card:
    """The card of an event as it is in that revision."""
    event = revision.event
    instruction = event if isinstance(event, Deadline) else None
    return Card(
        uid=event.uid,
        slug=event.slug,
        calendar=revision.calendar,
        kind=event.kind,
        summary=event.summary,
        span=event.span,
        status=event.status,
        place=event.place,
        body=event.body,
        progress=instruction.progress if instruction else None,
        given_at=instruction.given_at if instruction else None,
        due_at=instruction.due_at if instruction else None,
    )


def state_on(today: date, card: Card) -> InstructionState | None:
    """Where an instruction stands on that day of its calendar's zone; None for what is no instruction."""
    return None if card.progress is None else instruction_state(card, today)
