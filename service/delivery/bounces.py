"""Bounces: which mails came back, and why, by their delivery status notifications (RFC 3464)."""

import mailbox
import re
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from pathlib import Path

from service.delivery.replies import one_line

MOST_OCTETS = 1_000_000  # of a message that is read; what a mail comes back with stands at its beginning
LONGEST_HEADER = 2000  # characters

_ACTION = re.compile(r"[a-z]+", re.IGNORECASE)
_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")  # RFC 3463 2
_SENT_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_STANDARD_INPUT = Path("-")
_FROM = b"From "  # what each message in an mbox begins with (RFC 4155)


@dataclass(frozen=True)
class Failure:
    """One recipient that it was not delivered to. `diagnostic` is what the other side said, or else the status."""

    recipient: str
    status: str
    diagnostic: str


@dataclass(frozen=True)
class Bounce:
    """What came back, and the addresses that it was sent to: by one of them we know which mail it is about (VERP)."""

    sent_to: tuple[str, ...]
    failures: tuple[Failure, ...]


def bounce_in(message: bytes) -> Bounce | None:
    """None where it is none: another mail, or a report that it was delivered, or is delayed. Never raises."""
    try:
        parsed = message_from_bytes(message[:MOST_OCTETS])
        failures = tuple(_failures(parsed))
        return Bounce(_sent_to(parsed), failures) if failures else None
    except Exception:  # anybody can send us anything, and `email` does not say what it may raise
        return None


def messages_in(path: Path) -> Iterator[bytes]:
    """The messages of a Maildir, of an mbox, or the only one in a file; "-" is the standard input. Raises OSError."""
    if path == _STANDARD_INPUT:
        yield _without_from_line(sys.stdin.buffer.read())
    elif path.is_dir():
        yield from _in_maildir(path)
    elif _begins_with_from(path):
        yield from _in_mbox(path)
    else:
        yield path.read_bytes()


def _failures(message: Message) -> Iterator[Failure]:
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    for part in message.get_payload():
        # `email` reads the groups of fields of this type as messages without a body (RFC 3464 2.1).
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for fields in part.get_payload():
                if isinstance(fields, Message) and (failure := _failure(fields)):
                    yield failure


def _failure(fields: Message) -> Failure | None:
    action = _ACTION.match(_header(fields, "Action"))
    if not action or action[0].lower() != "failed":
        return None
    diagnostic = _without_type(_header(fields, "Diagnostic-Code"))
    status = _STATUS.search(_header(fields, "Status")) or _STATUS.search(diagnostic)
    code = status[0] if status else "5.0.0"
    recipient = _header(fields, "Final-Recipient") or _header(fields, "Original-Recipient")
    return Failure(_without_type(recipient).strip("<>"), code, one_line(diagnostic) or code)


def _sent_to(message: Message) -> tuple[str, ...]:
    values = [str(value)[:LONGEST_HEADER] for name in _SENT_TO for value in message.get_all(name, [])]
    return tuple(dict.fromkeys(address for _, address in getaddresses(values) if "@" in address))


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, ""))[:LONGEST_HEADER].split())


def _without_type(value: str) -> str:
    """`rfc822; anna@example.org` and `smtp; 550 …` without what stands before the semicolon (RFC 3464 2.1.2)."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and " " not in kind.strip() else value


def _in_maildir(folder: Path) -> Iterator[bytes]:
    messages = mailbox.Maildir(folder, create=False)
    for key in sorted(messages.keys()):
        with suppress(KeyError, FileNotFoundError):  # whoever reads his mail meanwhile, moves it
            yield messages.get_bytes(key)


def _in_mbox(file: Path) -> Iterator[bytes]:
    with closing(mailbox.mbox(file, create=False)) as messages:
        for key in messages.iterkeys():
            yield messages.get_bytes(key)


def _begins_with_from(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_FROM)) == _FROM


def _without_from_line(message: bytes) -> bytes:
    """As a mail server hands it to a program."""
    return message.partition(b"\n")[2] if message.startswith(_FROM) else message
