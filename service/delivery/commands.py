"""What is said to an SMTP server about a mail (RFC 5321 4.1), and what must not be said to it."""

import re

from service.domain.delivery import AddressRefused, Deferred, Mail, Refused

# What could end the command or the path is no part of an address; other letters would need RFC 6531.
_PATH = re.compile(r"[ !-;=?-~]+@[ !-;=?-~]+")


def mistake(mail: Mail) -> Deferred | Refused | AddressRefused | None:
    """Why it cannot be sent as it is, whoever is asked to take it."""
    if not _PATH.fullmatch(mail.recipient):
        return AddressRefused("not an address that a mail can be sent to")
    if not _PATH.fullmatch(mail.sender):
        return Deferred("not an address that a mail can be sent from")
    lines = mail.payload.count(b"\n")
    if not lines == mail.payload.count(b"\r") == mail.payload.count(b"\r\n"):
        # RFC 5321 2.3.8. Where servers differ about such a line end, a mail could be smuggled into this one.
        return Refused("a line of the mail does not end in CRLF")
    return None


def envelope(mail: Mail) -> tuple[bytes, bytes, bytes]:
    """MAIL, RCPT and DATA."""
    return f"MAIL FROM:<{mail.sender}>\r\n".encode(), f"RCPT TO:<{mail.recipient}>\r\n".encode(), b"DATA\r\n"


FINAL_DOT = b".\r\n"


def content(payload: bytes) -> bytes:
    """All that comes before the final dot (RFC 5321 4.5.2)."""
    stuffed = payload.replace(b"\r\n.", b"\r\n..") if b"\r\n." in payload else payload
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"
