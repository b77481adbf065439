"""What the relay itself says about a mail of which we have no reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Doubt:
    """A mail that may have been accepted; `since` (aware, UTC) is when we began to send it."""

    message_id: str
    since: datetime


@dataclass(frozen=True)
class WasAccepted:
    """The relay has taken it; `reply` says under which name."""

    reply: str


@dataclass(frozen=True)
class WasNotAccepted:
    """The relay certainly has not taken it."""


@dataclass(frozen=True)
class CannotBeSaid:
    """There is nothing to go by (yet)."""

    reason: str


Verdict = WasAccepted | WasNotAccepted | CannotBeSaid
Evidence = Callable[[Sequence[Doubt]], Mapping[str, Verdict]]
"""The verdict on each, by Message-ID."""
