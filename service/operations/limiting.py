"""Limiting: how often mails may be asked for, to one address and from one network.

Otherwise anybody could have us fill a stranger's mailbox. What is kept of it, for a day, are hashes under a key that
is not in the database, so that nobody who reads it there learns who asked.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlite_utils import Database

from service.domain.errors import DatelineError, translatable
from service.storage.sign_ups import forget_sign_ups, last_sign_ups, note_sign_up

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most so many in any such span."""

    most: int
    span: timedelta


TO_AN_ADDRESS = Limit(3, timedelta(days=1))
FROM_A_NETWORK = Limit(20, timedelta(hours=1))


class TooOften(DatelineError):
    """Somebody else in the same network may have asked; `wait` is how long it takes until it is possible again."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(translatable("Mails have been asked for too often from your network. Please try again later."))


@dataclass(frozen=True)
class Asker:
    """Who asks: for mails to which address, and from which one of the net; `key` is the secret of the installation."""

    email: str
    client: str | None
    key: bytes

    @property
    def by_address(self) -> bytes:
        """Nearly all mailboxes take capitals and small letters for the same."""
        return self._hash(f"to|{self.email.lower()}")

    @property
    def by_network(self) -> bytes:
        return self._hash(f"from|{network_of(self.client)}")

    def _hash(self, text: str) -> bytes:
        return hmac.digest(self.key, text.encode(), hashlib.sha256)


def may_ask(db: Database, asker: Asker, now: datetime) -> bool:
    """Whether a mail may go to that address; it is counted. Call it in a transaction.

    Raises TooOften, which says nothing about any address.
    """
    forget_sign_ups(db, now - KEPT)
    if wait := _wait(db, asker.by_network, FROM_A_NETWORK, now):
        raise TooOften(wait)
    note_sign_up(db, asker.by_network, now)
    if _wait(db, asker.by_address, TO_AN_ADDRESS, now):
        return False
    note_sign_up(db, asker.by_address, now)
    return True


def network_of(client: str | None) -> str:
    """What one household or company usually has: an IPv4 /24, an IPv6 /56 (RFC 6177)."""
    try:
        address = ip_address((client or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return str(ip_network((address, 24 if address.version == 4 else 56), strict=False))


def _wait(db: Database, asker: bytes, limit: Limit, now: datetime) -> timedelta | None:
    """How long until this one may ask again; None where he may now."""
    last = last_sign_ups(db, asker, now - limit.span, most=limit.most)
    return last[-1] + limit.span - now if len(last) == limit.most else None
