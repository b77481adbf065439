"""A reader who is reminded: where, in which language and zone, at which hour, how long before."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from email_validator import EmailNotValidError, validate_email

from service.domain.errors import InvalidValue
from service.domain.text import shown
from service.domain.timespan import zone_named

LONGEST_LEAD = 365  # days; a date more than a year away is not yet news
DEFAULT_LEADS = (14, 7, 1)  # days
DEFAULT_HOUR = 7  # of the reader's clock

_WIRE_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9.-]+")  # printable ASCII, one line, one domain


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How somebody wants to be reminded. `leads` are days before the start, the longest first."""

    email: str
    zone: str
    language: str
    leads: tuple[int, ...] = DEFAULT_LEADS
    hour: int = DEFAULT_HOUR

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if not _WIRE_ADDRESS.fullmatch(self.email):
            raise ValueError("a Wish takes an address as `address` returns it")
        if not self.leads or not all(0 <= lead <= LONGEST_LEAD for lead in self.leads):
            raise InvalidValue(f"at least one lead, each of 0 to {LONGEST_LEAD} days")
        if list(self.leads) != sorted(set(self.leads), reverse=True):
            raise ValueError("leads are kept once each, the longest first")
        if not 0 <= self.hour <= 23:
            raise InvalidValue(f"an hour of the day from 0 to 23, not {self.hour}")

    def local(self, instant: datetime) -> datetime:
        """An aware instant on the reader's clock."""
        return instant.astimezone(zone_named(self.zone))


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """A reader in the database; what fell due up to `since` (aware, UTC) is not told."""

    id: int
    wish: Wish
    since: datetime

    def __post_init__(self) -> None:
        if self.since.tzinfo is not UTC:
            raise ValueError("since is kept in UTC")


def address(text: str) -> str:
    """The e-mail address as it goes on the wire, its domain in A-labels (RFC 5891).

    Raises InvalidValue, with a reason, for what is no address or needs SMTPUTF8 (RFC 6531).
    """
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise InvalidValue(f"an e-mail address, not {shown(text)}: {str(error).rstrip('.')}") from None
    return checked.ascii_email or checked.normalized
