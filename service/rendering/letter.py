"""A letter put together: its header, its text and HTML, and the dates as an attachment (RFC 5322, RFC 2046).

All is ASCII with CRLF, and no line of a body is longer than 76 characters.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.letter import Letter, gap
from service.domain.site import Site
from service.rendering.mail_header import LONGEST_LINE, field, field_on_two_lines, mailbox_field, text_field
from service.rendering.own_words import Gap, link, link_length
from service.rendering.quoted_printable import quoted

PROGRAM = "Dateline"
LONGEST_NAME = 60  # characters of the sender's; a list of mails shows half of them
FILE = "dates.ics"


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a letter says. `sender` is a display name, `dates` a calendar (RFC 5545) to attach.

    In `text` and `html` what stands between two NULs is the name of a gap.
    """

    sender: str
    subject: str
    language: str
    text: str
    html: str
    dates: bytes | None = None


def letter(content: Content, site: Site, fields: Sequence[bytes] = ()) -> Letter:
    """The letter for all who get it; `fields` are further ones of its header."""
    header = [
        field("Date", gap(Gap.DATE)),
        field("Message-ID", gap(Gap.MESSAGE_ID)),
        mailbox_field("From", _shortened(content.sender), site.mail_from),
        field("To", gap(Gap.TO)),
        text_field("Subject", content.subject),
        *fields,
        field("Auto-Submitted", "auto-generated"),  # RFC 3834: no out-of-office answers, please
        field("X-Auto-Response-Suppress", "OOF, AutoReply"),  # the same for Exchange (MS-OXCMAIL 2.2.3.2.14)
        field("Content-Language", content.language),  # RFC 3282
        field("MIME-Version", "1.0"),
    ]
    return Letter(b"".join(header) + _body(content))


def of_a_list(site: Site) -> list[bytes]:
    """What says that the mail is one of many, and how to get no more of them: at one click, where the site has TLS."""
    address = f"<{link(site, Gap.UNSUBSCRIBE)}>"
    is_long = len("List-Unsubscribe: <>") + link_length(site, Gap.UNSUBSCRIBE) > LONGEST_LINE
    fields = [
        mailbox_field("List-Id", PROGRAM, f"reminders.{site.mail_domain}"),  # RFC 2919
        (field_on_two_lines if is_long else field)("List-Unsubscribe", address),  # RFC 2369
    ]
    if site.base_url.startswith("https:"):
        fields.append(field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))  # RFC 8058 3.1
    return fields


def about(uid: str, site: Site) -> list[bytes]:
    """Lets mail programs show all mails about one event together: they answer a mail that was never sent."""
    name = hashlib.sha256(uid.encode()).hexdigest()[:26]
    return [field("References", f"<ev.{name}@{site.mail_domain}>")]


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _body(content: Content) -> bytes:
    """First the text, then the HTML: the last that a program can show is the one to show (RFC 2046 5.1.4)."""
    text, html = quoted(content.text), quoted(content.html)
    name = hashlib.sha256(text + html).hexdigest()[:24]
    both = _multipart("alternative", f"=_a{name}", [_text("plain", text), _text("html", html)])
    return both if content.dates is None else _multipart("mixed", f"=_m{name}", [both, _attached(content.dates)])


def _multipart(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """The boundary begins with what no line of quoted-printable or base64 can begin with (RFC 2045 6.7)."""
    line = b"--" + boundary.encode()
    begun = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    return field("Content-Type", f'multipart/{subtype}; boundary="{boundary}"') + b"\r\n" + begun + line + b"--\r\n"


def _text(subtype: str, body: bytes) -> bytes:
    return (
        field("Content-Type", f"text/{subtype}; charset=utf-8")
        + field("Content-Transfer-Encoding", "quoted-printable")
        + b"\r\n"
        + body
    )


def _attached(dates: bytes) -> bytes:
    """As a file: Outlook shows either the text or the calendar, where they are alternatives."""
    in_base64 = base64.encodebytes(dates).replace(b"\n", b"\r\n")
    in_quoted_printable = quoted(dates.decode().replace("\r\n", "\n"))
    encoding, body = min(
        ("quoted-printable", in_quoted_printable), ("base64", in_base64), key=lambda encoded: len(encoded[1])
    )
    return (
        field("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
        + field("Content-Disposition", f'attachment; filename="{FILE}"')
        + field("Content-Transfer-Encoding", encoding)
        + b"\r\n"
        + body
    )
