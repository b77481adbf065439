"""The zones that a reader chooses from."""

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Those that are called after a place, by name."""
    named = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    return tuple(sorted(named))
