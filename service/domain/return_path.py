"""The envelope sender of a mail: its own for each, so that a bounce says by its address which mail it is of (VERP)."""

import hmac
import re

MAC_DIGITS = 8  # hexadecimal; enough to keep off who makes up bounces

_RETURN_PATH = re.compile(rf".+\+(?P<message>[0-9]{{1,18}})\.(?P<mac>[0-9a-f]{{{MAC_DIGITS}}})@.+")


def return_path(bounces: str, message: int, secret: bytes) -> str:
    """`bounces` is the address that takes all of them, by its subaddresses (RFC 5233); `secret` is the reader's."""
    local, _, domain = bounces.rpartition("@")
    return f"{local}+{message}.{_mac(message, secret)}@{domain}"


def message_of(address: str) -> int | None:
    """Which message a bounce to that address claims to be of."""
    found = _RETURN_PATH.fullmatch(address.lower())
    return int(found["message"]) if found else None


def is_ours(address: str, message: int, secret: bytes) -> bool:
    """Whether we sent that message with this return path."""
    found = _RETURN_PATH.fullmatch(address.lower())
    return found is not None and hmac.compare_digest(found["mac"], _mac(message, secret))


def _mac(message: int, secret: bytes) -> str:
    return hmac.digest(secret, f"bounce|{message}".encode(), "sha256").hex()[:MAC_DIGITS]
