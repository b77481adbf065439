"""What the wire allows: iCalendar (RFC 5545) and mail (RFC 5322), read without a library."""

import re
from collections import Counter

_NAME = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^;:,\"]*))*):(.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

Property = tuple[str, str, str]
"""Name, parameters and value, as they are written."""


def properties(body: bytes) -> list[Property]:
    """The content lines of an iCalendar file whose bytes keep every rule."""
    assert body.endswith(b"\r\n")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75, line
        assert not _CONTROL.search(line.decode()), line  # each line decodes by itself: folds are between characters
    unfolded = body.removesuffix(b"\r\n").decode().replace("\r\n ", "")
    found = [_NAME.fullmatch(line) for line in unfolded.split("\r\n")]
    assert all(found)
    return [(each[1], each[2], each[3]) for each in found if each]


def components(body: bytes, name: str) -> list[list[Property]]:
    """The properties of each component of that name, without those of components inside."""
    stack: list[tuple[str, list[Property]]] = []
    done: list[tuple[str, list[Property]]] = []
    for each in properties(body):
        match each:
            case ("BEGIN", "", begun):
                stack.append((begun, []))
            case ("END", "", ended):
                assert stack[-1][0] == ended
                done.append(stack.pop())
            case _:
                stack[-1][1].append(each)
    assert stack == []
    return [found for called, found in done if called == name]


def names(component: list[Property]) -> list[str]:
    return [name for name, _, _ in component]


def check_feed(body: bytes) -> None:
    """The rules that every feed keeps, whatever is in it."""
    everything = properties(body)
    assert everything[:2] == [("BEGIN", "", "VCALENDAR"), ("VERSION", "", "2.0")]
    assert everything[-1] == ("END", "", "VCALENDAR")
    begun = {value for name, _, value in everything if name == "BEGIN"}
    assert begun - {"VCALENDAR", "STANDARD", "DAYLIGHT", "VTIMEZONE", "VEVENT"} == set()
    assert begun & {"VEVENT", "VTIMEZONE"}
    (calendar,) = components(body, "VCALENDAR")
    assert {"PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"} <= set(names(calendar))
    assert {"METHOD", "UID", "DTSTAMP"} & set(names(calendar)) == set()
    events = components(body, "VEVENT")
    for event in events:
        counts = Counter(names(event))
        required = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "URL")
        assert [counts[name] for name in required] == [1] * len(required)
        assert max(counts.values()) == 1
    uids = [value for event in events for name, _, value in event if name == "UID"]
    assert len(uids) == len(set(uids))


def check_mail(payload: bytes) -> dict[str, str]:
    """The rules that every mail keeps; its header fields, unfolded."""
    assert payload.isascii()
    assert payload.endswith(b"\r\n")
    assert payload.replace(b"\r\n", b"").translate(None, b"\r\n") == payload.replace(b"\r\n", b"")
    assert not _CONTROL.search(payload.decode().replace("\r\n", ""))
    assert max(map(len, payload.split(b"\r\n"))) <= 998
    head, _, body = payload.decode().partition("\r\n\r\n")
    assert max(map(len, body.split("\r\n"))) <= 78
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S*\?=", head))
    fields = [line.partition(": ") for line in re.sub(r"\r\n(?=[ \t])", "", head).split("\r\n")]
    assert all(separator for _, separator, _ in fields)
    assert len({name for name, _, _ in fields}) == len(fields)
    return {name: value for name, _, value in fields}
