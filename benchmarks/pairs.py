"""Two things measured in turn: on a noisy machine only neighbours in time can be compared."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Pairs:
    """What was measured in turn, one of `ours` beside one of `theirs`; rates or times, none of them 0."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    def __post_init__(self) -> None:
        assert len(self.ours) == len(self.theirs) > 0, "they come in pairs"

    @property
    def ratios(self) -> list[float]:
        """Ours by theirs, pair by pair, the smallest first."""
        return sorted(our / their for our, their in zip(self.ours, self.theirs, strict=True))

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def typical(self) -> tuple[float, float]:
        """The medians of ours and of theirs."""
        return median(self.ours), median(self.theirs)

    def reversed(self) -> "Pairs":
        """Theirs by ours: for times, how many times as fast ours is."""
        return Pairs(self.theirs, self.ours)
