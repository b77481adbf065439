"""A real SMTP server on the loopback that answers as it is told."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from service.domain.delivery import Mail

HANG_UP = "hang up"
NEVER = "never"
SLOWLY = "250 At last"


@dataclass
class Relay:
    """What it heard, and what it answers to which command (or to the final dot, "."); where it is not told, 250."""

    answers: dict[str, str] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    peers: list[Any] = field(default_factory=list)
    goodbyes: int = 0
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.begun.append(address)
        self.peers.append(session.peer)
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self._answer(".", server)
        if answer.startswith("250"):
            assert envelope.mail_from
            assert envelope.original_content is not None
            (recipient,) = envelope.rcpt_tos
            self.mails.append(Mail("", envelope.mail_from, recipient, envelope.original_content))
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.goodbyes += 1
        return await self._answer("QUIT", server)

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return await self._answer("RSET", server)

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"open sesame", handled=False)

    async def _answer(self, command: str, server: SMTP) -> str:
        answer = self.answers.get(command, "221 Goodbye" if command == "QUIT" else "250 Fine")
        if answer == NEVER:
            await asyncio.sleep(60)
        if answer == SLOWLY:
            await asyncio.sleep(0.5)
        if answer == HANG_UP:
            _hang_up(server)
        return answer


class _Server(SMTP):
    """Also answers to the DATA command itself as it is told."""

    async def smtp_DATA(self, arg: str) -> None:
        relay: Relay = self.event_handler
        answer = relay.answers.get("DATA")
        if answer is None:
            await super().smtp_DATA(arg)
        elif answer == HANG_UP:
            _hang_up(self)
        else:
            await self.push(answer)
            if answer.startswith("354"):
                _hang_up(self)


def _hang_up(server: SMTP) -> None:
    assert server.transport
    server.transport.close()


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """Asked for any free port, it learns here which one it got."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def relay(
    answers: dict[str, str] | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    auth: bool = False,
) -> Iterator[Relay]:
    """A relay that listens, with `tls` from the first byte on."""
    result = Relay(answers or {})
    options: dict[str, Any] = dict(tls_context=starttls, require_starttls=starttls is not None)
    if auth:
        options |= dict(authenticator=result.authenticate, auth_required=True, auth_require_tls=bool(tls or starttls))
    controller = _Controller(result, hostname="127.0.0.1", port=0, ssl_context=tls, **options)
    controller.start()
    result.port = controller.port
    try:
        yield result
    finally:
        controller.stop()
