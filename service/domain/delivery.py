"""What is handed to a carrier of mails, and what can become of it (RFC 5321)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """The bytes of a message (RFC 5322, CRLF) with its envelope. `message_id` names it for ever."""

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
    """Certainly not accepted; worth another try (4xx, no connection, or a fault of our own: 5.7.x, RFC 3463 3.8)."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """Certainly not accepted, and another try would end the same (5xx); the address is not to blame."""

    reason: str


@dataclass(frozen=True)
class AddressRefused:
    """Certainly not accepted, because of the reader's address (5xx in answer to RCPT)."""

    reason: str


@dataclass(frozen=True)
class Unsure:
    """The connection broke after the final dot: accepted or not, nobody here knows (RFC 1047)."""

    reason: str


Outcome = Accepted | Deferred | Refused | AddressRefused | Unsure


def without_address(said: str, address: str) -> str:
    """What a relay said, with a dash for the address: replies are kept longer than readers."""
    if address.lower() not in said.lower():  # mostly; and to compile a pattern for each mail takes long
        return said
    return re.sub(re.escape(address), "–", said, flags=re.IGNORECASE)


@dataclass(frozen=True)
class Ready:
    """All is agreed but the content: whoever `finish`es it now, may have sent it."""

    mail: Mail


@dataclass(frozen=True)
class Done:
    """The end of the mail, as far as the carrier knows."""

    mail: Mail
    outcome: Outcome


News = Ready | Done


class Carrier(Protocol):
    """Takes several mails at once to where they are delivered, and says truthfully how far each got.

    A mail that was taken becomes Ready, and then waits to be finished or dropped; or it becomes Done at once.
    One that was finished becomes Done. None is forgotten, whatever happens to a connection; one that is Ready stays so
    until it is finished or dropped, even where its connection has gone.
    """

    def room(self) -> int:
        """How many more mails it can take now. Where it has just finished one, it can take the next behind it."""

    def take(self, mail: Mail) -> None:
        """Begins with it. Never blocks; call it only where there is room."""

    def news(self, *, seconds: float) -> Sequence[News]:
        """What has come about; where nothing has, it waits up to so many seconds. Sends what is to be sent."""

    def finish(self, mail: Mail) -> None:
        """Lets the content and the final dot go out with the next `news`: from now on it may be accepted."""

    def drop(self, mail: Mail) -> None:
        """Ends one that is Ready so that the relay certainly does not have it; there is no further news of it."""

    def close(self) -> None:
        """Says goodbye where nothing is under way, and drops the rest; a further `take` opens it again."""
