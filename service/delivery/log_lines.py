"""The lines of a log file from an instant on, without reading what is older; the rotated file before it, too.

Both forms of time are read: RFC 3339, and the traditional one of syslog (RFC 3164 4.1.2), which is of the zone of this
machine, without a year, and in the hour that a clock goes back, may mean either of two instants.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 16_384  # octets; a longer one is read as several
_BLOCK = 65_536  # where no more than this is left to search, it is read from the beginning
_MONTHS = {month: number for number, month in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


@dataclass(frozen=True)
class LogLines:
    """`oldest` is how far back the log reaches; None where it is empty."""

    oldest: datetime | None
    lines: Iterator[bytes]


@contextmanager
def lines_since(log: Path, start: datetime) -> Iterator[LogLines]:
    """`start` is aware. Raises OSError."""
    with ExitStack() as stack:
        files: list[BinaryIO] = [stack.enter_context(log.open("rb"))]
        oldest = _first_instant(files[0], start)
        if oldest is None or oldest > start:
            with suppress(OSError):
                files.insert(0, stack.enter_context(log.with_name(log.name + ".1").open("rb")))
                oldest = _first_instant(files[0], start) or oldest
        yield LogLines(oldest, _read(files, start))


def instant_of(line: bytes, *, near: datetime, latest: bool = False) -> datetime | None:
    """When it was written: in the year that brings it closest to `near` where it names none.

    Where that may be two instants, it is the earlier, or the `latest`. None where the line does not say.
    """
    try:
        if line[:4].isdigit():
            return datetime.fromisoformat(line.partition(b" ")[0].decode("ascii")).astimezone()
        month, day = _MONTHS[line[:3]], int(line[4:6])
        hour, minute, second = (int(part) for part in line[7:15].split(b":"))
    except (KeyError, ValueError, OverflowError):
        return None
    candidates = []
    for year in (near.year - 1, near.year, near.year + 1):
        with suppress(ValueError, OverflowError):  # 29 February is not in each
            local = datetime(year, month, day, hour, minute, second, fold=latest)  # noqa: DTZ001
            candidates.append(local.astimezone())
    return min(candidates, key=lambda instant: abs(instant - near), default=None)


def _read(files: list[BinaryIO], start: datetime) -> Iterator[bytes]:
    for file in files:
        _go_to(file, start)
        while line := file.readline(LONGEST_LINE):
            yield line


def _go_to(file: BinaryIO, start: datetime) -> None:
    """To a line before which there is none from `start` on, by halving."""
    low, high = 0, os.fstat(file.fileno()).st_size
    while high - low > _BLOCK:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline(LONGEST_LINE)
        instant = _next_instant(file, start, end=high)
        if instant is not None and instant < start:
            low = middle
        else:
            high = middle
    file.seek(low)
    if low:
        file.readline(LONGEST_LINE)


def _first_instant(file: BinaryIO, near: datetime) -> datetime | None:
    file.seek(0)
    return _next_instant(file, near, end=_BLOCK)


def _next_instant(file: BinaryIO, near: datetime, *, end: int) -> datetime | None:
    while file.tell() < end and (line := file.readline(LONGEST_LINE)):
        if instant := instant_of(line, near=near, latest=True):
            return instant
    return None
