"""What a mail tells its reader: of which event, in which revision, on what occasion."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Ahead:
    """So many civil days before the first day; 0 is on it."""

    days: int

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError("what has begun is not ahead")


@dataclass(frozen=True)
class Running:
    """On a further day of what lasts several: 2 is the second."""

    day: int

    def __post_init__(self) -> None:
        if self.day < 2:
            raise ValueError("the first day is told as 0 days ahead")


@dataclass(frozen=True)
class Overdue:
    """On the day after the last one of an instruction that was not carried out."""


@dataclass(frozen=True)
class Changed:
    """It is no longer as the reader was told, in the revision of this number."""

    told: int


Occasion = Ahead | Running | Overdue | Changed


@dataclass(frozen=True)
class Told:
    """Of this event, beginning on this day (the reader's; None where none is known any more), on this occasion."""

    uid: str
    first_day: date | None
    occasion: Occasion


@dataclass(frozen=True)
class Telling:
    """`revision` is the number of the one that the mail is written from."""

    told: Told
    revision: int
