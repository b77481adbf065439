"""What is in a calendar: meetings, deadlines, exercises and milestones."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol

from service.domain.errors import InvalidValue
from service.domain.source import Certainty, Citation, web_address
from service.domain.text import Text
from service.domain.timespan import DatedSpan, Hours, Span, WholeDays


class Kind(StrEnum):
    MEETING = "meeting"
    DEADLINE = "deadline"
    EXERCISE = "exercise"
    MILESTONE = "milestone"


class Status(StrEnum):
    """STATUS of RFC 5545 3.8.1.11."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Role(StrEnum):
    CHAIR = "chair"
    MEMBER = "member"
    OFFICER = "officer"
    GUEST = "guest"
    ATTENDEE = "attendee"


class Session(StrEnum):
    """How a body came to meet; a regular session decides who chairs next."""

    REGULAR = "regular"
    EXTRAORDINARY = "extraordinary"


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Who takes part, in which office, for which country (ISO 3166-1 alpha-2)."""

    name: Text
    role: Role = Role.ATTENDEE
    office: Text | None = None
    country: str | None = None
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A place that one can travel to."""

    name: Text
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class VideoConference:
    """A meeting on screens; the link is where one joins, if it is public."""

    link: str | None = None

    def __post_init__(self) -> None:
        if self.link is not None:
            web_address(self.link)


@dataclass(frozen=True)
class Telephone:
    """A conversation by telephone."""


@dataclass(frozen=True)
class Unplaced:
    """No place is known, or none is needed."""


Place = Venue | VideoConference | Telephone | Unplaced


@dataclass(frozen=True)
class Open:
    """An instruction that is still to be carried out."""


@dataclass(frozen=True)
class Done:
    """An instruction that was carried out on that day."""

    day: date


@dataclass(frozen=True, kw_only=True)
class Event:
    """What every kind has in common. The uid names it for ever (RFC 5545 3.8.4.7)."""

    kind: ClassVar[Kind]

    uid: str
    slug: str
    summary: Text
    span: Span
    description: Text | None = None
    status: Status = Status.CONFIRMED
    place: Place = Unplaced()
    url: str | None = None
    body: str | None = None  # the slug of a Body
    series: str | None = None  # the id of a Series
    categories: tuple[Text, ...] = ()
    participants: tuple[Participant, ...] = ()
    topics: tuple[Text, ...] = ()
    outcomes: tuple[Text, ...] = ()
    citations: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        if self.url is not None:
            web_address(self.url)

    @property
    def dated(self) -> DatedSpan | None:
        """The span, where it has known days; None for approximate and undated events."""
        return self.span if isinstance(self.span, WholeDays | Hours) else None


@dataclass(frozen=True, kw_only=True)
class Meeting(Event):
    kind = Kind.MEETING
    session: Session | None = None


@dataclass(frozen=True, kw_only=True)
class Deadline(Event):
    """An instruction: given at one meeting, due on a day, often that of another meeting."""

    kind = Kind.DEADLINE
    given_at: str | None = None  # the uid of a Meeting
    due_at: str | None = None  # the uid of a Meeting
    progress: Open | Done = Open()

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.span, Hours):
            raise InvalidValue("whole days for a deadline, not hours")


@dataclass(frozen=True, kw_only=True)
class Exercise(Event):
    kind = Kind.EXERCISE


@dataclass(frozen=True, kw_only=True)
class Milestone(Event):
    kind = Kind.MILESTONE


AnyEvent = Meeting | Deadline | Exercise | Milestone


class InstructionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    OVERDUE = "overdue"


class Instruction(Protocol):
    """A deadline, or as much of one as a list shows."""

    @property
    def progress(self) -> Open | Done | None: ...

    @property
    def span(self) -> Span: ...


def instruction_state(instruction: Instruction, today: date) -> InstructionState:
    """Where an instruction stands; `today` is the day in the calendar's zone. Never stored."""
    if isinstance(instruction.progress, Done):
        return InstructionState.DONE
    if isinstance(instruction.span, WholeDays) and instruction.span.last_day < today:
        return InstructionState.OVERDUE
    return InstructionState.OPEN


def is_settled(event: AnyEvent) -> bool:
    """Called off or already done: nobody has to wait for it any more."""
    done = isinstance(event, Deadline) and isinstance(event.progress, Done)
    return done or event.status is Status.CANCELLED


def takes_up_time(event: AnyEvent) -> bool:
    """Only a meeting at certain hours keeps anybody from other things, as long as it is not called off."""
    return isinstance(event, Meeting) and isinstance(event.span, Hours) and event.status is not Status.CANCELLED
