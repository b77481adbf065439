"""Pieces joined into a feed in such a way that a few of them can be replaced without looking at the others."""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from service.rendering import ical

DIGEST = 16  # octets of the SHA-256 of a piece: enough for nobody to find two pieces alike


@dataclass(frozen=True)
class Joined:
    """A feed and, in the order of its events, the uid, the size and the digest of each.

    Sizes are in octets; the digests stand one after another. `start` is where the first event begins in the body.
    """

    body: bytes
    start: int
    uids: list[str]
    sizes: Sequence[int]
    digests: bytes

    @property
    def digest(self) -> bytes:
        """Follows from the bytes, however they came to be joined; it costs little after a change of a few events."""
        header = _digest(self.body[: self.start])
        return hashlib.sha256(header + self.digests).digest()


def join(header: bytes, pieces: Collection[tuple[str, bytes]]) -> Joined:
    """The feed of these pieces, which come by uid."""
    uids = [uid for uid, _ in pieces]
    sizes = array("Q", [len(piece) for _, piece in pieces])
    digests = b"".join(_digest(piece) for _, piece in pieces)
    return _joined(header, (piece for _, piece in pieces), uids, sizes, digests)


def join_again(header: bytes, before: Joined, changed: Iterable[str], now: Mapping[str, bytes]) -> Joined:
    """The same as `join`, from what there was before: `now` has the pieces of the changed uids that are still there."""
    ends = list(accumulate(before.sizes, initial=before.start))
    old, copied_until = memoryview(before.body), before.start
    uids, sizes, digests = list(before.uids), array("Q", before.sizes), bytearray(before.digests)
    parts: list[bytes | memoryview] = []
    for uid in sorted(changed):
        place = bisect_left(before.uids, uid)
        stood = place < len(before.uids) and before.uids[place] == uid
        parts.append(old[copied_until : ends[place]])
        copied_until = ends[place + stood]
        piece = [now[uid]] if uid in now else []
        parts += piece
        at = bisect_left(uids, uid)
        uids[at : at + stood] = [uid] if piece else []
        sizes[at : at + stood] = array("Q", map(len, piece))
        digests[at * DIGEST : (at + stood) * DIGEST] = b"".join(map(_digest, piece))
    parts.append(old[copied_until : ends[-1]])
    return _joined(header, parts, uids, sizes, bytes(digests))


def _joined(
    header: bytes, parts: Iterable[bytes | memoryview], uids: list[str], sizes: Sequence[int], digests: bytes
) -> Joined:
    body = b"".join((header, *(parts if uids else (ical.NOTHING,)), ical.TRAILER))
    return Joined(body, len(header), uids, sizes, digests)


def _digest(piece: bytes) -> bytes:
    return hashlib.sha256(piece).digest()[:DIGEST]
