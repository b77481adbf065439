"""The public face of an installation: its web address and the sender of its mails."""

from dataclasses import dataclass

from service.domain.errors import InvalidValue
from service.domain.source import web_address
from service.domain.subscriber import address
from service.domain.text import shown


@dataclass(frozen=True)
class Site:
    """`base_url` has no slash at its end; `mail_from` is a bare address.

    `bounces` takes what could not be delivered, at its subaddresses (RFC 5233); None stands for `mail_from`.
    """

    base_url: str
    mail_from: str
    bounces: str | None = None

    def __post_init__(self) -> None:
        if not _is_base(self.base_url):
            raise InvalidValue(f'a web address such as "https://dates.example.org", not {shown(self.base_url)}')
        for given in filter(None, (self.mail_from, self.bounces)):
            if address(given) != given:
                raise InvalidValue(f"an e-mail address in ASCII, not {shown(given)}")

    def url(self, path: str) -> str:
        """The absolute address of a path that begins with a slash."""
        return self.base_url + path

    @property
    def returns_to(self) -> str:
        """The address at whose subaddresses bounces arrive."""
        return self.bounces or self.mail_from

    @property
    def mail_domain(self) -> str:
        return self.mail_from.rpartition("@")[2]


def _is_base(link: str) -> bool:
    """Whether paths can be put after it."""
    try:
        return not web_address(link).endswith("/") and not any(sign in "?#" for sign in link)
    except InvalidValue:
        return False
