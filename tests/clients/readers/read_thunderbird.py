"""Thunderbird without a window, subscribed to the feed: what its calendar has kept."""

import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.clients.shown import Shown, feed_at, print_what, shown

_PREFERENCES = """
user_pref("calendar.registry.feed.type", "ics");
user_pref("calendar.registry.feed.uri", "{address}");
user_pref("calendar.registry.feed.name", "feed");
user_pref("calendar.registry.feed.cache.enabled", true);
user_pref("calendar.list.sortOrder", "feed");
user_pref("calendar.timezone.useSystemTimezone", true);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("network.proxy.type", 0);
user_pref("toolkit.telemetry.enabled", false);
user_pref("app.update.enabled", false);
"""
_PATIENCE = 60.0  # seconds until what it shows is taken for all that it will show
_SETTLED = 3.0  # seconds after its calendar is there in which it would have shown something, of a feed without events
_KEPT = "SELECT title, event_start, event_start_tz, event_end, event_end_tz, ical_status FROM cal_events"
_Row = tuple[str, int, str, int, str, str]


def entries(address: str) -> Iterator[Shown]:
    events = feed_at(address).count(b"BEGIN:VEVENT")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(_PREFERENCES.format(address=address))
        command = ["thunderbird", "--headless", "--no-remote", "--profile", profile]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as thunderbird:
            try:
                kept = _when_it_has_come(Path(profile, "calendar-data", "cache.sqlite"), events)
            finally:
                thunderbird.terminate()
    for title, start, start_zone, end, end_zone, status in kept:
        yield shown(title, *_moments(start, start_zone, end, end_zone), status)


def _when_it_has_come(cache: Path, events: int) -> list[_Row]:
    """It fetches when it likes, so its cache is read until all of them are in it, or could have been."""
    started = time.monotonic()
    there_since = None
    while time.monotonic() - started < _PATIENCE:
        kept = _read(cache)
        if kept is not None:
            there_since = there_since or time.monotonic()
            settled = time.monotonic() - there_since > _SETTLED
            if settled if events == 0 else len(kept) >= events:
                return kept
        time.sleep(0.1)
    raise TimeoutError(f"{_PATIENCE} seconds")


def _read(cache: Path) -> list[_Row] | None:
    """From a copy, for Thunderbird lets nobody else in; None while it is still making its tables or is writing."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            for each in (cache, cache.with_name(f"{cache.name}-wal")):
                shutil.copy(each, folder)
            with closing(sqlite3.connect(Path(folder, cache.name))) as copy:
                return copy.execute(_KEPT).fetchall()
        except (FileNotFoundError, sqlite3.DatabaseError):
            return None


def _moments(start: int, start_zone: str, end: int, end_zone: str) -> tuple[date, date]:
    """Microseconds since 1970, where whole days are floating."""
    first, last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=each) for each in (start, end))
    return (first.date(), last.date()) if (start_zone, end_zone) == ("floating", "floating") else (first, last)


if __name__ == "__main__":
    print_what(entries)
