"""The obvious way to send: for each reader an EmailMessage is built, and handed to smtplib; nothing is kept."""

import smtplib
import time
from collections.abc import Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP

from benchmarks.sending_relays import Relay
from benchmarks.servers import HOST

_MADE_BY_THE_LIBRARY = {"content-type", "content-transfer-encoding", "mime-version", "content-disposition"}


def send_naively(relay: Relay, mail: bytes, recipients: Sequence[str]) -> float:
    """Seconds for as many mails that say the same as this one."""
    model = BytesParser(_class=EmailMessage, policy=SMTP).parsebytes(mail)
    headers = [(name, str(value)) for name, value in model.items() if name.lower() not in {*_MADE_BY_THE_LIBRARY, "to"}]
    text, html = (model.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    calendars = [part.get_content() for part in model.iter_attachments()]
    start = time.perf_counter()
    with smtplib.SMTP(HOST, relay.port) as connection:
        for recipient in recipients:
            message = EmailMessage(policy=SMTP)
            for name, value in headers:
                message[name] = value
            message["To"] = recipient
            message.set_content(text)
            message.add_alternative(html, subtype="html")
            for calendar in calendars:
                message.add_attachment(calendar, subtype="calendar", filename="dates.ics")
            connection.send_message(message)
    return time.perf_counter() - start
