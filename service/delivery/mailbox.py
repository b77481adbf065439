"""A folder that keeps messages as .eml files instead of sending them: for the demo, a replay and tests."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from service.domain.delivery import Accepted, Deferred, Mail, Outcome


class Mailbox:
    """Keeps each message under a name made from its Message-ID: the same message twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, mail: Mail, *, before_final_dot: Callable[[], None]) -> Outcome:
        """Accepted when the file is there, whole. See `Mailer`."""
        name = hashlib.sha256(mail.message_id.encode()).hexdigest()[:24] + ".eml"
        unfinished = self._folder / f".{name}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(mail.payload)
            before_final_dot()
            unfinished.replace(self._folder / name)
        except OSError as error:
            return Deferred(f"{self._folder}: {error.strerror}")
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return Accepted(f"kept as {name}")

    def close(self) -> None:
        """Nothing is open."""
