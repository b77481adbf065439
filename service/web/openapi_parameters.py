"""What can be asked for: the parameters of the OpenAPI description, with the words that the code itself knows."""

from typing import Any

from service.domain.event import Kind
from service.domain.feed_format import Format
from service.domain.selection import Cancelled, Clock
from service.operations.feed_addresses import ALL, FILTERS, PARAMETERS, STATUSES, TASKS
from service.rendering.language import spoken
from service.storage.event_index import TELEPHONE, VIDEO
from service.web.openapi_schemas import DAY, TEXT, Schema, one_of

Parameter = dict[str, Any]

OF_VIEWS = (*FILTERS, "lang", "zone")
OF_FEEDS = tuple(PARAMETERS)


def component_parameters() -> dict[str, Parameter]:
    """All that can follow a question mark, by name; those that are repeated are repeated by name (`a=1&a=2`)."""
    return {
        "calendar": _several("calendar", TEXT, "Only these calendars, by slug.", "csto"),
        "kind": _several("kind", one_of(Kind), "Only these kinds.", Kind.MEETING),
        "body": _several("body", TEXT, "Only what these bodies do, by slug.", "collective-security-council"),
        "place": _several("place", TEXT, f"Only at these places: a name, `{VIDEO}` or `{TELEPHONE}`.", VIDEO),
        "country": _several("country", {**TEXT, "pattern": "^[A-Za-z]{2}$"}, "Only in these countries.", "TJ"),
        "status": _several("status", one_of(STATUSES), "Only what stands so.", "confirmed"),
        "q": _query("q", TEXT, "Only where all these words occur, each at the beginning of a word.", "coun"),
        "since": _query("since", DAY, "Only what is on this day or later.", "2021-09-01"),
        "until": _query("until", DAY, "Only what is on this day or earlier.", "2021-12-31"),
        "lang": _query("lang", one_of(spoken()), "In this language, where there are words in it.", "ru"),
        "cancelled": _query(
            "cancelled", one_of((Cancelled.KEEP, Cancelled.HIDE)), "What was called off, however long ago.", "keep"
        ),
        "approximate": _query(
            "approximate",
            one_of(("include",)),
            "Also what has no known day.",
            "include",
        ),
        "tz": _query("tz", one_of(Clock), "On whose clock hours are told in iCalendar.", Clock.VENUE),
        "people": _query("people", one_of(("0", "1")), "Who takes part, as components of iCalendar (RFC 9073).", "1"),
        "alarm": _query(
            "alarm",
            {**TEXT, "pattern": "^P([0-9]{1,3}D|T[0-9]{1,4}H|T[0-9]{1,6}M)$"},
            "An alarm so long before each event in iCalendar; a year at most.",
            "P1D",
        ),
        "zone": _query("zone", TEXT, "On whose days events are: `venue`, or a zone (IANA).", "Europe/Vienna"),
        "begun": _query("begun", DAY, "Of what is over by `until`, what began by this day.", "2021-08-31"),
        "before": _query("before", TEXT, "Only changes before that one, as in `more`.", "1630540800.1.regular@csto"),
        "on": _query("on", DAY, "Who chaired and who was a member on this day, instead of today.", "2021-09-20"),
    }


def asking(*names: str) -> list[Parameter]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def month() -> Parameter:
    return in_path("month", "A month.", "2021-09", {**TEXT, "pattern": "^[0-9]{4}-[0-9]{2}$"})


def week() -> Parameter:
    return in_path("week", "A week (ISO 8601).", "2021-W37", {**TEXT, "pattern": "^[0-9]{4}-W[0-9]{2}$"})


def year() -> Parameter:
    return in_path("year", "A year.", "2021", {**TEXT, "pattern": "^[0-9]{4}$"})


def ends() -> tuple[Parameter, Parameter]:
    """Of a timeline."""
    moment = {**TEXT, "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
    return (
        in_path("first", "The first year, month or day.", "1992", moment),
        in_path("last", "The last year, month or day.", "2021-12", moment),
    )


def calendar() -> Parameter:
    return in_path("calendar", f"A calendar, by its slug; or `{ALL}` of them.", "csto")


def part() -> Parameter:
    kinds = ", ".join(f"`{kind}s`" for kind in Kind)
    return in_path("part", f"One kind ({kinds}), `{TASKS}`, a year, or a body by its slug.", "meetings")


def format() -> Parameter:
    about = "iCalendar, Atom, JSON Feed, plain JSON, jCal or JSCalendar."
    return in_path("format", about, Format.JSON, one_of(Format))


def in_path(name: str, about: str, example: str, schema: Schema = TEXT) -> Parameter:
    given = {"name": name, "in": "path", "required": True}
    return given | {"description": about, "schema": schema, "example": str(example)}


def _query(name: str, schema: Schema, about: str, example: str) -> Parameter:
    return {"name": name, "in": "query", "description": about, "schema": schema, "example": str(example)}


def _several(name: str, schema: Schema, about: str, example: str) -> Parameter:
    return _query(name, {"type": "array", "items": schema}, about, "") | {"explode": True, "example": [str(example)]}
