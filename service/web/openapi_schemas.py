"""What is in an answer: the schemas of the OpenAPI description, with the words that the code itself knows."""

from collections.abc import Iterable
from typing import Any

from service.domain.event import Kind, Role, Session, Status
from service.domain.source import Certainty
from service.operations.feed_addresses import FILTERS
from service.rendering.differences import Happening
from service.rendering.event_fields import Field
from service.rendering.language import spoken
from service.rendering.organisation_json import Because
from service.web.here import VIEWS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}


def component_schemas() -> dict[str, Schema]:
    """All of them by name. A member that is not required is left out where there is nothing to say."""
    return {
        "Event": _event(),
        "When": _when(),
        "Place": _object("Where it is.", {"name": TEXT}, {"country": _COUNTRY, "link": ADDRESS}),
        "Participant": _object(
            "Who takes part, in which office, for which country.",
            {"name": TEXT, "role": one_of(Role), "certainty": one_of(Certainty)},
            {"office": TEXT, "country": _COUNTRY},
        ),
        "Source": _object(
            "Where something was said, what it says in our words, and which fields of the event that supports.",
            {"says": TEXT, "certainty": one_of(Certainty)},
            {"publication": TEXT, "title": TEXT, "date": DAY, "link": ADDRESS, "supports": _list(TEXT)},
        ),
        "Feed": _feed(),
        "View": _view(
            "The events of a view, under the headings of its page.",
            one_of(view for view in VIEWS if view != "changes"),
            _list(_object("Events under a heading.", {"heading": TEXT, "events": _list(ref("Event"))})),
            {"first_day": DAY, "last_day": DAY, "previous": ADDRESS, "next": ADDRESS, "earlier": ADDRESS}
            | {"is_cut": {"const": True, "description": "There are more events in this time than are told."}},
        ),
        "Changes": _view(
            "What changed, the latest first, day by day.",
            {"const": "changes"},
            _list(
                _object("The changes of a day.", {"heading": TEXT, "day": DAY, "changes": _list(ref("Change"))}),
            ),
        ),
        "Change": _change(),
        "Organisation": _organisation(),
        "Body": _body(),
        "Chair": _chair(),
        "Term": _object(
            "A state was a member from one moment to another.",
            {"country": _COUNTRY, "since": _MOMENT},
            {"until": _MOMENT, "note": TEXT, "sources": _list(ref("Source"))},
        ),
        "Error": _object("Why there is no answer, in a sentence.", {"error": TEXT}),
    }


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(words: Iterable[str]) -> Schema:
    return {"type": "string", "enum": [str(word) for word in words]}


_COUNTRY: Schema = {"type": "string", "description": "ISO 3166-1 alpha-2"}
_MOMENT: Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
    "description": "A day, a month or a year, as precise as its source.",
}


def _object(about: str, always: dict[str, Schema], sometimes: dict[str, Schema] | None = None) -> Schema:
    return {"type": "object", "description": about, "required": [*always], "properties": always | (sometimes or {})}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _event() -> Schema:
    return _object(
        "All that is known of an event; the same in every answer.",
        {
            "uid": {"type": "string", "description": "Names the event for ever (RFC 5545 3.8.4.7)."},
            "slug": {"type": "string", "description": "As in the address of its page."},
            "page": ADDRESS,
            "calendar": TEXT,
            "kind": one_of(Kind),
            "summary": TEXT,
            "status": one_of(Status),
            "revision": NUMBER,
            "sequence": NUMBER,
            "updated": INSTANT,
        },
        {
            "description": TEXT,
            "when": ref("When"),
            "place": ref("Place"),
            "url": ADDRESS,
            "body": TEXT,
            "series": TEXT,
            **{name: _list(TEXT) for name in ("categories", "topics", "outcomes")},
            "participants": _list(ref("Participant")),
            "sources": _list(ref("Source")),
            "gives": _uids("Of a meeting: the instructions that it gave."),
            "takes": _uids("Of a meeting: the instructions that are due at it."),
            "session": one_of(Session),
            "given_at": {"type": "string", "description": "Of an instruction: the uid of the meeting that gave it."},
            "due_at": {
                "type": "string",
                "description": "Of an instruction: the uid of the meeting at which it is due.",
            },
            "progress": one_of(("open", "done")),
            "done_on": DAY,
        },
    )


def _uids(about: str) -> Schema:
    return {"type": "array", "items": TEXT, "description": about}


def _when() -> Schema:
    return {
        "oneOf": [
            _object("Whole days, both included.", {"first_day": DAY, "last_day": DAY}),
            _object("Hours, in UTC, with the zone of the venue.", {"start": INSTANT, "end": INSTANT, "zone": TEXT}),
            _object("A month or a year: all that is known.", {"approximate": {**_MOMENT, "examples": ["2021-11"]}}),
        ],
        "description": "Left out of an event of which no date is known.",
    }


def _feed() -> Schema:
    return _object(
        "A set of events.",
        {
            "name": TEXT,
            "description": {"type": ["string", "null"]},
            "address": ADDRESS,
            "page": ADDRESS,
            "language": TEXT,
            "updated": INSTANT,
            "events": _list(ref("Event")),
        },
    )


def _view(about: str, name: Schema, sections: Schema, sometimes: dict[str, Schema] | None = None) -> Schema:
    return _object(
        about,
        {
            "view": name,
            "title": TEXT,
            "when": {"type": ["string", "null"], "description": "The time as in the address; null for the present."},
            "page": ADDRESS,
            "address": ADDRESS,
            "language": one_of(spoken()),
            "zone": {"type": "string", "description": "Whose days they are: of the venue, or of a zone (IANA)."},
            "today": DAY,
            "filter": {"type": "object", "properties": {name: _list(TEXT) for name in FILTERS}},
            "sections": sections,
        },
        {"more": {**ADDRESS, "description": "Where the rest is told."}} | (sometimes or {}),
    )


def _change() -> Schema:
    difference = _object(
        "What a field said before and says now; of a list, what has gone and what is new.",
        {"field": one_of(Field)},
        {"before": _list(TEXT), "after": _list(TEXT)},
    )
    return _object(
        "What became known of an event at an instant.",
        {
            "happened": one_of(Happening),
            "at": INSTANT,
            "event": {"type": "string", "description": "The uid of the event."},
            "title": TEXT,
            "page": ADDRESS,
            "calendar": TEXT,
        },
        {"reason": TEXT, "differences": _list(difference)},
    )


def _organisation() -> Schema:
    member = _object("A member on that day.", {"country": _COUNTRY, "is_certain": {"type": "boolean"}})
    return _object(
        "The organisation behind a calendar, as it was on a day.",
        {
            "calendar": TEXT,
            "page": ADDRESS,
            "address": ADDRESS,
            "language": one_of(spoken()),
            "on": DAY,
            "name": TEXT,
            "bodies": _list(ref("Body")),
            "members": _list(member),
            "terms": _list(ref("Term")),
            "milestones": _list(ref("Event")),
        },
        {"short_name": TEXT, "description": TEXT, "sources": _list(ref("Source"))},
    )


def _body() -> Schema:
    said = ("description", "members", "attendance", "basis", "chair_rule")
    return _object(
        "A body that meets, and who chaired it on that day.",
        {"slug": TEXT, "name": TEXT, "chair": ref("Chair")},
        dict.fromkeys(said, TEXT) | {"sources": _list(ref("Source"))},
    )


def _chair() -> Schema:
    meeting = _object("The meeting that settles it.", {"uid": TEXT, "summary": TEXT, "page": ADDRESS})
    return _object(
        "Who chaired, and why; where that is not recorded, who was last named.",
        {"because": one_of(Because)},
        {"country": _COUNTRY, "person": ref("Participant"), "meeting": meeting}
        | {"since": DAY, "until": DAY, "note": TEXT, "last": ref("Chair")},
    )
