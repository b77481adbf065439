"""A socket that never waits, with or without TLS."""

import ssl
from socket import IPPROTO_TCP, TCP_NODELAY, socket

_MOST_AT_ONCE = 16_384  # octets; a TLS record has no more (RFC 8446 5.1), so nothing stays behind in `ssl`


class Connection:
    """Keeps what the kernel does not take yet, and counts what it took."""

    def __init__(self, socket: socket) -> None:
        socket.setblocking(False)
        socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # each write is a whole turn of the dialogue
        self.socket = socket
        self.written = 0
        self.is_full = False
        self._unsent: list[bytes | memoryview] = []

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    def write(self, parts: list[bytes]) -> bool:
        """Sends them after what is unsent, as far as they go; whether any octet went. Raises OSError."""
        self._unsent += parts
        if not self._unsent:
            return False
        rest = memoryview(self._unsent[0] if len(self._unsent) == 1 else b"".join(self._unsent))
        before = self.written
        self.is_full = False
        try:
            while rest:
                sent = self.socket.send(rest)
                self.written += sent
                rest = rest[sent:]
        except (BlockingIOError, ssl.SSLWantWriteError):
            self.is_full = True
        except ssl.SSLWantReadError:
            pass  # something is to be read first, and `write` called again after it
        self._unsent = [rest] if rest else []
        return self.written > before

    def read(self) -> bytes | None:
        """What has come in: nothing where the other side has closed, None where nothing has come. Raises OSError."""
        try:
            return self.socket.recv(_MOST_AT_ONCE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None

    def close(self) -> None:
        self.socket.close()
