"""calcurse, a diary for the terminal: what it prints of a feed that it has imported."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.clients.shown import Shown, feed_at, print_what, shown

# Its own notation of whole days: "10/18/2021 [1] {1D -> 10/23/2021} >note Exercise".
_WHOLE_DAYS = re.compile(r"(?P<first>\S+) \[1\] (\{1D -> (?P<last>\S+)\} )?>\w* ?(?P<title>.*)")
_SHOW = [
    "--grep",
    r"--format-apt=%(start:epoch)\t%(end:epoch)\t%m\n",
    "--format-event=%(raw)",
    "--format-recur-event=%(raw)",
]


def entries(address: str) -> Iterator[Shown]:
    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "feed.ics"
        feed.write_bytes(feed_at(address))
        # It ends with 1 where it has left an event out; that shows in what it lists.
        subprocess.run(["calcurse", "-D", folder, "--import", feed], check=False, capture_output=True)
        listed = subprocess.run(["calcurse", "-D", folder, *_SHOW], check=True, capture_output=True, text=True)
    for line in listed.stdout.splitlines():
        yield _whole_days(found) if (found := _WHOLE_DAYS.fullmatch(line)) else _hours(*line.split("\t"))


def _hours(start: str, end: str, title: str) -> Shown:
    return shown(title, datetime.fromtimestamp(int(start), UTC), datetime.fromtimestamp(int(end), UTC), None)


def _whole_days(found: re.Match[str]) -> Shown:
    end = _day(found["last"] or found["first"]) + timedelta(days=1)  # its last day is included
    return shown(found["title"], _day(found["first"]), end, None)


def _day(written: str) -> date:
    month, day, year = map(int, written.split("/"))
    return date(year, month, day)


if __name__ == "__main__":
    print_what(entries)
