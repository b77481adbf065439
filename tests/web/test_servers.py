"""The application is plain WSGI: two servers hand out the same feed."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.config import Settings
from service.web import create_app

PATIENCE = 30  # seconds until a server that does not answer counts as one that never will
OF_THE_SERVER = ("date", "server", "connection")

GRANIAN = ("granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", "{port}", "--no-log")
GUNICORN = ("gunicorn", "--bind", "127.0.0.1:{port}", "--log-level", "error")
SERVERS = {
    "granian": (*GRANIAN, "--blocking-threads", "1", "service.web:create_app"),
    "gunicorn": (*GUNICORN, "service.web:create_app()"),
}

Answer = tuple[int, dict[str, str], bytes]


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_hands_out_the_feed_that_the_application_answers_with(
    shipped: Database, settings: Settings, database: Path, mailbox: Path, server: str
) -> None:
    client = create_app(settings).test_client()
    with running(SERVERS[server], settings) as port:
        for method, headers in (
            ("GET", {}),
            ("GET", {"Accept-Encoding": "gzip"}),
            ("HEAD", {"Accept-Encoding": "zstd"}),
            ("GET", {"If-None-Match": client.get("/feeds/csto.ics").headers["ETag"]}),
            ("PROPFIND", {}),
        ):
            answer = client.open("/feeds/csto.ics", method=method, headers=headers)
            expected = answer.status_code, lower(answer.headers.items()), answer.data
            # Twice: from the view, and from the layer in front of it.
            assert [asked(port, method, headers) for _ in range(2)] == [expected] * 2


def asked(port: int, method: str, headers: dict[str, str]) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.putrequest(method, "/feeds/csto.ics", skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
    return answer.status, lower(answer.getheaders()), body


def lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names in lower case, without what only the server can say."""
    named = {name.lower(): value for name, value in headers}
    return {name: value for name, value in named.items() if name not in OF_THE_SERVER}


@contextmanager
def running(command: tuple[str, ...], settings: Settings) -> Iterator[int]:
    """The port that the server listens on, as soon as it does."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DATELINE_DATABASE": str(settings.database),
        "DATELINE_BASE_URL": settings.base_url,
        "DATELINE_SECRET_KEY": settings.secret_key or "",
        "DATELINE_MAILBOX": str(settings.mailbox),
    }
    process = subprocess.Popen([word.format(port=port) for word in command], env=environment)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")
