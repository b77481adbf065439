"""Opening a connection to an SMTP relay: greeting, TLS and password, beside everything else that goes on."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock, Thread
from typing import Literal

from service.delivery.replies import one_line


@dataclass(frozen=True)
class Address:
    """Where the relay is and how it is spoken to. `seconds` is how long each step may take."""

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str | None
    password: str | None = field(repr=False)
    seconds: float


@dataclass(frozen=True)
class Opened:
    """The relay waits for the first mail."""

    socket: socket.socket
    pipelining: bool


@dataclass(frozen=True)
class Failed:
    """There is no connection."""

    reason: str


class Opening:
    """Goes on in a thread of its own, so that a relay that does not answer holds up nothing else."""

    def __init__(self, address: Address, context: ssl.SSLContext | None, *, when_over: Callable[[], None]) -> None:
        self._result: Opened | Failed | None = None
        self._lock = Lock()
        self._is_wanted = True
        self._when_over = when_over
        Thread(target=self._run, args=(address, context), daemon=True).start()

    @property
    def result(self) -> Opened | Failed | None:
        """None as long as it goes on."""
        with self._lock:
            return self._result

    def abandon(self) -> None:
        """Lets go of it: what it may open yet is closed at once."""
        with self._lock:
            self._is_wanted = False
            if isinstance(self._result, Opened):
                self._result.socket.close()

    def _run(self, address: Address, context: ssl.SSLContext | None) -> None:
        result = _opened(address, context)
        with self._lock:
            if self._is_wanted:
                self._result = result
                self._when_over()  # before anybody learns the result, and no longer waits
            elif isinstance(result, Opened):
                result.socket.close()


def _opened(address: Address, context: ssl.SSLContext | None) -> Opened | Failed:
    try:
        connection = _connected(address, context)
        try:
            return _ready_for_mails(connection, address, context)
        except BaseException:
            connection.close()
            raise
    except Exception as error:  # whatever it is, the mails that wait for it have to hear of it
        return Failed(_sentence(error))


def _connected(address: Address, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if address.tls == "tls":
        return smtplib.SMTP_SSL(address.host, address.port, _own_name(), timeout=address.seconds, context=context)
    return smtplib.SMTP(address.host, address.port, _own_name(), timeout=address.seconds)


@cache
def _own_name() -> str:
    """As smtplib finds it, which can take long: the name of this machine, or else an address (RFC 5321 4.1.3)."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"


def _ready_for_mails(connection: smtplib.SMTP, address: Address, context: ssl.SSLContext | None) -> Opened:
    if address.tls == "starttls":
        connection.starttls(context=context)
    if address.user:
        connection.login(address.user, address.password or "")
    connection.ehlo_or_helo_if_needed()
    assert connection.sock is not None
    opened = Opened(connection.sock, connection.has_extn("pipelining"))
    # From here on the socket is ours alone: smtplib would wait, and not tell a mail before its dot from one after it.
    connection.sock = None
    connection.close()
    return opened


def _sentence(error: Exception) -> str:
    if not isinstance(error, smtplib.SMTPResponseException):
        return one_line(f"{type(error).__name__}: {error}")
    said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
    return one_line(f"{error.smtp_code} {said}" if error.smtp_code > 0 else f"not SMTP: {said}")
