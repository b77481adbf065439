"""The mails in a mailbox folder, read back from their bytes."""

import email.policy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path


@dataclass(frozen=True)
class KeptMail:
    """A mail by the name of its file, without `.eml`."""

    name: str
    message: EmailMessage

    def header(self, name: str) -> str:
        """The header in readable form; empty where there is none."""
        return str(self.message.get(name, ""))

    @property
    def sent_at(self) -> datetime | None:
        """The Date of the mail (aware), if it has a valid one."""
        found = getattr(self.message["Date"], "datetime", None)
        return found.replace(tzinfo=found.tzinfo or UTC) if found else None

    @property
    def text(self) -> str | None:
        return self._part("plain")

    @property
    def html(self) -> str | None:
        return self._part("html")

    def _part(self, subtype: str) -> str | None:
        part = self.message.get_body((subtype,))
        return str(part.get_content()) if part else None


def kept_mails(folder: Path) -> list[KeptMail]:
    """All mails in the folder, newest first."""
    return sorted((_read(path) for path in _files(folder)), key=_age, reverse=True)


def kept_mail(folder: Path, name: str) -> KeptMail | None:
    """The mail of that name. It is looked for in the folder's list, so that no name can lead out of it."""
    return next((_read(path) for path in _files(folder) if path.stem == name), None)


def _files(folder: Path) -> Iterable[Path]:
    """What is still being written has another ending and gets this one at once, by renaming."""
    return (path for path in folder.glob("*.eml") if path.is_file() and not path.name.startswith("."))


def _read(path: Path) -> KeptMail:
    message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(path.read_bytes())
    return KeptMail(path.stem, message)


def _age(mail: KeptMail) -> tuple[datetime, str]:
    return mail.sent_at or datetime.min.replace(tzinfo=UTC), mail.name
