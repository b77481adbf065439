"""An SMTP relay (RFC 5321), spoken to so that it is always known how far a message got."""

import smtplib
import ssl
from collections.abc import Callable
from typing import Literal

from service.domain.delivery import Accepted, Deferred, Mail, Outcome, Refused, Unsure

TIMEOUT_SECONDS = 60  # for each step; smtplib alone would wait for ever
FINAL_DOT_SECONDS = 600  # RFC 5321 4.5.3.2.6: ten minutes for the reply to the final dot

_OK, _WILL_FORWARD, _READY_FOR_DATA = 250, 251, 354
_OUR_OWN_FAULT = b"5.7."  # RFC 3463 3.8: policy or credentials; the reader's address is not to blame


class SmtpRelay:
    """One connection, opened at the first message and kept until `close` or a fault."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: Literal["starttls", "tls", "none"],
        user: str | None = None,
        password: str | None = None,
    ) -> None:
        self._host, self._port, self._tls = host, port, tls
        self._user, self._password = user, password
        self._connection: smtplib.SMTP | None = None

    def deliver(self, mail: Mail, *, before_final_dot: Callable[[], None]) -> Outcome:
        """Says truthfully whether the relay has the message. See `Mailer`."""
        try:
            connection = self._connected()
            refusal = _envelope(connection, mail)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Deferred(_sentence(error))
        if refusal:
            return self._after_refusal(connection, refusal)
        try:
            before_final_dot()
        except BaseException:
            # The relay has seen no final dot: dropping the connection now leaves nothing behind there.
            self._drop()
            raise
        return self._send_content(connection, mail)

    def close(self) -> None:
        """Says goodbye to the relay, if there is a connection."""
        if self._connection:
            try:
                self._connection.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()
        self._connection = None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> smtplib.SMTP:
        if self._tls == "tls":
            secured = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=secured
            )
        else:
            connection = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            if self._tls == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self._user:
                connection.login(self._user, self._password or "")
        except BaseException:
            connection.close()
            raise
        return connection

    def _after_refusal(self, connection: smtplib.SMTP, refusal: Outcome) -> Outcome:
        try:
            connection.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()
        return refusal

    def _send_content(self, connection: smtplib.SMTP, mail: Mail) -> Outcome:
        try:
            if connection.sock is not None:
                connection.sock.settimeout(FINAL_DOT_SECONDS)
            connection.send(_dot_stuffed(mail.payload))
            code, reply = connection.getreply()
            if connection.sock is not None:
                connection.sock.settimeout(TIMEOUT_SECONDS)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Unsure(_sentence(error))
        return Accepted(_reply(code, reply)) if code == _OK else _refusal(code, reply)

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


def _envelope(connection: smtplib.SMTP, mail: Mail) -> Outcome | None:
    """MAIL, RCPT and DATA; None when the relay waits for the content."""
    connection.ehlo_or_helo_if_needed()
    code, reply = connection.mail(mail.sender)
    if code != _OK:
        return Deferred(_reply(code, reply))  # about our own address, so never the reader's fault
    code, reply = connection.rcpt(mail.recipient)
    if code not in (_OK, _WILL_FORWARD):
        return _refusal(code, reply)
    code, reply = connection.docmd("DATA")
    return None if code == _READY_FOR_DATA else _refusal(code, reply)


def _refusal(code: int, reply: bytes) -> Outcome:
    """5xx is final, unless it is about us; anything else is worth another try (RFC 5321 4.2.1)."""
    final = 500 <= code < 600 and not reply.startswith(_OUR_OWN_FAULT)
    return Refused(_reply(code, reply)) if final else Deferred(_reply(code, reply))


def _dot_stuffed(payload: bytes) -> bytes:
    """The content with its final dot (RFC 5321 4.5.2). The payload ends its lines with CRLF."""
    stuffed = payload.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _reply(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode('utf-8', 'replace')}"


def _sentence(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        return _reply(error.smtp_code, text)
    return f"{type(error).__name__}: {error}"
