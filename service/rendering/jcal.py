"""A feed of iCalendar as jCal (RFC 7265), translated line by line."""

import re
from typing import Any

from service.rendering.json_bytes import json_bytes

# The types of what we write where the line does not name them (RFC 5545, 7986, 9253 and 9073).
# What is not here is "unknown" to RFC 7265 5.1, and so is every X- property.
_TYPES = {
    "COMPLETED": "date-time",
    "DTEND": "date-time",
    "DTSTAMP": "date-time",
    "DTSTART": "date-time",
    "DUE": "date-time",
    "LAST-MODIFIED": "date-time",
    "PERCENT-COMPLETE": "integer",
    "REFRESH-INTERVAL": "duration",
    "RRULE": "recur",
    "SEQUENCE": "integer",
    "TRIGGER": "duration",
    "TZOFFSETFROM": "utc-offset",
    "TZOFFSETTO": "utc-offset",
    "URL": "uri",
}
_TEXTS = (
    "ACTION CALSCALE CATEGORIES COLOR DESCRIPTION LOCATION NAME PARTICIPANT-TYPE PRODID REFID RELATED-TO STATUS "
    "SUMMARY TRANSP TZID TZNAME UID VERSION"
)
_TYPES |= dict.fromkeys(_TEXTS.split(), "text")
_LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^;:,"]*))*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Z0-9-]+)=(?:"([^"]*)"|([^;:,"]*))')
_UNQUOTED = {"^n": "\n", "^'": '"', "^^": "^"}  # RFC 6868 3.1
_SEVERAL = re.compile(r"(?:[^,\\]|\\.)+", re.DOTALL)  # parted by commas that are not escaped (RFC 5545 3.3.11)

Component = list[Any]
"""A name, properties and components (RFC 7265 3.3)."""


def jcal(feed: bytes) -> bytes:
    """The same calendar. The feed is one that this package has written."""
    open_components: list[Component] = [["", [], []]]
    for line in feed.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, parameters, value = _parts(line)
        if name == "BEGIN":
            open_components.append([value.lower(), [], []])
        elif name == "END":
            done = open_components.pop()
            open_components[-1][2].append(done)
        else:
            open_components[-1][1].append(_property(name, parameters, value))
    return json_bytes(open_components[0][2][0])


def _parts(line: str) -> tuple[str, dict[str, str], str]:
    found = _LINE.fullmatch(line)
    assert found, "every line of ours is a content line"
    parameters = {each[1].lower(): each[2] or each[3] or "" for each in _PARAMETER.finditer(found[2])}
    return found[1], parameters, found[3]


def _property(name: str, parameters: dict[str, str], value: str) -> list[Any]:
    kind = parameters.pop("value", _TYPES.get(name, "unknown")).lower()
    said = {each: re.sub(r"\^[n'^]", lambda sign: _UNQUOTED[sign[0]], words) for each, words in parameters.items()}
    return [name.lower(), said, kind, *_values(name, kind, value)]


def _values(name: str, kind: str, value: str) -> list[Any]:
    match kind:
        case "text":
            return [_text(each) for each in (_SEVERAL.findall(value) if name == "CATEGORIES" else [value])]
        case "integer":
            return [int(value)]
        case "date":
            return [_day(value)]
        case "date-time":
            return [_instant(value)]
        case "utc-offset":
            return [f"{value[:3]}:{value[3:]}"]
        case "recur":
            return [_recurrence(value)]
        case _:
            return [value]


def _text(value: str) -> str:
    """Without the escapes of RFC 5545 3.3.11."""
    return re.sub(r"\\(.)", lambda escape: "\n" if escape[1] in "nN" else escape[1], value, flags=re.DOTALL)


def _day(value: str) -> str:
    return f"{value[:4]}-{value[4:6]}-{value[6:8]}"


def _instant(value: str) -> str:
    """RFC 7265 3.6.5: with the Z where it is in UTC."""
    return f"{_day(value)}T{value[9:11]}:{value[11:13]}:{value[13:]}"


def _recurrence(value: str) -> dict[str, Any]:
    """RFC 7265 3.6.10."""
    parts = dict(part.split("=", 1) for part in value.split(";"))
    recur: dict[str, Any] = {name.lower(): int(said) if said.isdecimal() else said for name, said in parts.items()}
    if "until" in recur:
        recur["until"] = _instant(parts["UNTIL"])
    return recur
