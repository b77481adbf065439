"""The senders of a trial, each a process of its own."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from tests.crashes.sender import Orders, send_all

PATIENCE_SECONDS = 60  # with one that is to end


class Company:
    """The senders, each a process of its own."""

    def __init__(self, orders: Orders, *, senders: int) -> None:
        self._orders, self._senders = orders, senders
        # It has imported everything already, so that a sender begins at once.
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload([send_all.__module__])
        self.processes: list[BaseProcess] = []

    def __enter__(self) -> "Company":
        for _ in range(self._senders):
            self.start_one()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
            process.join()

    def end(self) -> None:
        """In peace: what they have in hand goes out."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(PATIENCE_SECONDS)
            assert process.exitcode == 0, f"a sender that was to end ended with {process.exitcode}"
        self.processes.clear()

    def start_one(self) -> None:
        process = self._context.Process(target=send_all, args=(self._orders,))
        process.start()
        self.processes.append(process)

    def kill(self, process: BaseProcess) -> None:
        process.kill()
        process.join()
        self.processes.remove(process)

    def check(self) -> None:
        """Raises AssertionError where one has ended by itself."""
        for process in self.processes:
            assert process.is_alive(), f"a sender ended by itself with {process.exitcode}"


@contextmanager
def stopped(process: BaseProcess) -> Iterator[None]:
    """Meanwhile it does nothing, and notices nothing of the time that passes."""
    assert process.pid
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)
