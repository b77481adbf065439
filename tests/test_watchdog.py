"""The watchdog wakes a timer that has stalled, and one whose clock has jumped; else it is silent."""

from threading import Event

import pytest

from service import watchdog
from service.watchdog import LONGEST_JUMP, STEPS_UNTIL_WOKEN, Watchdog


class Watched:
    """Whoever is watched: gives signs, or does not, and counts how often it is woken."""

    def __init__(self, *, seconds: float = 5.0) -> None:
        self.signs, self.woken = 0, 0
        self.was_woken = Event()
        self.watchdog = Watchdog(signs=lambda: self.signs, wake=self.wake, seconds=seconds)

    def wake(self) -> None:
        self.woken += 1
        self.was_woken.set()

    def look(self, *, jumped: float = 0.0) -> int:
        """How often it has been woken after this."""
        self.watchdog.look(jumped=jumped)
        return self.woken


def test_a_timer_that_goes_on_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched()
    for _ in range(10 * STEPS_UNTIL_WOKEN):
        watched.signs += 1
        assert watched.look() == 0
    assert caplog.records == []


def test_a_timer_that_has_stalled_is_woken_again_and_again(caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched()
    assert [watched.look() for _ in range(7)] == [0, 0, 1, 1, 1, 2, 2]
    assert [record.getMessage() for record in caplog.records] == [
        "Nothing was looked at for 15 seconds; looking at once.",
        "Nothing was looked at for 30 seconds; looking at once.",
    ]


def test_a_sign_begins_the_count_anew() -> None:
    watched = Watched()
    assert [watched.look() for _ in range(2)] == [0, 0]
    watched.signs += 1
    assert [watched.look() for _ in range(4)] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("jumped", "said"), [(-3600.0, "-3600"), (86400.0, "+86400"), (LONGEST_JUMP + 1, "+6"), (-LONGEST_JUMP - 1, "-6")]
)
def test_a_clock_that_jumps_wakes_it_at_once(caplog: pytest.LogCaptureFixture, jumped: float, said: str) -> None:
    watched = Watched()
    watched.signs += 1
    assert watched.look(jumped=jumped) == 1
    assert [record.getMessage() for record in caplog.records] == [
        f"The clock of this machine has jumped by {said} seconds; looking at once."
    ]


@pytest.mark.parametrize("jumped", [0.0, LONGEST_JUMP, -LONGEST_JUMP, 0.3])
def test_a_clock_that_is_corrected_a_little_does_not(jumped: float) -> None:
    watched = Watched()
    watched.signs += 1
    assert watched.look(jumped=jumped) == 0


def test_it_looks_by_itself_until_the_end_of_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "SHORTEST_STEP", 0.005)
    watched = Watched(seconds=0.005)
    with watched.watchdog:
        assert watched.was_woken.wait(timeout=30)
    woken = watched.woken
    watched.was_woken.clear()
    assert not watched.was_woken.wait(timeout=0.1)
    assert watched.woken == woken
