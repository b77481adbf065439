"""What the wire allows: iCalendar (RFC 5545), read without a library."""

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


_TOP = {"VTIMEZONE", "VEVENT", "VTODO"}  # other components crash vdirsyncer
_INSIDE = {
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
    "VEVENT": {"PARTICIPANT", "VALARM"},
    "VTODO": {"PARTICIPANT", "VALARM"},
}
_ONCE = {
    "VEVENT": ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP", "URL"),
    "VTODO": ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "STATUS", "URL"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "PARTICIPANT": ("UID", "PARTICIPANT-TYPE"),  # RFC 9073 7.1
    "VALARM": ("ACTION", "TRIGGER", "DESCRIPTION"),  # RFC 5545 3.6.6
}
_SEVERAL = {"RELATED-TO"}


def check_feed(body: bytes) -> None:
    """The rules that every feed keeps, whatever is in it."""
    everything = properties(body)
    assert everything[:2] == [("BEGIN", "", "VCALENDAR"), ("VERSION", "", "2.0")]
    assert everything[-1] == ("END", "", "VCALENDAR")
    (calendar,) = components(body, "VCALENDAR")
    assert {"PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"} <= set(names(calendar))
    assert {"METHOD", "UID", "DTSTAMP", "LAST-MODIFIED"} & set(names(calendar)) == set()
    assert max(Counter(names(calendar)).values()) == 1
    _check_nesting(everything)
    for name, needed in _ONCE.items():
        for component in components(body, name):
            _check_component(component, needed)
    _check_alarms(everything)
    _check_tasks(body)
    _check_uids(body)
    _check_zones(body)
    _check_ends(body)


def _check_nesting(everything: list[Property]) -> None:
    open_components: list[str] = []
    inside = set()
    for name, _, value in everything:
        if name == "BEGIN":
            inside.add((*open_components, value)[1:])
            open_components.append(value)
        elif name == "END":
            assert open_components.pop() == value
    assert inside - {()} <= {(top,) for top in _TOP} | {(top, each) for top in _TOP for each in _INSIDE[top]}
    assert inside - {()}, "a calendar needs a component (RFC 5545 3.6)"


def _check_component(component: list[Property], needed: tuple[str, ...]) -> None:
    counts = Counter(names(component))
    assert [counts[name] for name in needed] == [1] * len(needed)
    assert [name for name, count in counts.items() if count > 1 and name not in _SEVERAL] == []
    said = {name: value for name, _, value in component}
    assert said.get("DTSTAMP") == said.get("LAST-MODIFIED")


def _check_alarms(everything: list[Property]) -> None:
    """A task has no start that an alarm could be before: it is related to the end (RFC 5545 3.8.6.3)."""
    open_components: list[str] = []
    for name, parameters, value in everything:
        match name:
            case "BEGIN":
                open_components.append(value)
            case "END":
                open_components.pop()
            case "TRIGGER":
                assert parameters == (";RELATED=END" if open_components[-2:] == ["VTODO", "VALARM"] else "")
                assert re.fullmatch(r"-P([0-9]+D|T[0-9]+M)", value)


def _check_tasks(body: bytes) -> None:
    """DUE is later than DTSTART and of the same type (RFC 5545 3.8.2.3); only what is done was completed."""
    for task in components(body, "VTODO"):
        said = {name: (parameters, value) for name, parameters, value in task}
        if "DTSTART" in said:
            assert said["DTSTART"][0] == said["DUE"][0]
            assert said["DTSTART"][1] < said["DUE"][1]
        assert said["STATUS"][1] in ("NEEDS-ACTION", "COMPLETED", "CANCELLED")
        assert ("COMPLETED" in said) == (said["STATUS"][1] == "COMPLETED")


def _check_uids(body: bytes) -> None:
    found = [*components(body, "VEVENT"), *components(body, "VTODO"), *components(body, "PARTICIPANT")]
    uids = [value for component in found for name, _, value in component if name == "UID"]
    assert len(uids) == len(set(uids))


def _check_zones(body: bytes) -> None:
    """Each zone that is named is defined, once and before it is used (RFC 5545 3.2.19)."""
    defined = [value for zone in components(body, "VTIMEZONE") for _, _, value in zone]
    assert len(defined) == len(set(defined))
    assert set(re.findall(r";TZID=([^:;]+)", body.decode())) <= set(defined)
    order = [value for name, _, value in properties(body) if name == "BEGIN" and value in _TOP]
    assert order == sorted(order, key=lambda name: name != "VTIMEZONE")


def _check_ends(body: bytes) -> None:
    """DTEND is later than DTSTART, and of the same type (RFC 5545 3.8.2.2)."""
    for event in components(body, "VEVENT"):
        said = {name: (parameters, value) for name, parameters, value in event}
        assert said["DTSTART"][0] == said["DTEND"][0]
        assert said["DTSTART"][1] < said["DTEND"][1]
