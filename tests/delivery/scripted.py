"""An SMTP server of bare sockets that offers PIPELINING, or does not, and misbehaves exactly as it is told."""

import socket
import ssl
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import BinaryIO

HANG_UP = "hang up"
RESET = "reset"  # hangs up so that even what is under way to the other side may be lost
NEVER = "never"
OCTET_BY_OCTET = "octet by octet "  # before an answer
THEN_HANG_UP = " and then hang up"  # behind one

GOOD = {
    "HELLO": "220 scripted.example.org",
    "RSET": "250 Reset",
    "MAIL": "250 Sender",
    "RCPT": "250 Recipient",
    "DATA": "354 Go ahead",
    ".": "250 Taken",
    "QUIT": "221 Goodbye",
}


class _HungUp(Exception):
    pass


@dataclass
class Scripted:
    """What it answers to each command, one after the other, before it is `GOOD` again; and what it heard."""

    answers: dict[str, list[str]]
    pipelining: bool = True
    begun_with: int = 0  # octets of the content that it wants to see before it answers "CONTENT"
    port: int = 0
    sessions: list[list[str]] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)  # each content, as soon as its final dot has come
    taken: list[bytes] = field(default_factory=list)  # those of them that it says it has taken
    sockets: list[socket.socket] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def answer(self, command: str) -> str | None:
        with self.lock:
            queue = self.answers.get(command)
            return queue.pop(0) if queue else GOOD.get(command)


@contextmanager
def scripted(
    answers: Mapping[str, str | Sequence[str]] | None = None,
    *,
    pipelining: bool = True,
    tls: ssl.SSLContext | None = None,
    port: int = 0,
    begun_with: int = 0,
) -> Iterator[Scripted]:
    """One that listens. An answer for a command is for its first time, a list for as many times as it is long."""
    queues = {command: [each] if isinstance(each, str) else list(each) for command, each in (answers or {}).items()}
    server = Scripted(queues, pipelining, begun_with)
    threads: list[Thread] = []
    listening = socket.create_server(("127.0.0.1", port), backlog=20)
    server.port = listening.getsockname()[1]

    def accept() -> None:
        with suppress(OSError):
            while True:
                accepted, _ = listening.accept()
                threads.append(Thread(target=_serve, args=(server, accepted, tls)))
                threads[-1].start()

    accepting = Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        server.stopped.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join()
        for each in list(server.sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def _serve(server: Scripted, accepted: socket.socket, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), accepted:
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secured = tls.wrap_socket(accepted, server_side=True) if tls else accepted
        server.sockets.append(secured)
        with secured, secured.makefile("rb") as file, suppress(_HungUp):
            session = _Session(server, secured, file, [])
            server.sessions.append(session.heard)
            session.go_on()


@dataclass
class _Session:
    server: Scripted
    socket: socket.socket
    file: BinaryIO
    heard: list[str]

    def go_on(self) -> None:
        self.say(self.server.answer("HELLO"))
        while line := self.file.readline():
            command = line[:4].decode("latin-1").strip().upper()
            self.heard.append(command)
            match command:
                case "EHLO":
                    self.say("250-scripted.example.org\r\n250 " + ("PIPELINING" if self.server.pipelining else "HELP"))
                case "DATA":
                    self.data()
                case "QUIT":
                    self.say(self.server.answer("QUIT"))
                    return
                case _:
                    self.say(self.server.answer(command) or "502 Unknown")

    def data(self) -> None:
        answer = self.server.answer("DATA")
        self.say(answer)
        if not answer or "354" not in answer:
            return
        content = self.content()
        self.heard.append(".")
        with self.server.lock:
            self.server.received.append(content)
        answer = self.server.answer(".")
        if answer and answer.removeprefix(OCTET_BY_OCTET).startswith("250"):
            with self.server.lock:
                self.server.taken.append(content)
        self.say(answer)

    def content(self) -> bytes:
        lines: list[bytes] = []
        octets = 0
        for line in iter(self.file.readline, b""):
            octets += len(line)
            if octets > self.server.begun_with and (answer := self.server.answer("CONTENT")):
                self.say(answer)
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
        raise _HungUp

    def say(self, answer: str | None) -> None:
        match answer:
            case None:
                pass
            case text if text == HANG_UP:
                raise _HungUp
            case text if text == RESET:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                raise _HungUp
            case text if text == NEVER:
                self.server.stopped.wait()
                raise _HungUp
            case text:
                self.send(text.removesuffix(THEN_HANG_UP))
                if text.endswith(THEN_HANG_UP):
                    raise _HungUp

    def send(self, answer: str) -> None:
        octets = (answer.removeprefix(OCTET_BY_OCTET) + "\r\n").encode()
        if answer.startswith(OCTET_BY_OCTET):
            for octet in octets:
                self.socket.sendall(bytes([octet]))
        else:
            self.socket.sendall(octets)
