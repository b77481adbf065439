"""Content lines of iCalendar: escaped and folded (RFC 5545 3.1 and 3.3.11)."""

from datetime import datetime

LONGEST = 74  # octets before a fold; with the space that begins the next line, 75 (RFC 5545 3.1)


def line(name: str, value: str) -> bytes:
    """`name` with its parameters, a colon and the value as it is, folded and ended."""
    return folded(f"{name}:{value}")


def text_line(name: str, value: str) -> bytes:
    """The same for a value of type TEXT, which is escaped."""
    return folded(f"{name}:{escaped(value)}")


def escaped(text: str) -> str:
    """TEXT as RFC 5545 3.3.11 writes it; an end of line is one, however it was written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(content: str) -> bytes:
    """The line in UTF-8 with its end, folded where icalendar folds it, never inside a character."""
    octets = content.encode()
    if len(octets) <= LONGEST:
        return octets + b"\r\n"
    parts, start = [], 0
    while start < len(octets):
        end = start + LONGEST
        # 0b10xxxxxx is never the first octet of a character in UTF-8 (RFC 3629 3).
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        # Some clients unescape before they unfold (collective/icalendar#1501).
        if end < len(octets) and octets[end - 1] in b"\\^":
            end -= 1
        parts.append(octets[start:end])
        start = end
    return b"\r\n ".join(parts) + b"\r\n"


def date_time(wall_clock: datetime) -> str:
    """DATE-TIME without a zone (RFC 5545 3.3.5), with four digits for years before 1000, too."""
    return f"{wall_clock.year:04}{wall_clock:%m%dT%H%M%S}"
