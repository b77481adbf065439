"""A process that is killed while it sends: `python -m tests.operations.crashing DATABASE MAILBOX MOMENT`."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from service.delivery.mailbox import Mailbox
from service.domain.delivery import Mail, Outcome
from service.domain.site import Site
from service.operations.sending import Sender
from service.operations.ticking import tick
from service.storage.database import open_database
from tests.operations.conftest import MORNING

MOMENTS = ("before the dot", "after the dot", "after delivery")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(Mailbox):
    """Delivers one message, and is killed at that moment of the second one."""

    def __init__(self, folder: Path, moment: str) -> None:
        super().__init__(folder)
        self.moment = moment
        self.delivered = 0

    def deliver(self, mail: Mail, *, before_final_dot: Callable[[], None]) -> Outcome:
        second = self.delivered == 1
        self.delivered += 1

        def dot() -> None:
            if second and self.moment == "before the dot":
                die()
            before_final_dot()
            if second and self.moment == "after the dot":
                die()

        outcome = super().deliver(mail, before_final_dot=dot)
        if second and self.moment == "after delivery":
            die()
        return outcome


if __name__ == "__main__":
    database, mailbox, moment = sys.argv[1:]
    site = Site("https://dates.example.org", "dateline@example.org")
    tick(open_database(Path(database)), Sender(Dying(Path(mailbox), moment), site), MORNING)
