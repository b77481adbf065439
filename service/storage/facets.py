"""Facets: all that an event is found by besides its words, each as one token in the full-text index.

So words and filters are one question to one index. It knows of each token which events have it, in the order of
their numbers, and leaps from one event that has all to the next, whichever of them is rare.
"""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import blake2b


class Facet(StrEnum):
    CALENDAR = "calendar"
    KIND = "kind"
    BODY = "body"
    PLACE = "place"
    COUNTRY = "country"
    STATUS = "status"  # also of an instruction: open or done
    PRECISION = "precision"


def facet_token(facet: Facet, value: str) -> str:
    """One word (of private and other letters, and digits) whatever the value is."""
    digest = blake2b(f"{facet} {value}".encode(errors="surrogatepass"), digest_size=_OCTETS)
    return _LEAD + digest.hexdigest()


def facet_tokens(values: Iterable[tuple[Facet, str | None]]) -> str:
    """The tokens of one event; None is a facet that it does not have."""
    return " ".join(facet_token(facet, value) for facet, value in values if value is not None)


def any_facet(facet: Facet, values: Iterable[str]) -> str:
    """What to match where any of these will do (FTS5 3.6 and 3.7); nothing matches where there is none."""
    tokens = [facet_token(facet, value) for value in sorted(values)] or [_NONE]
    return f"facets : ({' OR '.join(tokens)})"


_NONE = "none"  # no event has it
_OCTETS = 6
# All begin alike, so that the index of beginnings is short, and as no word that anybody types.
_LEAD = "\ue000" * 3
