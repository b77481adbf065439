"""A mail to be: for whom, for which slot, and what it is to tell; its name follows from these."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from service.domain.telling import Telling


class Mailing(StrEnum):
    DIGEST = "digest"
    NOTICE = "notice"  # what was told has changed
    CONFIRMATION = "confirmation"  # was it you who asked?
    LINK = "link"  # you are subscribed already; here you can change it


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`slot` is on the reader's clock: a day, for a digest, or a minute. `due_at` and `not_after` are UTC; from the
    latter on it makes no sense. `tellings` are in the order of days and uids; a confirmation or a link has none."""

    mailing: Mailing
    subscriber: int
    recipient: str
    slot: str
    due_at: datetime
    not_after: datetime
    tellings: tuple[Telling, ...] = ()

    def __post_init__(self) -> None:
        if self.due_at.tzinfo is not UTC or self.not_after.tzinfo is not UTC:
            raise ValueError("due_at and not_after are kept in UTC")

    @property
    def dedupe_key(self) -> str:
        """One of each kind per reader and slot, whatever it tells."""
        return f"{self.mailing}|{self.subscriber}|{self.slot}"

    def message_id(self, domain: str) -> str:
        """The Message-ID (RFC 5322 3.6.4): the same at every attempt, as it follows from what the mail is for."""
        return f"<{hashlib.sha256(f'{domain}|{self.dedupe_key}'.encode()).hexdigest()[:26]}@{domain}>"
