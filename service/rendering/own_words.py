"""What is each reader's own in a mail that many get: the gaps of a letter, and what fills them."""

import html
import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from functools import lru_cache

from service.domain.letter import gap
from service.domain.site import Site
from service.domain.token import LENGTH, Purpose, token
from service.rendering.quoted_printable import quoted_word

_SHORT_AND_PLAIN = re.compile("[A-Za-z0-9@._+-]{1,75}")  # written the same everywhere, and in one line


class Gap(StrEnum):
    DATE = "date"
    MESSAGE_ID = "id"
    TO = "to"
    ADDRESS = "address"
    ADDRESS_IN_HTML = "address-html"
    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"


_PATHS = {
    Gap.CONFIRM: "/subscribe/confirm/",
    Gap.MANAGE: "/subscribe/manage/",
    Gap.UNSUBSCRIBE: "/u/",
}


_PURPOSES = {str(gap): Purpose(gap) for gap in _PATHS}


def link(site: Site, to: Gap) -> str:
    """The web address that ends in a token of the reader, with a gap for that."""
    return site.url(_PATHS[to]) + gap(to)


def link_length(site: Site, to: Gap) -> int:
    """How many characters that address will have."""
    return len(site.url(_PATHS[to])) + LENGTH


def own_words(
    gaps: Iterable[str], *, id: int, secret: bytes, address: str, message_id: str, now: datetime
) -> dict[str, str]:
    """What fills these gaps for the reader of that number, secret and address. `now` (aware, UTC) becomes the Date."""
    plain = _SHORT_AND_PLAIN.fullmatch(address) is not None
    known = {
        "date": _date(now),
        "id": message_id,
        "to": address,
        "address": address if plain else quoted_word(address),
        "address-html": address if plain else quoted_word(html.escape(address)),
    }
    return {name: known.get(name) or token(id, secret, _PURPOSES[name]) for name in gaps}


@lru_cache(maxsize=16)
def _date(now: datetime) -> str:
    return format_datetime(now)
