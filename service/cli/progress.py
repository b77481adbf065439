"""What a look did, as it is told on a terminal or in a log."""

import sys
from collections import Counter
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING

import click
from sqlite_utils import Database

from service.domain.delivery import Accepted, AddressRefused, Deferred, Outcome, Refused, Unsure
from service.operations.ticking import Tick
from service.storage.outbox_report import due_messages
from service.timeline import lines

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

FEW = 200  # messages to send; each gets its lines. Of more, only how far it is can be read


class Reporter:
    """Tells what each look did: a few messages one by one, many as a bar on a terminal and as lines elsewhere."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._bar: ProgressBar[int] | None = None
        self._ended: Counter[str] = Counter()  # of the messages that are not told one by one
        self._reason: str | None = None  # of the last that was not sent

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end_bar()

    def __call__(self, instant: datetime, done: Tick) -> None:
        """`instant` is aware, UTC."""
        waiting = due_messages(self._db, instant) if done.sent or self._ended else 0
        if len(done.sent) + waiting > FEW or self._ended:
            self._count(done)
            self._tell_how_far(instant, done, waiting)
        else:
            for line in lines(self._db, instant, done):
                click.echo(line)
        sys.stdout.flush()

    def _count(self, done: Tick) -> None:
        for sent in done.sent:
            self._ended[_in_words(sent.outcome)] += 1
            if not isinstance(sent.outcome, Accepted):
                self._reason = sent.outcome.reason
        self._ended += Counter(expired=done.expired)

    def _tell_how_far(self, instant: datetime, done: Tick, waiting: int) -> None:
        if sys.stderr.isatty():
            self._move_bar(len(done.sent), waiting)
        if not done.more:
            self._end_bar()
        if not done.more or not sys.stderr.isatty():
            counts = ", ".join(f"{number} {what}" for what, number in self._ended.items())
            last = f"; last: {self._reason}" if self._reason else ""
            click.echo(f"{instant:%Y-%m-%d %H:%M:%S} UTC  {counts}; {waiting} wait{last}")
        if not done.more:
            self._ended.clear()
            self._reason = None

    def _move_bar(self, number: int, waiting: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=0, label="Sending", show_pos=True, file=sys.stderr)
            self._bar.__enter__()
        self._bar.length = self._bar.pos + number + waiting  # meanwhile there may be more of them
        self._bar.update(number)

    def _end_bar(self) -> None:
        if self._bar:
            self._bar.__exit__(None, None, None)
        self._bar = None


def _in_words(outcome: Outcome) -> str:
    match outcome:
        case Accepted():
            return "sent"
        case Deferred():
            return "deferred"
        case Refused() | AddressRefused():
            return "refused"
        case Unsure():
            return "not known whether accepted"
