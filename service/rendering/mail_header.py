"""Header fields of a mail, as they are on the wire: ASCII, folded and ended (RFC 5322 2.2, RFC 2047).

Written here, because the library breaks long addresses into encoded words (cpython#85725), and makes of what looks
like an encoded word in a title what it stands for, line breaks included.
"""

import base64
import re
from collections.abc import Callable, Iterator

LONGEST_LINE = 78  # characters that a line should not exceed (RFC 5322 2.1.1)
LONGEST_ENCODED_LINE = 76  # characters of a line with encoded words (RFC 2047 2)
LONGEST_WORD = 75  # characters of an encoded word
# What a display name may consist of without quotes, and what may stand in one in an encoded word as it is
# (RFC 5322 3.2.3, RFC 2047 5).
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_AS_IT_IS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_Q = [chr(octet) if octet in _AS_IT_IS else f"={octet:02X}" for octet in range(256)]
_Q[ord(" ")] = "_"
# What ends a line somewhere, has no place in one, or cannot be written in UTF-8.
_UNWANTED = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")


def field(name: str, value: str) -> bytes:
    """A value that is written as it is, in one line: an address, a link, a word."""
    return f"{name}: {value}\r\n".encode("ascii")


def field_on_two_lines(name: str, value: str) -> bytes:
    """The same, folded before the value."""
    return f"{name}:\r\n {value}\r\n".encode("ascii")


def text_field(name: str, text: str) -> bytes:
    """A value that people read, of any length and in any letters (RFC 5322 3.6.5)."""
    text = one_line(text)
    start = f"{name}: "
    if _is_plain(text, len(start)):
        return "\r\n ".join(_folded(start + text)).encode("ascii") + b"\r\n"
    words = _encoded_words(text, room=LONGEST_ENCODED_LINE - len(start))
    return (start + "\r\n ".join(words)).encode("ascii") + b"\r\n"


def mailbox_field(name: str, display_name: str, address: str) -> bytes:
    """Somebody by name and address, as in "From: Dateline <dateline@example.org>" (RFC 5322 3.4)."""
    start = f"{name}: {_phrase(one_line(display_name), room=LONGEST_ENCODED_LINE - len(name) - 2)}"
    last = start.rpartition("\r\n")[2]
    fold = " " if len(last) + len(f" <{address}>") <= LONGEST_ENCODED_LINE else "\r\n "
    return f"{start}{fold}<{address}>\r\n".encode("ascii")


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which could end a field."""
    return " ".join(_UNWANTED.sub(" ", text).split())


def _is_plain(text: str, taken: int) -> bool:
    """Whether it can stand as it is, folded between words."""
    longest = max(map(len, text.split()), default=0)
    return text.isascii() and "=?" not in text and taken + longest <= LONGEST_LINE


def _folded(line: str) -> Iterator[str]:
    """The lines of a field; the first begins with its name, each of the others gets a space before it."""
    name, _, rest = line.partition(": ")
    current, longest = f"{name}:", LONGEST_LINE
    for word in rest.split():
        if len(current) + 1 + len(word) > longest:
            yield current
            current, longest = word, LONGEST_LINE - 1
        else:
            current = f"{current} {word}"
    yield current


def _phrase(words: str, *, room: int) -> str:
    """A display name, quoted or in encoded words where it has to be."""
    if not words.isascii() or "=?" in words or len(words) + 2 > room:
        return "\r\n ".join(_encoded_words(words, room=room))
    if _ATOMS.fullmatch(words):
        return words
    return '"{}"'.format(re.sub(r'([\\"])', r"\\\1", words))


def _encoded_words(text: str, *, room: int) -> Iterator[str]:
    """The text in the shorter of both encodings; no character is split (RFC 2047 5). `room` is that of the first."""
    encode = min((_in_q, _in_b), key=lambda encode: len(encode(text)))
    return _words(text, encode, room)


def _words(text: str, encode: Callable[[str], str], room: int) -> Iterator[str]:
    start = 0
    for end in range(1, len(text) + 1):
        if len(encode(text[start:end])) > min(room, LONGEST_WORD):
            yield encode(text[start : end - 1])
            start, room = end - 1, LONGEST_WORD
    yield encode(text[start:])


def _in_b(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode('ascii')}?="


def _in_q(text: str) -> str:
    return f"=?utf-8?q?{''.join(map(_Q.__getitem__, text.encode()))}?="
