"""The address of a feed: what it asks for, and the one canonical form of it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from service.domain.errors import InvalidValue, translatable
from service.domain.event import Kind
from service.domain.selection import Cancelled, Clock, Contents, Filter, Selection, Style
from service.domain.text import Text, shown
from service.rendering.language import spoken

ALL, PRIVATE, PERSONAL, TASKS = "all", "private", "personal", "tasks"
LONGEST_QUERY = 2000  # characters; more than a dozen of each filter
MOST_WORDS = 20
LONGEST_ALARM = timedelta(days=365)
FILTERS = ("calendar", "kind", "body", "place", "country", "status", "q", "since", "until")  # which events
STATUSES = ("tentative", "confirmed", "cancelled", "open", "done")
_KINDS = {f"{kind}s": kind for kind in Kind}

_Whole = TypeVar("_Whole", Selection, Filter, Style)

Pairs = Iterable[tuple[str, str]]


def asked(parameters: Pairs, of: Selection) -> Selection:
    """What the query of an address makes of the selection that its path names.

    Raises InvalidValue, in a sentence, for an unknown parameter or value.
    """
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if name not in PARAMETERS:
            unknown = translatable("There is no parameter %(name)s. There are: %(known)s.")
            raise InvalidValue(unknown, name=shown(name), known=", ".join(PARAMETERS))
        if value.strip():  # an empty field of a form asks for nothing
            given.setdefault(name, []).append(value.strip())
    for name in (name for name in PARAMETERS if name in given):
        of = PARAMETERS[name](of, name, given[name])
    if of.filter.since and of.filter.until and of.filter.until < of.filter.since:
        raise InvalidValue(translatable('"until" must not be before "since", %(since)s.'), since=of.filter.since)
    return of


def below(selection: Selection, name: str) -> Selection | None:
    """What `/feeds/<calendar>/<name>` holds of the calendar's selection, if that is a kind, the tasks or a year."""
    if name == TASKS:
        return replace(selection, contents=Contents.TASKS)
    if name in _KINDS:
        return replace(selection, filter=replace(selection.filter, kinds=frozenset({_KINDS[name]})))
    if re.fullmatch("[0-9]{4}", name):
        return selection.of_year(int(name))
    return None


def path_and_query(selection: Selection) -> tuple[str, str]:
    """The canonical address of a public feed below /feeds/, without ending; the same filter has but one."""
    wanted = selection.filter
    calendars = sorted(wanted.calendars) if wanted.calendars is not None else []
    path, said = (calendars[0], {"calendar"}) if len(calendars) == 1 else (ALL, set())
    name = _name_below(selection, path)
    pairs = [pair for pair in pairs_of(selection) if pair[0] not in said | ({name[0]} if name else set())]
    return f"{path}/{name[1]}" if name else path, urlencode(pairs, quote_via=quote)


def page_of(selection: Selection) -> str:
    """The address of the agenda with the same filter."""
    pairs = filter_pairs(selection)
    return f"/?{urlencode(pairs, quote_via=quote)}" if pairs else "/"


def filter_pairs(selection: Selection) -> list[tuple[str, str]]:
    """The parameters of an address that say which events; those that say how they are written are left out."""
    return [pair for pair in pairs_of(selection) if pair[0] in FILTERS]


def pairs_of(selection: Selection) -> list[tuple[str, str]]:
    """The selection as the parameters of an address, in their one order."""
    wanted, style = selection.filter, selection.style
    several = {
        "calendar": wanted.calendars,
        "kind": wanted.kinds,
        "body": wanted.bodies,
        "place": wanted.places,
        "country": wanted.countries,
        "status": wanted.statuses,
    }
    single = {
        "q": " ".join(sorted(wanted.words)),
        "since": wanted.since,
        "until": wanted.until,
        "lang": style.language,
        "cancelled": None if selection.cancelled is Cancelled.RECENT else selection.cancelled,
        "approximate": "include" if selection.approximate else None,
        "tz": Clock.VENUE if style.clock is Clock.VENUE else None,
        "people": "1" if style.people else None,
        "alarm": duration(style.alarm) if style.alarm else None,
    }
    pairs = [(name, str(value)) for name, values in several.items() for value in sorted(values or ())]
    return pairs + [(name, str(value)) for name, value in single.items() if value]


def duration(length: timedelta) -> str:
    """As RFC 5545 3.3.6 writes it, in days or else in minutes."""
    return f"P{length.days}D" if not length.seconds else f"PT{int(length.total_seconds()) // 60}M"


@dataclass(frozen=True)
class _Form:
    """What a parameter has to look like, and what is said where it does not."""

    pattern: str
    otherwise: str


_DAY = _Form("[0-9]{4}-[0-9]{2}-[0-9]{2}", translatable("%(name)s must be a day such as 2021-09-16, not %(value)s."))
_DURATION = _Form(
    r"P(?:(\d{1,3})D|T(\d{1,4})H|T(\d{1,6})M)",
    translatable("%(name)s must be a time before the start such as P1D, PT2H or PT30M, not %(value)s."),
)
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")  # letters, digits and the marks above and below them
_COUNTRY = _Form(
    "[A-Za-z]{2}", translatable("%(name)s must be the two letters of a country such as TJ, not %(value)s.")
)


def _several(field: str, made: Callable[[str, str], object]) -> "_Reader":
    def read(of: Selection, name: str, values: list[str]) -> Selection:
        chosen = frozenset(made(name, value) for value in values)
        before = getattr(of.filter, field)
        left = chosen if before is None else before & chosen
        if not left:
            never = translatable("Nothing is both of %(name)s %(one)s and of %(name)s %(other)s.")
            raise InvalidValue(never, name=name, one=_in_words(before), other=_in_words(chosen))
        return replace(of, filter=_with(of.filter, field, left))

    return read


def _in_words(names: frozenset[object]) -> str:
    return ", ".join(shown(str(name)) for name in sorted(map(str, names)))


def _styled(field: str, made: Callable[[str, str], object]) -> "_Reader":
    return lambda of, name, values: replace(of, style=_with(of.style, field, made(name, _one(name, values))))


def _filtered(field: str, made: Callable[[str, str], object]) -> "_Reader":
    return lambda of, name, values: replace(of, filter=_with(of.filter, field, made(name, _one(name, values))))


def _chosen(field: str, made: Callable[[str, str], object]) -> "_Reader":
    return lambda of, name, values: _with(of, field, made(name, _one(name, values)))


def _with(whole: _Whole, field: str, value: object) -> _Whole:
    changes: dict[str, Any] = {field: value}
    return replace(whole, **changes)


def _one(name: str, values: list[str]) -> str:
    if len(set(values)) > 1:
        raise InvalidValue(translatable("Only one %(name)s can be asked for."), name=shown(name))
    return values[0]


def _of(*known: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in known:
            unknown = translatable("%(name)s must be one of: %(known)s; not %(value)s.")
            raise InvalidValue(unknown, name=shown(name), known=", ".join(known), value=shown(value))
        return value

    return read


def _matching(form: _Form, name: str, value: str) -> re.Match[str]:
    found = re.fullmatch(form.pattern, value, re.ASCII)
    if not found:
        raise _not(form, name, value)
    return found


def _not(form: _Form, name: str, value: str) -> InvalidValue:
    return InvalidValue(form.otherwise, name=shown(name), value=shown(value))


def _kind(name: str, value: str) -> Kind:
    return Kind(_of(*Kind)(name, value))


def _name(name: str, value: str) -> str:
    """In one line and without control characters, for it becomes part of the name of the feed."""
    try:
        return Text(" ".join(value.split())).original
    except InvalidValue:
        unfit = translatable("%(name)s must be a text without control characters, not %(value)s.")
        raise InvalidValue(unfit, name=shown(name), value=shown(value)) from None


def _country(name: str, value: str) -> str:
    return _matching(_COUNTRY, name, value)[0].upper()


def day_named(name: str, value: str) -> date:
    """The day that a parameter names. Raises InvalidValue for what is none."""
    try:
        return date.fromisoformat(_matching(_DAY, name, value)[0])
    except ValueError:
        raise _not(_DAY, name, value) from None


def _words(of: Selection, name: str, values: list[str]) -> Selection:
    composed = (unicodedata.normalize("NFC", value.casefold()) for value in values)
    words = frozenset(word for value in composed for word in _WORD.findall(value))
    if len(words) > MOST_WORDS:
        raise InvalidValue(translatable("At most %(most)s words can be searched for."), most=MOST_WORDS)
    if not words:
        raise InvalidValue(translatable("%(text)s holds no word to search for."), text=shown(values[0]))
    return replace(of, filter=replace(of.filter, words=of.filter.words | words))


def _clock(name: str, value: str) -> Clock:
    return Clock(_of(*Clock)(name, value))


def _alarm(name: str, value: str) -> timedelta:
    days, hours, minutes = (int(number or 0) for number in _matching(_DURATION, name, value).groups())
    before = timedelta(days=days, hours=hours, minutes=minutes)
    if not timedelta() < before <= LONGEST_ALARM:
        too_long = translatable("%(name)s must be more than nothing and a year at most, not %(value)s.")
        raise InvalidValue(too_long, name=shown(name), value=shown(value))
    return before


_Reader = Callable[[Selection, str, list[str]], Selection]
PARAMETERS: Mapping[str, _Reader] = {
    "calendar": _several("calendars", _name),
    "kind": _several("kinds", _kind),
    "body": _several("bodies", _name),
    "place": _several("places", _name),
    "country": _several("countries", _country),
    "status": _several("statuses", _of(*STATUSES)),
    "q": _words,
    "since": _filtered("since", day_named),
    "until": _filtered("until", day_named),
    "lang": lambda of, name, values: _styled("language", _of(*spoken()))(of, name, values),
    "cancelled": _chosen("cancelled", lambda name, value: Cancelled(_of(Cancelled.KEEP, Cancelled.HIDE)(name, value))),
    "approximate": _chosen("approximate", lambda name, value: bool(_of("include")(name, value))),
    "tz": _styled("clock", _clock),
    "people": _styled("people", lambda name, value: _of("0", "1")(name, value) == "1"),
    "alarm": _styled("alarm", _alarm),
}


def _name_below(selection: Selection, path: str) -> tuple[str, str] | None:
    """The parameter that goes into the path, and how it is called there."""
    wanted = selection.filter
    if wanted.year is not None:
        return "year", f"{wanted.year:04}"
    if selection.contents is Contents.TASKS:
        return "contents", TASKS
    if wanted.kinds is not None and len(wanted.kinds) == 1:
        return "kind", f"{next(iter(wanted.kinds))}s"
    if wanted.bodies is not None and len(wanted.bodies) == 1 and path != ALL:
        return "body", next(iter(wanted.bodies))
    return None
