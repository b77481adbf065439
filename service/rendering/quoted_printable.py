"""Bodies in quoted-printable (RFC 2045 6.7), with gaps for what is the reader's own.

It passes every relay, also one without 8BITMIME (RFC 6152); and unlike base64 it can be filled in later: each gap
stands on a line of its own, between soft line breaks.

Written here, because the library's lines get longer than 76 characters where they end in a space.
"""

from functools import lru_cache

LONGEST_LINE = 76  # characters, the "=" of a soft line break included
SOFT_BREAK = "=\r\n"
MOST_KEPT = 2048  # lines: most of a page is the same in all mails
_ROOM = LONGEST_LINE - 1
_AS_IT_IS = frozenset(
    b"\t !\"#$%&'()*+,-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
)
_ESCAPED = [chr(octet) if octet in _AS_IT_IS else f"={octet:02X}" for octet in range(256)]


def quoted(text: str) -> bytes:
    """The text; what stands between two NULs in it is the name of a gap."""
    parts = text.split("\0")
    body = _quoted_lines(parts[0])
    for name, after in zip(parts[1::2], parts[2::2], strict=True):
        before = "" if not body or body.endswith("\n") else SOFT_BREAK
        body += f"{before}\0{name}\0{'' if after.startswith(chr(10)) else SOFT_BREAK}{_quoted_lines(after)}"
    return body.encode("ascii")


def quoted_word(word: str) -> str:
    """What fills a gap: printable ASCII without spaces, in as many lines as it needs."""
    return _wrapped(word.replace("=", "=3D"))


def _quoted_lines(text: str) -> str:
    return "\r\n".join(map(_quoted_line, text.split("\n")))


@lru_cache(MOST_KEPT)
def _quoted_line(line: str) -> str:
    if line.endswith((" ", "\t")):  # a relay may take away what nobody sees
        return _wrapped(_escaped(line[:-1]) + f"={ord(line[-1]):02X}")
    return _wrapped(_escaped(line))


def _escaped(line: str) -> str:
    return "".join(map(_ESCAPED.__getitem__, line.encode()))


def _wrapped(escaped: str) -> str:
    """With soft line breaks where it is too long, none inside an escape."""
    lines, start = [], 0
    while len(escaped) - start > _ROOM:
        end = start + _ROOM
        escape = escaped.rfind("=", end - 2, end)
        end = end if escape < 0 else escape
        lines.append(escaped[start:end])
        start = end
    lines.append(escaped[start:])
    return SOFT_BREAK.join(lines)
