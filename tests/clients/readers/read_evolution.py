"""Evolution's data server, subscribed to the feed with its webcal backend, on a D-Bus session of its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import gi

for library, version in {"EDataServer": "1.2", "ECal": "2.0", "ICalGLib": "3.0"}.items():
    gi.require_version(library, version)
from gi.repository import ECal, EDataServer, GLib, GObject, ICalGLib  # noqa: E402 - after the versions were required

from tests.clients.shown import Shown, feed_at, print_what, shown  # noqa: E402

_IN_SESSION = "DATELINE_CLIENTS_SESSION"
_AT_ONCE = 2**32 - 1  # seconds that connect_sync waits for a connection; this many mean that it does not
_PATIENCE = 60.0  # seconds until what it shows is taken for all that it will show
_SETTLED = 2.0  # seconds in which it would have shown something, of a feed without events


def entries(address: str) -> Iterator[Shown]:
    client = ECal.Client.connect_sync(_subscribe(address), ECal.ClientSourceType.EVENTS, _AT_ONCE, None)
    problems: list[str] = []
    GObject.Object.connect(client, "backend-error", lambda _, problem: problems.append(problem))
    for component in _when_it_has_come(client, feed_at(address).count(b"BEGIN:VEVENT")):
        status = component.get_status().value_nick
        start, end = (_moment(client, each) for each in (component.get_dtstart(), component.get_dtend()))
        yield shown(component.get_summary().get_value(), start, end, status)
    if problems:
        raise ValueError(problems)


def _subscribe(address: str) -> "EDataServer.Source":
    registry = EDataServer.SourceRegistry.new_sync(None)
    source = EDataServer.Source.new_with_uid("feed", None)
    source.set_parent("webcal-stub")
    source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("webcal")
    web = source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND)
    web.set_uri(GLib.Uri.parse(address, GLib.UriFlags.NONE))
    registry.commit_source_sync(source, None)
    return registry.ref_source("feed")


def _when_it_has_come(client: "ECal.Client", events: int) -> "list[ECal.Component]":
    """It fetches when it likes, so it is asked until it has all of them, or has had the time."""
    started = time.monotonic()
    while True:
        while GLib.MainContext.default().iteration(False):  # lets signals in
            pass
        _, components = client.get_object_list_as_comps_sync("#t", None)
        waited = time.monotonic() - started
        if waited > _PATIENCE or (waited > _SETTLED if events == 0 else len(components) >= events):
            return list(components)
        time.sleep(0.1)


def _moment(client: "ECal.Client", moment: "ECal.ComponentDateTime") -> date:
    read = moment.get_value()
    if read.is_date():
        return date(read.get_year(), read.get_month(), read.get_day())
    name = moment.get_tzid()
    _, zone = client.get_timezone_sync(name, None) if name else (True, ICalGLib.Timezone.get_utc_timezone())
    return datetime.fromtimestamp(read.as_timet_with_zone(zone), UTC)


def _in_a_session_of_its_own() -> int:
    """The same program again, with an empty home and a bus that nobody else is on."""
    with tempfile.TemporaryDirectory() as home:
        Path(home, "run").mkdir(mode=0o700)
        environment = {
            "PATH": os.environ["PATH"],
            "TZ": os.environ["TZ"],
            "HOME": home,
            "XDG_RUNTIME_DIR": f"{home}/run",
            "GIO_USE_NETWORK_MONITOR": "base",  # so that it takes the loopback for a network
            _IN_SESSION: "yes",
        }
        program = [sys.executable, "-m", "tests.clients.readers.read_evolution", *sys.argv[1:]]
        return subprocess.run(["dbus-run-session", "--", *program], env=environment, check=False).returncode


if __name__ == "__main__":
    if _IN_SESSION not in os.environ:
        sys.exit(_in_a_session_of_its_own())
    print_what(entries)
