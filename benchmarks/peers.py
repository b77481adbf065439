"""What Dateline is measured beside, each in one process and with the same events: nginx, Radicale and Xandikos."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers import HOST, Server, free_port, program, running

FILE = "feed.ics"
_VEVENT = re.compile(rb"BEGIN:VEVENT\r\nUID:([^\r]+)\r\n.*?END:VEVENT\r\n", re.DOTALL)


@contextmanager
def nginx(folder: Path, body: bytes, compressed: bytes) -> Iterator[Server]:
    """The feed as a file, with the compressed one beside it, sent as fast as nginx can and yet at once as it is now.

    So without open_file_cache: it would send a file for up to a minute as it was.
    """
    port = free_port()
    (folder / FILE).write_bytes(body)
    (folder / f"{FILE}.gz").write_bytes(compressed)
    configuration = folder / "nginx.conf"
    configuration.write_text(_NGINX.format(folder=folder, host=HOST, port=port), encoding="utf-8")
    command = [program("nginx"), "-e", str(folder / "nginx-error.log"), "-c", str(configuration)]
    with running(command, port=port, log=folder / "nginx.log") as pid:
        yield Server("nginx", f"http://{HOST}:{port}/{FILE}", pid)


_NGINX = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    types {{ text/calendar ics; }}
    charset utf-8;
    charset_types text/calendar;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    etag on;
    gzip_static on;
    gzip_vary on;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    server {{
        listen {host}:{port};
        root {folder};
        add_header Cache-Control "public, max-age=300";
    }}
}}
"""


@contextmanager
def radicale(folder: Path, body: bytes) -> Iterator[Server]:
    """A collection that everybody may read and write."""
    port = free_port()
    storage = folder / "radicale"
    _write_items(storage / "collection-root" / "parliament" / "dates", body)
    properties = storage / "collection-root" / "parliament" / "dates" / ".Radicale.props"
    properties.write_text(json.dumps({"tag": "VCALENDAR"}), encoding="utf-8")
    rights = folder / "radicale.rights"
    rights.write_text("[all]\nuser: .*\ncollection: .*\npermissions: RrWw\n", encoding="utf-8")
    settings = {
        "server-hosts": f"{HOST}:{port}",
        "auth-type": "none",
        "rights-type": "from_file",
        "rights-file": rights,
        "storage-filesystem-folder": storage,
        "logging-level": "error",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    with running([sys.executable, "-m", "radicale", *options], port=port, log=folder / "radicale.log") as pid:
        yield Server("Radicale", f"http://{HOST}:{port}/parliament/dates/", pid)


@contextmanager
def xandikos(folder: Path, body: bytes) -> Iterator[Server]:
    """A collection in a Git repository. It shows it as iCalendar to those who ask for nothing else."""
    port = free_port()
    storage = folder / "xandikos"
    collection = storage / "parliament" / "dates"
    _write_items(collection, body)
    (collection / ".xandikos").write_text("[DEFAULT]\ntype = calendar\n", encoding="utf-8")
    git = [program("git"), "-C", str(collection), "-c", "user.name=benchmark", "-c", "user.email=benchmark@example.org"]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "The same events"]):
        subprocess.run([*git, *arguments], check=True)
    options = ["--directory", str(storage), "--listen-address", HOST, "--port", str(port)]
    state = ["--state-dir", str(folder / "xandikos-state")]
    with running(
        [sys.executable, "-m", "xandikos", "serve", *options, *state], port=port, log=folder / "xandikos.log"
    ) as pid:
        yield Server("Xandikos", f"http://{HOST}:{port}/parliament/dates/", pid, accept="text/calendar")


def items(body: bytes) -> dict[str, bytes]:
    """A feed taken apart as CalDAV has it: a resource for each event, by its name (RFC 4791 4.1)."""
    return {f"{match[1].decode()}.ics": _BEFORE + match[0] + b"END:VCALENDAR\r\n" for match in _VEVENT.finditer(body)}


_BEFORE = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dateline//Dateline//EN\r\n"


def _write_items(folder: Path, body: bytes) -> None:
    folder.mkdir(parents=True)
    for name, item in items(body).items():
        (folder / name).write_bytes(item)
