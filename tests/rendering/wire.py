"""What the wire allows of a mail (RFC 5322, RFC 2045 to 2047), read without a library."""

import base64
import re
from dataclasses import dataclass

LONGEST_LINE, LONGEST_HEADER_LINE, LONGEST_BODY_LINE, LONGEST_WORD = 998, 78, 76, 75
_FIELD = re.compile(r"([!-9;-~]+):(.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ENCODED_WORD = re.compile(r"=\?utf-8\?([bq])\?([!-~]*?)\?=")
_LITERAL = {"Message-ID", "To", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "References", "Content-Type"}
_ONE_WORD = re.compile(r"\S*|[A-Za-z-]+: \S+")  # that cannot be folded where programs look for it in one line


@dataclass(frozen=True)
class Part:
    """A part that holds no others, decoded."""

    content_type: str
    disposition: str | None
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass(frozen=True)
class Mail:
    """The header as it is written, unfolded; and the parts in their order."""

    header: dict[str, str]
    parts: list[Part]


def checked(payload: bytes) -> Mail:
    """The mail of these bytes, which keep every rule."""
    assert payload.isascii()
    text = payload.decode("ascii")
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert [line for line in lines if _CONTROL.search(line)] == []
    assert max(map(len, lines)) <= LONGEST_LINE
    head, _, body = text.partition("\r\n\r\n")
    header = _header(head)
    assert header["MIME-Version"] == "1.0"
    return Mail(header, _parts(header, body))


def decoded(value: str) -> str:
    """The value with its encoded words read; what is between two of them is nothing (RFC 2047 6.2)."""
    parts = re.sub(r"\?=\s+=\?", "?==?", value)
    return _ENCODED_WORD.sub(lambda word: _word(word[1], word[2]), parts)


def _header(head: str) -> dict[str, str]:
    fields = re.split(r"\r\n(?![ \t])", head)
    header = {}
    for written in fields:
        found = _FIELD.fullmatch(written)
        assert found, written
        name, value = found[1], found[2]
        assert name not in header, name
        header[name] = value.replace("\r\n", "").removeprefix(" ")
        _check_folding(name, written)
        _check_encoded_words(name, header[name])
    return header


def _check_folding(name: str, written: str) -> None:
    lines = written.split("\r\n")
    assert all(line == line.rstrip() and line.strip() for line in lines), written
    longest = LONGEST_BODY_LINE if "=?" in written else LONGEST_HEADER_LINE
    assert [line for line in lines if len(line) > longest and not _ONE_WORD.fullmatch(line.strip())] == []


def _check_encoded_words(name: str, value: str) -> None:
    if name in _LITERAL:
        return  # whatever looks like one is an address
    for word in re.findall(r"=\?\S*", re.sub(r"<[^<>]*>$", "", value) if name == "From" else value):
        found = _ENCODED_WORD.fullmatch(word)
        assert found, word
        assert len(word) <= LONGEST_WORD
        assert _word(found[1], found[2])  # each by itself: no character is split


def _word(encoding: str, text: str) -> str:
    if encoding == "b":
        return base64.b64decode(text, validate=True).decode()
    assert re.fullmatch(r"([A-Za-z0-9!*+/_-]|=[0-9A-F]{2})+", text), text  # RFC 2047 5 (3)
    return re.sub(rb"=([0-9A-F]{2})", _octet, text.replace("_", " ").encode()).decode()


def _octet(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _parts(header: dict[str, str], body: str) -> list[Part]:
    content_type = header["Content-Type"]
    if not content_type.startswith("multipart/"):
        return [Part(content_type, header.get("Content-Disposition"), _content(header, body))]
    found = re.fullmatch(r'multipart/[a-z]+; boundary="([!-~]{1,70})"', content_type)
    assert found, content_type
    line = re.escape(f"--{found[1]}")
    before, *parts, after = re.split(rf"(?:^|\r\n){line}(?:\r\n|(?=--\r\n))", body)
    assert (before, after) == ("", "--\r\n")
    assert len(parts) >= 2
    return [part for each in parts for part in _part(each)]


def _part(text: str) -> list[Part]:
    head, _, body = text.partition("\r\n\r\n")
    return _parts(_header(head), body)


def _content(header: dict[str, str], body: str) -> bytes:
    assert "charset=utf-8" in header["Content-Type"]
    lines = body.split("\r\n")
    assert max(map(len, lines)) <= LONGEST_BODY_LINE
    match header["Content-Transfer-Encoding"]:
        case "base64":
            return base64.b64decode("".join(lines), validate=True)
        case encoding:
            assert encoding == "quoted-printable"
            return _unquoted(lines)


def _unquoted(lines: list[str]) -> bytes:
    for line in lines:
        assert not line.endswith((" ", "\t")), line
        assert re.fullmatch(r"(?:[\t -<>-~]|=[0-9A-F]{2})*=?", line), line
    joined = "\r\n".join(lines).replace("=\r\n", "")
    return re.sub(rb"=([0-9A-F]{2})", _octet, joined.encode())
