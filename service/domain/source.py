"""Where a fact was said, and how sure it is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from service.domain.errors import InvalidValue
from service.domain.text import Text


class Certainty(StrEnum):
    """How a source stands behind a fact."""

    CERTAIN = "certain"  # the source says so
    REPORTED = "reported"  # the source itself marks it as hearsay
    INFERRED = "inferred"  # we concluded it from what the source says


@dataclass(frozen=True, kw_only=True)
class Source:
    """A publication that facts are taken from."""

    id: str
    publication: Text
    date: date
    date_certainty: Certainty = Certainty.CERTAIN
    title: Text | None = None
    link: str | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        if self.link is not None:
            web_address(self.link)


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Which fields a source supports, what it says in our words, and how sure that is."""

    source: str  # the id of a Source
    supports: tuple[str, ...]
    says: Text
    certainty: Certainty = Certainty.CERTAIN


def web_address(link: str) -> str:
    """The link itself. Raises InvalidValue unless it is an http or https address."""
    if not link.startswith(("https://", "http://")) or not link.isprintable() or not _names_a_host(link):
        raise InvalidValue('a web address that begins with "https://"')
    return link


def _names_a_host(link: str) -> bool:
    try:
        return bool(urlsplit(link).hostname) and not any(sign in ' <>"' for sign in link)
    except ValueError:
        return False
