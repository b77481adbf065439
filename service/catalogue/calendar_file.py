"""A calendar file, whole: its calendar and its events."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.catalogue.citations import source
from service.catalogue.events import event, event_name
from service.catalogue.organisations import organisation
from service.catalogue.references import mistakes_in
from service.catalogue.table import UNREADABLE, Table
from service.catalogue.toml import tables_of
from service.domain.calendar import RESERVED_SLUGS, Calendar, Series
from service.domain.errors import Mistakes
from service.domain.event import AnyEvent


@dataclass(frozen=True)
class CalendarFile:
    """What a file says. `name` is its file name, the author of what it loads."""

    name: str
    calendar: Calendar
    events: tuple[AnyEvent, ...]


def read(path: Path) -> CalendarFile:
    """The calendar in that file. Raises Mistakes with all that is wrong in it, a sentence each."""
    mistakes: list[str] = []
    top = Table(tables_of(path), str(path), mistakes)
    if not isinstance(top.raw.get("calendar"), dict):
        raise Mistakes([f"{path}: calendar: expected a table [calendar] with slug, name, zone and language"])
    calendar = _calendar(top)
    events = [event(table, zone=calendar.zone) for table in top.tables("event", event_name)]
    top.finish()
    if not mistakes:
        mistakes += mistakes_in(calendar, (each for each in events if each), str(path))
    if mistakes:
        raise Mistakes(mistakes)
    return CalendarFile(path.name, calendar, tuple(each for each in events if each))


def _calendar(top: Table) -> Calendar:
    table = top.table("calendar")
    assert table is not None
    made = Calendar(
        slug=table.slug("slug", reserved=RESERVED_SLUGS),
        name=table.required_text("name"),
        description=table.text("description"),
        zone=_zone(table),
        language=_language(table),
        color=_color(table),
        example=table.flag("example"),
        private=table.flag("private"),
        formerly=table.slugs("formerly"),
        organisation=organisation(top),
        series=tuple(_series(each) for each in top.tables("series", _series_name)),
        sources=tuple(read for each in top.tables("source", _source_name) if (read := source(each))),
    )
    if made.slug in made.formerly:
        table.mistake("formerly", "slugs that it had before, other than its own")
    table.finish()
    return made


def _zone(table: Table) -> str:
    if "zone" not in table:
        table.mistake("zone", 'a zone of the IANA database such as "Europe/Moscow"')
    return table.zone("zone") or "UTC"


def _language(table: Table) -> str:
    code = table.required_word("language")
    if code != UNREADABLE and not re.fullmatch(r"[a-z]{2,3}", code):
        table.mistake("language", 'a language code as in "en"')
    return code


def _color(table: Table) -> str | None:
    color = table.word("color")
    if color is not None and not re.fullmatch(r"[a-z]+", color):
        table.mistake("color", 'a CSS colour name as in "steelblue"')
    return color


def _series(table: Table) -> Series:
    made = Series(id=table.required_word("id"), name=table.required_text("name"), description=table.text("description"))
    table.finish()
    return made


def _series_name(raw: dict[str, Any], place: int) -> str:
    return f": series {place}"


def _source_name(raw: dict[str, Any], place: int) -> str:
    return f": source {place}"
