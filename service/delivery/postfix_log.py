"""What Postfix's own log says about mails of which nobody knows whether it took them (RFC 1047).

That it took one, a line of `cleanup` with the Message-ID says together with a later one of `qmgr` about the same
queue id; the first alone is also written where the connection broke before the final dot. That it did not take one
is certain only where the log still went on when we began to send, and no connection of that time is still open.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from service.delivery.log_lines import instant_of, lines_since
from service.domain.evidence import CannotBeSaid, Verdict, WasAccepted, WasNotAccepted

# The line with the queue id comes before the content, and Postfix waits so long for that at most (smtpd_timeout).
_LONGEST_WAIT = timedelta(minutes=10)

_LINE = re.compile(
    rb"(?:[0-9]{4}-\S+|[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}) \S+ (?P<instance>[^\s/]+)(?:/[^\s/]+)*/"
    rb"(?P<program>smtpd|cleanup|[no]?qmgr|master)\[(?P<process>[0-9]+)\]: (?P<text>[^\r\n]*)"
)
_MESSAGE_ID = re.compile(rb"(?P<queue_id>[0-9A-Za-z]+): message-id=(?P<message_id>.*)")
_REJECTED = re.compile(rb"(?P<queue_id>[0-9A-Za-z]+): (?:milter-)?reject: ")
_QUEUED = re.compile(rb"(?P<queue_id>[0-9A-Za-z]+): from=<.*\(queue active\)")
_CLIENT = re.compile(rb"(?P<queue_id>[0-9A-Za-z]+): client=")
_BROKEN_OFF = re.compile(rb"(?:lost connection|timeout) after (?P<command>\S+)")
_DIED = re.compile(rb"warning: process \S+/smtpd pid (?P<process>[0-9]+) ")


def evidence(log: Path, wanted: Mapping[str, datetime]) -> dict[str, Verdict]:
    """`wanted` are the Message-IDs, with the instant (aware) at which we may have begun to send the content."""
    if not wanted:
        return {}
    start = min(wanted.values()) - _LONGEST_WAIT
    reading = _Reading(wanted, near=start)
    try:
        with lines_since(log, start) as found:
            reading.read(found.lines)
    except OSError as error:
        return {message_id: CannotBeSaid(f"{log}: {error.strerror}") for message_id in wanted}
    return {message_id: reading.verdict(message_id, oldest=found.oldest) for message_id in wanted}


@dataclass(frozen=True)
class _Key:
    """A queue id or a process, of one instance of Postfix."""

    instance: bytes
    name: bytes


class _Reading:
    """What the lines say so far."""

    def __init__(self, wanted: Mapping[str, datetime], *, near: datetime) -> None:
        self._wanted = wanted
        self._near = near
        self._ids = {message_id.encode(): message_id for message_id in wanted}
        self._taken: dict[str, bytes] = {}  # queue ids, by Message-ID
        self._in_hand: dict[_Key, str] = {}  # Message-IDs, by queue id
        self._given_up: set[_Key] = set()  # queue ids
        self._current: dict[_Key, _Key] = {}  # queue id, by process
        self._open: dict[_Key, datetime] = {}  # since when a process has been speaking with somebody
        self._last_end: datetime | None = None  # of any such connection

    def read(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if found := _LINE.match(line):
                instance, program, process, text = found.groups()
                match program:
                    case b"cleanup":
                        self._cleanup(instance, text)
                    case b"smtpd":
                        self._smtpd(_Key(instance, process), text, line)
                    case b"master":
                        self._master(instance, text)
                    case _:
                        self._qmgr(instance, text)
            if len(self._taken) == len(self._wanted):
                return

    def verdict(self, message_id: str, *, oldest: datetime | None) -> Verdict:
        since = self._wanted[message_id]
        if queue_id := self._taken.get(message_id):
            name = queue_id.decode()
            return WasAccepted(f"queued as {name}, says the log of the relay")
        for key, id in self._in_hand.items():
            if id == message_id and key not in self._given_up:
                return CannotBeSaid(f"the relay had it as {key.name.decode()}, and does not say what became of that")
        if oldest is None or oldest > since:
            return CannotBeSaid("the log does not reach back that far")
        if self._last_end is None or self._last_end < since:
            return CannotBeSaid("the log does not reach that far")
        if any(opened <= since for opened in self._open.values()):
            return CannotBeSaid("a connection of that time may still be open")
        return WasNotAccepted()

    def _cleanup(self, instance: bytes, text: bytes) -> None:
        if found := _MESSAGE_ID.match(text):
            if message_id := self._ids.get(found["message_id"].strip()):
                self._in_hand[_Key(instance, found["queue_id"])] = message_id
        elif found := _REJECTED.match(text):
            self._given_up.add(_Key(instance, found["queue_id"]))

    def _qmgr(self, instance: bytes, text: bytes) -> None:
        if (found := _QUEUED.match(text)) and (id := self._in_hand.get(_Key(instance, found["queue_id"]))):
            self._taken.setdefault(id, found["queue_id"])

    def _smtpd(self, process: _Key, text: bytes, line: bytes) -> None:
        if text.startswith(b"connect from "):
            self._begin(process, line)
        elif found := _CLIENT.match(text):
            key = _Key(process.instance, found["queue_id"])
            # Queue ids come back: what had this one before, is no more, and was not queued.
            self._in_hand.pop(key, None)
            self._given_up.discard(key)
            self._current[process] = key
            if process not in self._open:
                self._begin(process, line)
        elif found := _BROKEN_OFF.match(text):
            # After the final dot it says END-OF-MESSAGE instead.
            if found["command"] == b"DATA" and process in self._current:
                self._given_up.add(self._current[process])
            self._end(process, line)
        elif text.startswith(b"disconnect from "):
            self._end(process, line)

    def _master(self, instance: bytes, text: bytes) -> None:
        if found := _DIED.match(text):
            self._forget(_Key(instance, found["process"]))
        elif text.startswith((b"daemon started", b"terminating on signal")):
            for process in [process for process in self._open if process.instance == instance]:
                self._forget(process)

    def _begin(self, process: _Key, line: bytes) -> None:
        if instant := instant_of(line, near=self._near):
            self._open[process] = instant

    def _end(self, process: _Key, line: bytes) -> None:
        self._forget(process)
        if instant := instant_of(line, near=self._near):
            self._last_end = max(instant, self._last_end or instant)

    def _forget(self, process: _Key) -> None:
        self._open.pop(process, None)
        self._current.pop(process, None)
