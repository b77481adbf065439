"""What a client shows of an event, said alike for all; it needs nothing but Python, in whatever environment."""

import json
import sys
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, order=True, kw_only=True)
class Shown:
    """An entry. Hours are instants in UTC, whole days are dates; the end is exclusive.

    `cancelled` is None where the client keeps no status.
    """

    start: str
    end: str
    all_day: bool
    title: str
    cancelled: bool | None


def shown(title: str, start: date, end: date, status: str | None) -> Shown:
    """An entry of a client with whole days as dates and hours as times, which are the reader's where they are naive."""
    return Shown(
        start=_written(start),
        end=_written(end),
        all_day=not isinstance(start, datetime),
        title=title,
        cancelled=status.lower() == "cancelled" if status else None,
    )


def feed_at(address: str) -> bytes:
    """For a client that reads files and leaves it to others to fetch them."""
    with urllib.request.urlopen(address) as response:
        return bytes(response.read())


def print_what(client_shows: Callable[[str], Iterable[Shown]]) -> None:
    """The whole program of a reader: its argument is the address of a feed."""
    print(json.dumps([asdict(each) for each in client_shows(sys.argv[1])]))


def _written(moment: date) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()
