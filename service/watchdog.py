"""A watchdog: it notices that the timer has stalled or the clock has jumped, by a clock that does neither."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from service.clock import lead_over_monotonic

STEPS_UNTIL_WOKEN = 3  # without any sign: then the timer is woken, and again after as many
SHORTEST_STEP = 1.0  # seconds
LONGEST_JUMP = 5.0  # seconds that the wall clock may move on more, or less, than time has passed

_log = logging.getLogger(__name__)


class Watchdog:
    """Looks at the `signs` of whoever is watched, a number that rises, each time that one step has passed.

    A timer goes by the wall clock: set back by an hour, it would do nothing for an hour.
    """

    def __init__(self, *, signs: Callable[[], int], wake: Callable[[], object], seconds: float) -> None:
        self._signs, self._wake, self._seconds = signs, wake, seconds
        self._seen, self._steps = signs(), 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> "Watchdog":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def look(self, *, jumped: float) -> None:
        """After one step, in which the wall clock went `jumped` seconds more, or less, than time."""
        self._steps = 0 if self._signs() != self._seen else self._steps + 1
        self._seen = self._signs()
        if abs(jumped) > LONGEST_JUMP:
            _log.warning("The clock of this machine has jumped by %+.0f seconds; looking at once.", jumped)
            self._wake()
        elif self._steps and self._steps % STEPS_UNTIL_WOKEN == 0:
            _log.warning("Nothing was looked at for %.0f seconds; looking at once.", self._steps * self._seconds)
            self._wake()

    def _watch(self) -> None:
        before = lead_over_monotonic()
        while not self._ended.wait(max(self._seconds, SHORTEST_STEP)):
            after = lead_over_monotonic()
            self.look(jumped=after - before)
            before = after
