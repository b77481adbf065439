"""What stands in a reader's links: short, not to be guessed, and good for one purpose alone."""

import base64
import hmac
from enum import StrEnum

ID_OCTETS = 5
MAC_OCTETS = 11  # 88 bits: nobody tries that many addresses
LENGTH = 26  # characters of base32, so that a header with an address that ends in it fits into a line


class Purpose(StrEnum):
    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"
    FEED = "feed"


def token(id: int, secret: bytes, purpose: Purpose) -> str:
    """For the reader with that number and secret: lower case letters and digits."""
    octets = id.to_bytes(ID_OCTETS, "big") + _mac(id, secret, purpose)
    return base64.b32encode(octets).decode("ascii").rstrip("=").lower()


def id_in(text: str) -> int | None:
    """Whose token it would be; None for what is no token at all."""
    octets = _octets(text)
    return int.from_bytes(octets[:ID_OCTETS], "big") if octets else None


def is_token(text: str, id: int, secret: bytes, purpose: Purpose) -> bool:
    """Whether it is the token of that reader for that purpose."""
    return text.isascii() and hmac.compare_digest(text.lower(), token(id, secret, purpose))


def _mac(id: int, secret: bytes, purpose: Purpose) -> bytes:
    return hmac.digest(secret, f"{purpose}|{id}".encode(), "sha256")[:MAC_OCTETS]


def _octets(text: str) -> bytes | None:
    if len(text) != LENGTH or not text.isascii() or not text.isalnum():
        return None
    try:
        return base64.b32decode(f"{text.upper()}======")
    except ValueError:
        return None
