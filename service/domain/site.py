"""The public face of an installation: its web address and the sender of its mails."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from service.domain.errors import InvalidValue
from service.domain.subscriber import address


@dataclass(frozen=True)
class Site:
    """`base_url` has no slash at its end; `mail_from` is a bare address."""

    base_url: str
    mail_from: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or self.base_url.endswith("/"):
            raise InvalidValue(f'a web address such as "https://dates.example.org", not "{self.base_url}"')
        if address(self.mail_from) != self.mail_from:
            raise InvalidValue(f'an e-mail address in ASCII, not "{self.mail_from}"')

    def url(self, path: str) -> str:
        """The absolute address of a path that begins with a slash."""
        return self.base_url + path

    @property
    def mail_domain(self) -> str:
        return self.mail_from.rpartition("@")[2]
