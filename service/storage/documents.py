"""Domain values as JSON documents, and back."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Done, Open, Place
from service.domain.text import Text
from service.domain.timespan import Approximate, Moment, Span

_converter = make_converter(omit_if_default=True, forbid_extra_keys=True)


def calendar_document(calendar: Calendar) -> str:
    return _as_json(_converter.unstructure(calendar, Calendar))


def calendar_of(document: str) -> Calendar:
    return _converter.structure(json.loads(document), Calendar)


def event_document(event: AnyEvent) -> str:
    return _as_json(_converter.unstructure(event, AnyEvent))


def event_of(document: str) -> AnyEvent:
    event: AnyEvent = _converter.structure(json.loads(document), AnyEvent)  # type: ignore[arg-type]
    return event


def _as_json(value: Any) -> str:
    """One form for one value, so that two documents are equal exactly when the values are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text_out(text: Text) -> str | Mapping[str, str]:
    return {"": text.original, **text.translations} if text.translations else text.original


def _text_in(value: Any, _: object) -> Text:
    if isinstance(value, str):
        return Text(value)
    return Text(value[""], {code: words for code, words in value.items() if code})


def _moment_in(value: Any, _: object) -> Moment:
    return date.fromisoformat(value) if isinstance(value, str) else Approximate(value["text"])


_converter.register_unstructure_hook(Text, _text_out)
_converter.register_structure_hook(Text, _text_in)
_converter.register_unstructure_hook(datetime, lambda at: at.isoformat())
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text).astimezone(UTC))
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
_converter.register_structure_hook(Moment, _moment_in)
for _union in (Span, Place, Open | Done, AnyEvent):
    configure_tagged_union(_union, _converter, tag_name="is", tag_generator=lambda case: case.__name__.lower())
