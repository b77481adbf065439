"""A mail that many readers get: written once, with gaps for what is each reader's own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_MARK = b"\0"  # no mail may hold it (RFC 5322 4.1), so it can mark the gaps


def gap(name: str) -> str:
    """Stands in a letter for the reader's own word of that name."""
    return f"\0{name}\0"


@dataclass(frozen=True)
class Letter:
    """The bytes of a message (RFC 5322, CRLF), in which `\\0name\\0` stands for a gap of that name."""

    frame: bytes

    def __post_init__(self) -> None:
        if self.frame.count(_MARK) % 2:
            raise ValueError("a gap that does not end")

    @cached_property
    def gaps(self) -> frozenset[str]:
        return frozenset(self._names)

    @cached_property
    def hash(self) -> bytes:
        """SHA-256 of the frame: the same for the same letter."""
        return hashlib.sha256(self.frame).digest()

    def filled(self, own: Mapping[str, str]) -> bytes:
        """The message with the reader's own words (ASCII). Raises KeyError where one is missing."""
        parts = self._parts.copy()
        parts[1::2] = [own[name].encode("ascii") for name in self._names]
        return b"".join(parts)

    @cached_property
    def _parts(self) -> list[bytes]:
        """What stands between gaps and their names, in turn."""
        return self.frame.split(_MARK)

    @cached_property
    def _names(self) -> list[str]:
        return [name.decode("ascii") for name in self._parts[1::2]]
