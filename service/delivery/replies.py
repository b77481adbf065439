"""Replies of an SMTP server (RFC 5321 4.2), read as they come in, and what they mean for a mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.delivery import AddressRefused, Deferred, Refused

LONGEST_LINE = 4096  # octets; RFC 5321 4.5.3.1.5 says 512
MOST_LINES = 200  # of one reply
LONGEST_TEXT = 300  # characters that are kept

# RFC 3463 3.8 (policy or credentials), RFC 5321 4.3.2 (the order of commands), RFC 4954 6 (logging in).
_OUR_OWN_FAULT = b"5.7."
_OUR_OWN_CODES = frozenset({500, 502, 503, 504, 530, 534, 535, 538})

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)


class NotSmtp(Exception):
    """The other side says something that is no reply."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A code, and what was said with it, line by line."""

    code: int
    said: tuple[bytes, ...]

    @property
    def text(self) -> str:
        return one_line(f"{self.code} {b' '.join(self.said).decode('utf-8', 'replace')}")


class Replies:
    """What has been heard of a reply so far. Wherever the network cuts it, the same replies come out."""

    def __init__(self) -> None:
        self._rest = b""
        self._said: list[bytes] = []
        self._code = b""

    def heard(self, data: bytes) -> Iterator[Reply]:
        """The replies that are whole with this. Raises NotSmtp after those before it."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if reply := self._reply(line.rstrip(b"\r")):
                yield reply
        _check_length(self._rest)

    def _reply(self, line: bytes) -> Reply | None:
        _check_length(line)
        found = _LINE.fullmatch(line)
        if not found:
            raise NotSmtp(line[:LONGEST_TEXT].decode("utf-8", "replace"))
        code, more, text = found.groups()
        if self._said and code != self._code:
            raise NotSmtp(f"{self._code.decode()} and {code.decode()} in one reply")
        self._said.append(text or b"")
        if more == b"-":
            if len(self._said) == MOST_LINES:
                raise NotSmtp("a reply without an end")
            self._code = code
            return None
        reply = Reply(int(code), tuple(self._said))
        self._said.clear()
        return reply


def refusal(reply: Reply) -> Deferred | Refused:
    """5xx is final, unless it is about us; anything else is worth another try (RFC 5321 4.2.1)."""
    return Refused(reply.text) if _is_final(reply) else Deferred(reply.text)


def refusal_of_recipient(reply: Reply) -> Deferred | AddressRefused:
    """The same in answer to RCPT."""
    return AddressRefused(reply.text) if _is_final(reply) else Deferred(reply.text)


def one_line(text: str) -> str:
    """For logs and tables: without line ends or other control characters, and not endless."""
    printable = text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)
    return printable.strip()[:LONGEST_TEXT]


def _check_length(line: bytes) -> None:
    if len(line) > LONGEST_LINE:
        raise NotSmtp("a line without an end")


def _is_final(reply: Reply) -> bool:
    return reply.code >= 500 and reply.code not in _OUR_OWN_CODES and not reply.said[0].startswith(_OUR_OWN_FAULT)
