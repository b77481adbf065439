"""The description of all that programs can ask for, as OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1)."""

from functools import lru_cache
from typing import Any

from flask import Blueprint, Response

from service.domain.feed_format import Format
from service.domain.site import Site
from service.operations.feed_addresses import LONGEST_QUERY
from service.web import openapi_parameters as parameters
from service.web.asking import settings
from service.web.json_answers import in_json
from service.web.openapi_parameters import OF_FEEDS, OF_VIEWS, Parameter, asking
from service.web.openapi_schemas import Schema, component_schemas, ref

openapi = Blueprint("openapi", __name__)

VERSION = "1.0.0"  # of what is described; the first number changes where a program has to
Operation = dict[str, Any]

_ABOUT = f"""Every page that shows dates is there as data, too: at the same address with `.json` at its end, and with
the same parameters; with `.pdf` it is set on paper. Feeds are sets of events for calendar apps, in several formats. All
of it is public, needs no key, and may be read from the pages of any site. Ask again with `If-None-Match`, and what has
not changed answers 304. At most {LONGEST_QUERY} characters may follow the question mark."""
_IN_JSON = {"application/json": ref("Error")}
_IN_PLAIN_TEXT: dict[str, Schema] = {"text/plain": {"type": "string"}}


@openapi.get("/openapi.json")
def show() -> Response:
    return in_json(description(settings().site))


@lru_cache(maxsize=1)
def description(site: Site) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Dateline", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": site.base_url}],
        "paths": {path: {"get": operation} for path, operation in (_views() | _feeds() | _others()).items()},
        "components": {"parameters": parameters.component_parameters(), "schemas": component_schemas()},
    }


def _views() -> dict[str, Operation]:
    month, week, year = parameters.month(), parameters.week(), parameters.year()
    return {
        "/agenda.json": _operation(
            "agenda",
            "What is on today, ahead and past; or from `since` to `until`",
            [*asking(*OF_VIEWS, "begun")],
            {"application/json": ref("View")},
        ),
        "/month.json": _view("month", "This month"),
        "/month/{month}.json": _view("monthNamed", "A month", month),
        "/week.json": _view("week", "This week"),
        "/week/{week}.json": _view("weekNamed", "A week", week),
        "/year.json": _view("year", "This year"),
        "/year/{year}.json": _view("yearNamed", "A year", year),
        "/timeline.json": _view("timeline", "The months around today"),
        "/timeline/{first}/{last}.json": _view("timelineNamed", "From one time to another", *parameters.ends()),
        "/deadlines.json": _view("deadlines", "The instructions: overdue, open, done and called off"),
        "/changes.json": _operation(
            "changes",
            "What was added, moved or called off",
            [*asking(*OF_VIEWS, "before")],
            {"application/json": ref("Changes")},
        ),
    }


def _feeds() -> dict[str, Operation]:
    calendar, part, format = parameters.calendar(), parameters.part(), parameters.format()
    slug = parameters.in_path("slug", "An event, by its slug.", "regular-session-2021")
    every = asking(*OF_FEEDS)
    told = {each.media_type.partition(";")[0]: _content(each) for each in Format}
    return {
        "/feeds/{calendar}.{format}": _operation(
            "feed", "A calendar, or all together", [calendar, format, *every], told, _IN_PLAIN_TEXT
        ),
        "/feeds/{calendar}/{part}.{format}": _operation(
            "feedOfPart", "A part of a calendar", [calendar, part, format, *every], told, _IN_PLAIN_TEXT
        ),
        "/events/{slug}.{format}": _operation(
            "event", "One event", [slug, format, *every], told, _IN_PLAIN_TEXT | _IN_JSON
        ),
    }


def _others() -> dict[str, Operation]:
    return {
        "/organisation/{calendar}.json": _operation(
            "organisation",
            "An organisation: its bodies, who chairs them, its members over time, its milestones",
            [parameters.in_path("calendar", "Its calendar, by its slug.", "csto"), *asking("on", "lang")],
            {"application/json": ref("Organisation")},
        ),
        "/openapi.json": _operation("openapi", "This description", [], {"application/json": {"type": "object"}}),
    }


def _view(id: str, summary: str, *path: Parameter) -> Operation:
    return _operation(id, summary, [*path, *asking(*OF_VIEWS)], {"application/json": ref("View")})


def _operation(
    id: str, summary: str, asked: list[Parameter], told: dict[str, Schema], refused: dict[str, Schema] = _IN_JSON
) -> Operation:
    moved = {"Location": {"schema": {"type": "string"}}}
    return {
        "operationId": id,
        "summary": summary,
        "parameters": asked,
        "responses": {
            "200": _answer("What was asked for.", told),
            "304": {"description": "What the program has is what there is (RFC 9110 13)."},
            "308": {"description": "It has another address now.", "headers": moved},
            "400": _answer("A parameter makes no sense.", refused),
            "404": _answer("There is nothing of that name.", refused),
            "503": _answer("The dates cannot be read at the moment.", refused),
        },
    }


def _content(format: Format) -> Schema:
    match format:
        case Format.JSON:
            return ref("Feed")
        case Format.JCAL:
            return {"type": "array"}
        case Format.JSON_FEED | Format.JSCALENDAR:
            return {"type": "object"}
        case Format.ICALENDAR | Format.ATOM:
            return {"type": "string"}


def _answer(about: str, told: dict[str, Schema]) -> dict[str, Any]:
    return {"description": about, "content": {media_type: {"schema": schema} for media_type, schema in told.items()}}
