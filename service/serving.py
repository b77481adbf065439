"""The web and the scheduler together, on one machine."""

import errno
import multiprocessing
import socket
from contextlib import closing
from pathlib import Path
from threading import Event

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from sqlite_utils import Database

from service.clock import Clock
from service.config import Settings
from service.delivery.mailbox import Mailbox
from service.delivery.postfix_log import evidence
from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Carrier
from service.domain.errors import DatelineError
from service.domain.evidence import Evidence
from service.domain.quiet import Quiet
from service.operations.reconciling import WithoutEvidence
from service.operations.sending import LEASE, Sender
from service.operations.ticking import Policy
from service.scheduler import Look, Report, looking
from service.storage.simulated_clock import clock_of

# Two threads of a process wait for each other's interpreter lock, which halves what it answers from memory;
# with a second process a feed need not wait for a page either.
WORKERS = 2
BLOCKING_THREADS = 1  # of each worker


def sender_for(settings: Settings, clock: Clock, *, ending: Event | None = None) -> Sender:
    """Delivers to the mailbox where there is one, else to the relay. Once `ending` is set, nothing is begun."""
    return Sender(
        _carrier(settings),
        settings.site,
        lease_for=clock.lasting(LEASE),
        per_minute=settings.mails_per_minute,
        is_ending=ending.is_set if ending else lambda: False,
    )


def policy_of(settings: Settings) -> Policy:
    """What the operator has decided for all readers."""
    quiet = Quiet(*settings.quiet_hours) if settings.quiet_hours else None
    if settings.relay_log:
        return Policy(quiet=quiet, on_unknown=_evidence_in(settings.relay_log))
    return Policy(quiet=quiet, on_unknown=WithoutEvidence(settings.on_unknown))


def look_for(db: Database, settings: Settings, report: Report) -> Look:
    """What the timer calls."""
    clock, ending = clock_of(db), Event()
    return Look(
        db, sender_for(settings, clock, ending=ending), clock, report, policy=policy_of(settings), ending=ending
    )


def serve(db: Database, settings: Settings, report: Report, *, quiet: bool = False) -> None:
    """Serves until SIGINT or SIGTERM, then lets the message that is being sent finish.

    The web processes read their settings from the environment. Raises DatelineError where the port is taken.
    """
    check_port(settings.host, settings.port)
    look = look_for(db, settings, report)
    server = Server(
        "service.web:create_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=BLOCKING_THREADS,
        log_level=LogLevels.warning if quiet else LogLevels.info,
    )
    # A forked web process would carry a copy of this one's connection and could harm the database
    # when it closes it (sqlite.org/howtocorrupt.html, 2.6); a spawned one begins with nothing.
    multiprocessing.set_start_method("spawn", force=True)
    with looking(look):
        server.serve()


def check_port(host: str, port: int) -> None:
    """Raises DatelineError where nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "it is in use; choose another one" if taken else str(error.strerror)
            raise DatelineError(f"Cannot listen on port {port} of {host}: {why}.") from None


def _carrier(settings: Settings) -> Carrier:
    if settings.mailbox or not settings.smtp_url:
        assert settings.mailbox is not None, "settings_from(mail=True) checks that there is one or the other"
        return Mailbox(settings.mailbox)
    relay = settings.smtp_url
    return SmtpRelay(
        relay.host,
        relay.port,
        tls=relay.tls,
        user=relay.user,
        password=relay.password,
        connections=settings.smtp_connections,
    )


def _evidence_in(log: Path) -> Evidence:
    """What the log of the relay says at the moment."""
    return lambda doubts: evidence(log, {doubt.message_id: doubt.since for doubt in doubts})
