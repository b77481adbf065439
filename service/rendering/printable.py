"""Text as the fonts of a printed programme can set it: on one line, all of it seen, no word wider than the page."""

import re
import unicodedata
from typing import Protocol

MISSING = "□"  # stands for a sign that no font has
LINE_MAY_END = "\u200b"  # a space without a width
UNBROKEN = 10**9
_JOINERS = frozenset("\xad\u200c\u200d")  # unseen, but the letters beside them may look otherwise
_SPACES = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")  # and what ends a line; but no no-break space
# Each of these, on its own, is in one of the fonts that come with the library; the tests hold that.
_SURE = (
    " -~\xa0-\xac\xae-\u02ff\u0370-\u0373\u0376\u0377\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff"  # Latin, Greek, Cyrillic
    "\u0531-\u0556\u0559-\u058a\u05d0-\u05ea\u0621-\u063a\u0640-\u064a\u10d0-\u10ff"  # Armenian to Georgian
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u203e\u20a0-\u20bf\u2116\u2122\u2190-\u21ff\u25a0-\u25ff"
)
_UNSURE = re.compile(f"[^{_SURE}]")


class Fit(Protocol):
    """Makes a text fit for print. A word that is wider than `widest` small letters may be broken anywhere."""

    def __call__(self, text: str, *, widest: int = 40) -> str: ...


def printable(text: str, *, widest: int = 40) -> str:
    """The text with all the signs that Unicode has for people to see."""
    return _breakable(_seen(text), widest)


def surely_printable(text: str, *, widest: int = 40) -> str:
    """The text in signs that the fonts have: rare accents get lost, and "□" stands for other signs."""
    composed = unicodedata.normalize("NFC", _seen(text))
    return _breakable(_UNSURE.sub(_replacement, composed), widest)


def _seen(text: str) -> str:
    """Without controls, and without what turns the direction of all that follows, as U+202E does."""
    return _SPACES.sub(" ", "".join(filter(_is_seen, text))).strip()


def _is_seen(sign: str) -> bool:
    return sign.isspace() or sign in _JOINERS or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}


def _replacement(unsure: re.Match[str]) -> str:
    return "" if unicodedata.category(unsure[0]) in {"Cf", "Mc", "Me", "Mn"} else MISSING


def _breakable(line: str, widest: int) -> str:
    return " ".join(word if _width(word) <= widest else _in_pieces(word, widest // 2) for word in line.split(" "))


def _width(word: str) -> int:
    """About as many small letters are as wide as the word."""
    return len(word) + sum(map(str.isupper, word))


def _in_pieces(word: str, length: int) -> str:
    return LINE_MAY_END.join(word[start : start + length] for start in range(0, len(word), length))
