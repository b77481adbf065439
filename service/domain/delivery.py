"""What is handed to a mailer, and what can become of it (RFC 5321)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """The bytes of a message (RFC 5322, CRLF) with its envelope."""

    message_id: str
    sender: str
    recipient: str
    payload: bytes


@dataclass(frozen=True)
class Accepted:
    """The relay took responsibility (250 after the final dot)."""

    reply: str


@dataclass(frozen=True)
class Deferred:
    """Certainly not accepted; worth another try (4xx, or no connection)."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """Certainly not accepted, and another try would end the same (5xx)."""

    reason: str


@dataclass(frozen=True)
class Unsure:
    """The connection broke after the final dot: accepted or not, nobody here knows (RFC 1047)."""

    reason: str


Outcome = Accepted | Deferred | Refused | Unsure


class Mailer(Protocol):
    """Delivers one message at a time."""

    def deliver(self, mail: Mail, *, before_final_dot: Callable[[], None]) -> Outcome:
        """Calls `before_final_dot` once, when all is ready and nothing is accepted yet.

        What that call raises aborts the delivery safely and is passed on.
        """

    def close(self) -> None:
        """Ends what is open; a further `deliver` opens it again."""
