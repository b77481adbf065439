"""khal, with vdirsyncer subscribed to the feed: what `khal search` prints after a first synchronisation."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.clients.shown import Shown, print_what, shown

_VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair feed]
a = "web"
b = "here"
collections = null
[storage web]
type = "http"
url = "{address}"
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
"""
_KHAL = """
[calendars]
[[feed]]
path = {folder}/events
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%S
longdatetimeformat = %Y-%m-%dT%H:%M:%S
"""
_FIELDS = ("title", "start-long", "end-long", "all-day", "status")
_ANY_TITLE = "%"  # khal searches with LIKE of SQL


def entries(address: str) -> Iterator[Shown]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "events").mkdir()
        vdirsyncer, khal = Path(folder) / "vdirsyncer.conf", Path(folder) / "khal.conf"
        vdirsyncer.write_text(_VDIRSYNCER.format(folder=folder, address=address))
        khal.write_text(_KHAL.format(folder=folder, zone=os.environ["TZ"]))
        _run("vdirsyncer", "--config", vdirsyncer, "discover")
        _run("vdirsyncer", "--config", vdirsyncer, "sync")
        listed = _run("khal", "--config", khal, "search", *(f"--json={each}" for each in _FIELDS), _ANY_TITLE)
    for line in listed.splitlines():
        for entry in json.loads(line):
            yield _entry(*(entry[each] for each in _FIELDS))


def _entry(title: str, start: str, end: str, all_day: str, status: str) -> Shown:
    if all_day == "True":  # its last day is included
        return shown(title, date.fromisoformat(start), date.fromisoformat(end) + timedelta(days=1), status)
    return shown(title, datetime.fromisoformat(start), datetime.fromisoformat(end), status)


def _run(program: str, *arguments: str | Path) -> str:
    wide = {**os.environ, "COLUMNS": "10000"}  # khal folds what it prints, JSON too
    command = [Path(sys.executable).parent / program, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=wide).stdout


if __name__ == "__main__":
    print_what(entries)
