"""One SMTP session of a relay that keeps books and goes wrong now and then."""

import asyncio
import re
from collections.abc import Callable

from tests.crashes.books import Books
from tests.crashes.faults import AT_FINAL_DOT, AT_MAIL, AT_RECIPIENT, NOBODY, Fault

PEER = "localhost[127.0.0.1]"
EXTENSIONS = ("PIPELINING", "SIZE 10240000", "ENHANCEDSTATUSCODES", "8BITMIME")
IDLE_SECONDS = (1.0, 8.0)  # after so long a silence it hangs up, sooner or later than others take over
LOG_LAGS_SECONDS = 0.05  # at most
STALLS = (0.1, 0.4)  # seconds

_END = re.compile(rb"(?:^|\r\n)\.\r\n")  # of the content (RFC 5321 4.1.1.4)
_MESSAGE_ID = re.compile(rb"^Message-ID: *(<[^>\r\n]+>)", re.MULTILINE | re.IGNORECASE)
_ADDRESS = re.compile(rb"<([^>]*)>")


class Session(asyncio.Protocol):
    """One connection. All that was received is worked through, even where the peer is gone meanwhile."""

    def __init__(self, books: Books, number: int) -> None:
        self._books, self._number = books, number
        self._received = b""
        self._sender = ""
        self._queue_id: str | None = None
        self._message_id: str | None = None
        self._in_content = self._stalled = self._gone = self._ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._log(f"connect from {PEER}")
        self._heard_at = self._loop.time()
        self._patience = self._books.chance.seconds(*IDLE_SECONDS)
        self._loop.call_later(self._patience, self._look_whether_idle)
        self._say("220 sink.example.org ESMTP Postfix")

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        self._received += data
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        self._go_on()

    def _go_on(self) -> None:
        while not self._stalled and not self._ended and self._step():
            pass
        if self._gone and not self._stalled:
            self._end(f"lost connection after {self._where} from {PEER}")

    def _step(self) -> bool:
        """Works through one command or one content; False where it is not there as a whole."""
        if self._in_content:
            return self._read_content()
        line, newline, rest = self._received.partition(b"\r\n")
        if newline:
            self._received = rest
            self._obey(line)
        return bool(newline)

    def _read_content(self) -> bool:
        if self._message_id is None and (named := _MESSAGE_ID.search(self._received)):
            # As with Postfix, that stands in the log for what is broken off before its end, too.
            self._message_id = named[1].decode("ascii")
            self._books.log("cleanup", self._number, f"{self._queue_id}: message-id={self._message_id}")
        end = _END.search(self._received)
        if end:
            content, self._received = self._received[: end.start()], self._received[end.end() :]
            self._in_content = False
            self._take(content)
        return bool(end)

    def _obey(self, line: bytes) -> None:
        match line[:4].upper():
            case b"EHLO":
                self._say("250-sink.example.org", *(f"250-{each}" for each in EXTENSIONS[:-1]), f"250 {EXTENSIONS[-1]}")
            case b"HELO":
                self._say("250 sink.example.org")
            case b"MAIL":
                self._begin(_address(line))
            case b"RCPT":
                self._add(_address(line))
            case b"DATA" if self._queue_id:
                self._in_content, self._message_id = True, None
                self._say("354 End data with <CR><LF>.<CR><LF>")
            case b"DATA":
                self._say("554 5.5.1 Error: no valid recipients")
            case b"RSET":
                self._queue_id = None
                self._say("250 2.0.0 Ok")
            case b"QUIT":
                self._say("221 2.0.0 Bye")
                self._hang_up()
            case _:
                self._say("502 5.5.2 Error: command not recognized")

    def _begin(self, sender: str) -> None:
        self._sender, self._queue_id = sender, None
        if self._books.fault(self._number, AT_MAIL):
            self._say("421 4.3.2 Too busy")
            self._hang_up()
        else:
            self._say("250 2.1.0 Ok")

    def _add(self, recipient: str) -> None:
        if recipient.startswith(NOBODY):
            self._say("550 5.1.1 User unknown")
        elif self._books.fault(self._number, AT_RECIPIENT):
            self._say("451 4.3.0 Try again later")
        else:
            self._queue_id = self._books.queue_id()
            self._log(f"{self._queue_id}: client={PEER}")
            self._say("250 2.1.5 Ok")

    def _take(self, content: bytes) -> None:
        if self._books.pace:
            self._pause(self._books.pace, lambda: self._decide(content))
        else:
            self._decide(content)

    def _decide(self, content: bytes) -> None:
        match self._books.fault(self._number, AT_FINAL_DOT):
            case Fault.LATE_TRY_LATER:
                self._reject("4.7.1 Service unavailable - try again later")
            case Fault.LOST:
                self._hang_up(f"lost connection after DATA ({len(content)} bytes) from {PEER}")
            case Fault.LOST_THOUGH_ACCEPTED:
                self._accept(content)
                self._hang_up(f"lost connection after END-OF-MESSAGE from {PEER}")
            case Fault.STALLED:
                self._pause(self._books.chance.seconds(*STALLS), lambda: self._say(self._accept(content)))
            case Fault.STALLED_THOUGH_ACCEPTED:
                said = self._accept(content)
                self._pause(self._books.chance.seconds(*STALLS), lambda: self._say(said))
            case _:
                self._say(self._accept(content))

    def _reject(self, why: str) -> None:
        self._books.log("cleanup", self._number, f"{self._queue_id}: milter-reject: END-OF-MESSAGE from {PEER}: {why}")
        self._queue_id = None
        self._say(f"451 {why}")

    def _accept(self, content: bytes) -> str:
        """Puts it on record, and returns the answer."""
        queue_id, self._queue_id = self._queue_id, None
        self._books.record(self._number, self._message_id or "<>", content)
        said = f"{queue_id}: from=<{self._sender}>, size={len(content)}, nrcpt=1 (queue active)"
        # The queue manager is a process of its own, and may say a little later what it has.
        self._loop.call_later(self._books.chance.seconds(0, LOG_LAGS_SECONDS), self._books.log, "qmgr", 1, said)
        return f"250 2.0.0 Ok: queued as {queue_id}"

    def _pause(self, seconds: float, then: Callable[[], None]) -> None:
        """Meanwhile nothing more of what was received is looked at."""

        def go_on() -> None:
            self._stalled = False
            self._heard_at = self._loop.time()
            then()
            self._go_on()

        self._stalled = True
        self._loop.call_later(seconds, go_on)

    def _say(self, *lines: str) -> None:
        if not self._gone:
            self._transport.write("".join(f"{line}\r\n" for line in lines).encode("ascii"))

    def _hang_up(self, why: str | None = None) -> None:
        self._end(why)
        self._transport.close()

    def _look_whether_idle(self) -> None:
        left = self._heard_at + self._patience - self._loop.time()
        if self._ended:
            return
        if self._stalled or left > 0:
            self._loop.call_later(max(left, STALLS[0]), self._look_whether_idle)
        else:
            self._say("421 4.4.2 Error: timeout exceeded")
            self._end(f"timeout after {self._where} from {PEER}")
            self._transport.close()

    def _end(self, why: str | None) -> None:
        if not self._ended:
            self._ended = True
            if why:
                self._log(why)
            self._log(f"disconnect from {PEER}")

    @property
    def _where(self) -> str:
        if self._in_content:
            return f"DATA ({len(self._received)} bytes)"
        return "RCPT" if self._queue_id else "END-OF-MESSAGE"

    def _log(self, said: str) -> None:
        self._books.log("smtpd", self._number, said)


def _address(line: bytes) -> str:
    found = _ADDRESS.search(line)
    return found[1].decode("ascii") if found else ""
