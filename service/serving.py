"""The web and the scheduler together, on one machine."""

import errno
import multiprocessing
import socket
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from sqlite_utils import Database

from service.clock import Clock
from service.config import Settings
from service.delivery.mailbox import Mailbox
from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Mailer
from service.domain.errors import DatelineError
from service.operations.sending import LEASE, Sender
from service.operations.ticking import Tick
from service.scheduler import Look, schedule
from service.storage.simulated_clock import clock_of

# Two threads of a process wait for each other's interpreter lock, which halves what it answers from memory;
# with a second process a feed need not wait for a page either.
WORKERS = 2
BLOCKING_THREADS = 1  # of each worker


def sender_for(settings: Settings, clock: Clock) -> Sender:
    """Delivers to the mailbox where there is one, else to the relay."""
    return Sender(_mailer(settings), settings.site, lease_for=clock.lasting(LEASE))


def look_for(db: Database, settings: Settings, report: Callable[[datetime, Tick], None]) -> tuple[Look, Clock]:
    """What the timer calls, and the clock that it goes by."""
    clock = clock_of(db)
    sender = sender_for(settings, clock)
    return Look(db, sender, clock, report, resend_unknown=settings.on_unknown == "resend"), clock


def serve(db: Database, settings: Settings, report: Callable[[datetime, Tick], None], *, quiet: bool = False) -> None:
    """Serves until SIGINT or SIGTERM, then lets the message that is being sent finish.

    The web processes read their settings from the environment. Raises DatelineError where the port is taken.
    """
    check_port(settings.host, settings.port)
    look, clock = look_for(db, settings, report)
    scheduler = BackgroundScheduler()
    schedule(scheduler, look, clock)
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
    scheduler.start()
    try:
        server.serve()
    finally:
        scheduler.shutdown(wait=True)


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


def _mailer(settings: Settings) -> Mailer:
    if settings.mailbox or not settings.smtp_url:
        assert settings.mailbox is not None, "settings_from(mail=True) checks that there is one or the other"
        return Mailbox(settings.mailbox)
    relay = settings.smtp_url
    return SmtpRelay(relay.host, relay.port, tls=relay.tls, user=relay.user, password=relay.password)
