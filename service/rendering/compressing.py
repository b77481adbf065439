"""A joined feed as gzip (RFC 1952), of which only the parts that changed are compressed anew."""

import gzip
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from service.rendering.joined import DIGEST, Joined

LEVEL = 6  # 9 takes several times as long for a few per cent
# No flags, no time of compression and no system, so that the same feed gives the same bytes (RFC 1952 2.3.1).
_HEAD = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\xff"
_END = b"\x03\x00"  # a last block that is empty (RFC 1951 3.2.3)


@dataclass(frozen=True)
class Compressed:
    """`body` is the whole as one gzip member; `parts` are what it consists of, by what they were made from."""

    body: bytes
    parts: Mapping[bytes, bytes]

    @property
    def octets(self) -> int:
        """All that it takes in memory."""
        return len(self.body) + sum(map(len, self.parts.values()))


def compressed(feed: Joined, before: Compressed | None = None) -> Compressed:
    """The feed as gzip. It does not depend on what there was `before`, which only saves the work of equal parts."""
    known = before.parts if before else {}
    parts = {key: known.get(key) or _deflated(part) for key, part in _parts(feed)}
    checksum = struct.pack("<II", zlib.crc32(feed.body), len(feed.body) & 0xFFFFFFFF)
    return Compressed(b"".join((_HEAD, *parts.values(), _END, checksum)), parts)


def compressed_whole(body: bytes) -> Compressed:
    """What is not joined from pieces, as gzip."""
    return Compressed(gzip.compress(body, compresslevel=LEVEL, mtime=0), {})


def _parts(feed: Joined) -> Iterator[tuple[bytes, memoryview]]:
    """Stretches of about 256 events. Where one ends, an event says, so that a new one moves no other end."""
    ends = list(accumulate(feed.sizes, initial=feed.start))
    last, body = len(feed.uids), memoryview(feed.body)
    places = [0, *(place for place in _last_of_their_part(feed.digests) if place < last), last]
    for first, end in pairwise(places):
        start = 0 if first == 0 else ends[first]
        stop = len(body) if end == last else ends[end]
        head, tail = bytes(body[: feed.start]) if first == 0 else b"", b"." if end == last else b""
        yield head + feed.digests[first * DIGEST : end * DIGEST] + tail, body[start:stop]


def _last_of_their_part(digests: bytes) -> Iterator[int]:
    """How many events there are up to each of those whose digest begins with a zero: one in 256."""
    firsts, place = digests[::DIGEST], 0
    while place := firsts.find(0, place) + 1:
        yield place


def _deflated(part: memoryview) -> bytes:
    """RFC 1951, ended on an octet, and without a look back at what comes before it."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(part) + deflate.flush(zlib.Z_FULL_FLUSH)
