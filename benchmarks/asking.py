"""One client that asks for an address, over a connection that stays open."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

TIMEOUT = 600  # seconds; Radicale reads 10,000 new files for a minute


@dataclass(frozen=True)
class Answer:
    status: int
    etag: str
    body: bytes


class Client:
    """Use it as a context; a server that closes the connection is connected to again."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=TIMEOUT)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        return self._ask("GET", url, headers, None)

    def put(self, url: str, body: bytes) -> Answer:
        return self._ask("PUT", url, {"Content-Type": "text/calendar; charset=utf-8"}, body)

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        connection = self._connection
        connection.putrequest(method, urlsplit(url).path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("ETag", ""), response.read())
