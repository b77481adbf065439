"""A process that is killed while it sends: `python -m tests.operations.crashing DATABASE MAILBOX MOMENT`."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from service.delivery.mailbox import ROOM, Mailbox
from service.domain.delivery import Done, Mail, News
from service.domain.site import Site
from service.operations.sending import Sender
from service.operations.ticking import tick
from service.storage.database import open_database
from tests.operations.conftest import MORNING

MOMENTS = ("before the mark", "before the dot", "after delivery")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(Mailbox):
    """Takes one mail at a time, and is killed at that moment of the second one."""

    def __init__(self, folder: Path, moment: str) -> None:
        super().__init__(folder)
        self._moment = moment
        self._taken: list[str] = []

    def room(self) -> int:
        return max(0, super().room() - ROOM + 1)

    def take(self, mail: Mail) -> None:
        super().take(mail)
        self._taken.append(mail.message_id)
        self._die_at("before the mark")

    def finish(self, mail: Mail) -> None:
        self._die_at("before the dot")
        super().finish(mail)

    def news(self, *, seconds: float) -> Sequence[News]:
        news = super().news(seconds=seconds)
        if any(isinstance(each, Done) for each in news):
            self._die_at("after delivery")
        return news

    def _die_at(self, moment: str) -> None:
        if moment == self._moment and len(self._taken) == 2:
            die()


if __name__ == "__main__":
    database, mailbox, moment = sys.argv[1:]
    site = Site("https://dates.example.org", "dateline@example.org")
    tick(open_database(Path(database)), Sender(Dying(Path(mailbox), moment), site), lambda: MORNING)
