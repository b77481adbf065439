"""A reader who is reminded: where, of what, and whether at the moment."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from email_validator import EmailNotValidError, validate_email

from service.domain.errors import InvalidValue
from service.domain.text import shown
from service.domain.wish import Wish

SECRET_OCTETS = 16

_WIRE_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9.-]+")  # printable ASCII, one line, one domain


@dataclass(frozen=True)
class Unconfirmed:
    """He has not said yet that it was he who asked; after `confirm_by` (aware, UTC) he is forgotten."""

    confirm_by: datetime


@dataclass(frozen=True)
class Active:
    """He gets mails."""


@dataclass(frozen=True)
class Paused:
    """He gets none before that day of his clock."""

    until: date


@dataclass(frozen=True)
class Suspended:
    """His address was refused on several days; `reason` is what was said last."""

    reason: str


Standing = Unconfirmed | Active | Paused | Suspended


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """A reader in the database. `email` is as `address` returns it; `since` (aware, UTC) is when he was confirmed,
    and until then when he asked. Whoever knows his `secret` can make the links of his mails."""

    id: int
    email: str
    wish: Wish
    since: datetime
    standing: Standing = Active()
    secret: bytes

    def __post_init__(self) -> None:
        if not _WIRE_ADDRESS.fullmatch(self.email):
            raise ValueError("a Subscriber takes an address as `address` returns it")
        if self.since.tzinfo is not UTC:
            raise ValueError("since is kept in UTC")
        if len(self.secret) != SECRET_OCTETS:
            raise ValueError(f"a secret of {SECRET_OCTETS} octets")


def address(text: str) -> str:
    """The e-mail address as it goes on the wire, its domain in A-labels (RFC 5891).

    Raises InvalidValue, with a reason, for what is no address or needs SMTPUTF8 (RFC 6531).
    """
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise InvalidValue(f"an e-mail address, not {shown(text)}: {str(error).rstrip('.')}") from None
    return checked.ascii_email or checked.normalized
