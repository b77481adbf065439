"""What goes wrong at the relay now and then, drawn by chance from a seed."""

from dataclasses import dataclass, field
from enum import Enum
from random import Random

NOBODY = "nobody"  # how an address begins that the relay does not know


class Fault(Enum):
    """Each stands for what it does."""

    BUSY = "421 at MAIL"
    TRY_LATER = "451 at RCPT"
    LATE_TRY_LATER = "451 after the final dot"
    LOST = "lost the connection in the middle of the content"
    LOST_THOUGH_ACCEPTED = "lost the connection before its answer"
    STALLED = "stalled before accepting"
    STALLED_THOUGH_ACCEPTED = "stalled after accepting"


AT_MAIL = (Fault.BUSY,)
AT_RECIPIENT = (Fault.TRY_LATER,)
AT_FINAL_DOT = (
    Fault.LATE_TRY_LATER,
    Fault.LOST,
    Fault.LOST_THOUGH_ACCEPTED,
    Fault.STALLED,
    Fault.STALLED_THOUGH_ACCEPTED,
)


@dataclass
class Chance:
    """Each fault comes about at so many of a thousand places where it can; the one that is `always` at each."""

    seed: int
    in_a_thousand: float
    always: Fault | None = None
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def of(self, faults: tuple[Fault, ...]) -> Fault | None:
        """One of them, or mostly none."""
        if self.always in faults:
            return self.always
        if self._random.random() * 1000 >= self.in_a_thousand * len(faults):
            return None
        return self._random.choice(faults)

    def seconds(self, least: float, most: float) -> float:
        return self._random.uniform(least, most)
