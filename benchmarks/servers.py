"""Web servers as processes of their own, on ports of the loopback, for as long as they are measured."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click

HOST = "127.0.0.1"
START_SECONDS = 60  # Xandikos and Radicale read 10,000 files when they start
STOP_SECONDS = 10
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Server:
    """A server that runs. `url` is where it has the feed; `accept` the header that asks it for iCalendar."""

    name: str
    url: str
    pid: int
    accept: str = "*/*"


@contextmanager
def running(
    command: Sequence[str], *, port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Starts the command, waits until it listens on that port, hands out its process id, and stops it in the end."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **(environment or {})}
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(process, port, log)
        yield process.pid
    finally:
        _stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Where a program is. Raises ClickException, with what installs it."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if found is None:
        raise click.ClickException(f"{name} is missing. On Debian: apt-get install nginx-light wrk git postfix")
    return found


def check_installed(modules: Sequence[str]) -> None:
    """Raises ClickException where one of them is missing, with what installs it."""
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise click.ClickException(f"{', '.join(missing)} is missing. pip install -e '.[benchmark]'")


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(POLL_SECONDS)
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise click.ClickException(f"{' '.join(map(str, process.args))} did not start: {said}")  # type: ignore[arg-type]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
