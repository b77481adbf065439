"""Relays that take mails on the loopback and throw them away: Debian's smtp-sink, and a whole Postfix of its own."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.servers import HOST, free_port, program, running

SESSIONS = 8  # of smtp-source, at once
QUEUE_SECONDS = 120  # at most, until what was accepted has left the queue


@dataclass(frozen=True)
class Relay:
    """One that runs. `settle` waits until it is done with all that it has accepted."""

    name: str
    port: int
    settle: Callable[[], None]


@contextmanager
def smtp_sink(folder: Path) -> Iterator[Relay]:
    """Reads what it is sent, and keeps nothing."""
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [program("smtp-sink"), *user, "-c", f"{HOST}:{port}", "1000"]
    with running(command, port=port, log=folder / "smtp-sink.log"):
        yield Relay("smtp-sink", port, lambda: None)


def why_no_postfix() -> str | None:
    """Why no Postfix can be run here, where it cannot."""
    return None if os.geteuid() == 0 else "Postfix starts for root only"


@contextmanager
def postfix(folder: Path) -> Iterator[Relay]:
    """Receives, queues on disk and delivers as a real one does, except that its last step is to throw away.

    It has a configuration, a queue and a log of its own in the folder, which others than root must be able to enter.
    """
    port = free_port()
    configuration = _configured(folder, port)
    command = [program("postfix"), "-c", str(configuration)]
    _run([*command, "start"])
    try:
        _wait_until(lambda: _listens(port), "Postfix did not start", folder / "log")
        queue = [program("postqueue"), "-c", str(configuration), "-p"]

        def settle() -> None:
            _wait_until(lambda: "is empty" in _run(queue), "mails stay in the queue", folder / "log")

        yield Relay("Postfix", port, settle)
    finally:
        _run([*command, "stop"])


def smtp_source(relay: Relay, *, mails: int, octets: int) -> float:
    """Seconds that Postfix's own generator of load takes to send so many mails of that size."""
    addresses = ["-f", "dates@example.org", "-t", "reader@example.org"]
    command = [program("smtp-source"), "-d", "-s", str(SESSIONS), "-m", str(mails), "-l", str(octets), *addresses]
    start = time.perf_counter()
    _run([*command, f"{HOST}:{relay.port}"])
    return time.perf_counter() - start


_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = relay.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = discard:
relay_transport = discard:
local_recipient_maps =
alias_maps =
alias_database =
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def _configured(folder: Path, port: int) -> Path:
    configuration = folder / "etc"
    for each in (configuration, folder / "queue", folder / "data"):
        each.mkdir()
    _give_to_postfix(folder / "data")
    (configuration / "main.cf").write_text(_MAIN.format(folder=folder), encoding="ascii")
    (configuration / "master.cf").write_text(_MASTER.format(port=port), encoding="ascii")
    return configuration


def _give_to_postfix(folder: Path) -> None:
    owner = _run([program("postconf"), "-d", "-h", "mail_owner"]).strip()
    _run(["chown", owner, str(folder)])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)}: {done.stdout[-2000:]}")
    return done.stdout


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _wait_until(is_over: Callable[[], bool], otherwise: str, log: Path) -> None:
    end = time.monotonic() + QUEUE_SECONDS
    while not is_over():
        if time.monotonic() > end:
            raise click.ClickException(f"{otherwise}: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)
