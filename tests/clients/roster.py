"""The clients, how each is run, and in what it is known to differ."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.clients.differences import (
    BACKSLASH_N,
    EARLY_CHANGE,
    NO_STATUS,
    NO_ZONES,
    SECOND_DESCRIPTION,
    SECOND_SUMMARY,
    Difference,
)

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
INSTALLED = Path(os.environ.get("DATELINE_CLIENTS") or ROOT / ".clients").absolute()

_PYPI = dict(re.findall(r"^([\w-]+)==(\S+)", (HERE / "requirements.txt").read_text(), re.MULTILINE))
_NPM: dict[str, str] = json.loads((HERE / "package.json").read_text())["dependencies"]
_DEBIAN = "Debian 12's"


@dataclass(frozen=True)
class Client:
    """A client under the name that people know it by; the command takes the address of a feed."""

    name: str
    version: str
    command: tuple[str | Path, ...]
    differences: Sequence[Difference] = ()


def _from_pypi(name: str, reader: str, *packages: str, differences: Sequence[Difference] = ()) -> Client:
    version = ", ".join(_PYPI[each] for each in packages)
    return Client(name, version, (INSTALLED / "venv/bin/python", *_module(reader)), differences)


def _from_npm(name: str, reader: str, package: str, differences: Sequence[Difference] = ()) -> Client:
    version = _NPM[package].rpartition("@")[2]
    return Client(name, version, (INSTALLED / "venv/bin/node", HERE / "readers" / f"{reader}.mjs"), differences)


def _from_debian(name: str, reader: str, differences: Sequence[Difference] = ()) -> Client:
    """Debian's own Python has the modules that Debian has for it."""
    return Client(name, _DEBIAN, ("/usr/bin/python3", *_module(reader)), differences)


def _module(reader: str) -> tuple[str, str]:
    return "-m", f"tests.clients.readers.{reader}"


CLIENTS = (
    _from_debian("Thunderbird", "read_thunderbird"),
    _from_debian("Evolution's data server", "read_evolution"),
    _from_debian("KCalendarCore (KOrganizer, Merkuro)", "read_kcalendarcore"),
    _from_debian("calcurse", "read_calcurse", (NO_STATUS, SECOND_DESCRIPTION)),
    _from_debian("libical, with its check of what is allowed", "read_libical"),
    _from_pypi("khal with vdirsyncer", "read_khal", "khal", "vdirsyncer"),
    _from_pypi("ical (Home Assistant)", "read_ical", "ical"),
    _from_pypi("icalendar with recurring-ical-events", "read_icalendar", "icalendar", "recurring-ical-events"),
    _from_pypi("icalevents", "read_icalevents", "icalevents"),
    _from_pypi("ics", "read_ics", "ics", differences=(BACKSLASH_N,)),
    _from_pypi("vobject", "read_vobject", "vobject"),
    _from_npm("ical.js (Nextcloud)", "read_ical_js", "ical.js-2"),
    _from_npm("node-ical (MagicMirror)", "read_node_ical", "node-ical", (BACKSLASH_N,)),
    _from_npm("ts-ics", "read_ts_ics", "ts-ics", (EARLY_CHANGE, SECOND_SUMMARY)),
    _from_npm("FullCalendar's iCalendar plugin", "read_fullcalendar", "@fullcalendar/icalendar", (NO_STATUS, NO_ZONES)),
)
