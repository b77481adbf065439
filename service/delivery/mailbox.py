"""A folder that keeps messages as .eml files instead of sending them: for the demo, a replay and tests."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from service.domain.delivery import Accepted, Deferred, Done, Mail, News, Outcome, Ready

ROOM = 100  # mails at once: few enough to be kept in memory, enough for whoever writes down many in one go


class Mailbox:
    """A Carrier. Each message has a name made from its Message-ID: the same message twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._news: list[News] = []
        self._unfinished: dict[str, Path] = {}  # where the content is so far, by Message-ID
        self._finished: list[Mail] = []

    def room(self) -> int:
        """See `Carrier`."""
        return ROOM - len(self._unfinished)

    def take(self, mail: Mail) -> None:
        """Writes it under a name that no reader of the folder looks at. See `Carrier`."""
        unfinished = self._folder / f".{_name(mail)}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(mail.payload)
        except OSError as error:
            _remove(unfinished)
            self._news.append(Done(mail, self._cannot(error)))
        else:
            self._unfinished[mail.message_id] = unfinished
            self._news.append(Ready(mail))

    def news(self, *, seconds: float) -> Sequence[News]:
        """See `Carrier`. There is nothing to wait for: only what was taken or finished brings news."""
        news = self._news + [Done(mail, self._kept(mail)) for mail in self._finished]
        self._news = []
        self._finished = []
        return news

    def finish(self, mail: Mail) -> None:
        """See `Carrier`."""
        self._finished.append(mail)

    def drop(self, mail: Mail) -> None:
        """See `Carrier`."""
        _remove(self._unfinished.pop(mail.message_id))

    def close(self) -> None:
        """See `Carrier`."""
        for unfinished in self._unfinished.values():
            _remove(unfinished)
        self._unfinished = {}
        self._finished = []
        self._news = []

    def _kept(self, mail: Mail) -> Outcome:
        unfinished = self._unfinished.pop(mail.message_id)
        try:
            unfinished.replace(self._folder / _name(mail))
        except OSError as error:
            _remove(unfinished)
            return self._cannot(error)
        return Accepted(f"kept as {_name(mail)}")

    def _cannot(self, error: OSError) -> Deferred:
        return Deferred(f"{self._folder}: {error.strerror}")


def _name(mail: Mail) -> str:
    return hashlib.sha256(mail.message_id.encode()).hexdigest()[:24] + ".eml"


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
