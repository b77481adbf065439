"""The `[[event]]` tables of a calendar file."""

import re
from typing import Any

from service.catalogue.citations import citations
from service.catalogue.sentences import in_words
from service.catalogue.table import UNREADABLE, Table
from service.catalogue.when import span
from service.domain.errors import InvalidValue
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Exercise,
    Kind,
    Meeting,
    Milestone,
    Open,
    Participant,
    Place,
    Role,
    Session,
    Status,
    Telephone,
    Unplaced,
    Venue,
    VideoConference,
)
from service.domain.source import Certainty, web_address

# Printable ASCII without what an iCalendar line or an address would have to escape.
_UID = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")


def event_name(raw: dict[str, Any], place: int) -> str:
    """How a mistake calls this event: by its uid, else by its place in the file."""
    uid = raw.get("uid")
    return f": event {in_words(uid)}" if isinstance(uid, str) else f": event {place}"


def event(table: Table, *, zone: str) -> AnyEvent | None:
    """The event that the table describes; None where its mistakes leave none."""
    if "kind" not in table:
        table.mistake("kind", "one of " + ", ".join(Kind))
    kind = table.choice("kind", Kind)
    common = _common_fields(table, _uid(table), zone)
    made = _of_kind(table, kind, common) if kind else None
    if kind:
        table.finish()
    return made


def _uid(table: Table) -> str:
    uid = table.required_word("uid")
    if uid == UNREADABLE:
        return "unreadable@unreadable"
    if not _UID.fullmatch(uid):
        table.mistake("uid", 'a name for ever, as in "exercise-2021@csto"')
    return uid


def _slug(table: Table, uid: str) -> str:
    """The slug, by default the part of the uid before the "@"."""
    before = re.sub("[^a-z0-9]+", "-", uid.partition("@")[0].lower())
    return table.slug("slug", default=before.strip("-"))


def _url(table: Table) -> str | None:
    url = table.word("url")
    with table.noting("url"):
        return web_address(url) if url is not None else None
    return None


def _common_fields(table: Table, uid: str, zone: str) -> dict[str, Any]:
    return dict(
        uid=uid,
        slug=_slug(table, uid),
        summary=table.required_text("summary"),
        description=table.text("description"),
        status=table.choice("status", Status) or Status.CONFIRMED,
        span=span(table, zone=zone),
        place=_place(table),
        url=_url(table),
        body=table.word("body"),
        series=table.word("series"),
        categories=table.texts("categories"),
        participants=tuple(_participant(each) for each in table.tables("participant", _participant_name)),
        topics=table.texts("topics"),
        outcomes=table.texts("outcomes"),
        citations=citations(table),
    )


def _of_kind(table: Table, kind: Kind, common: dict[str, Any]) -> AnyEvent | None:
    try:
        match kind:
            case Kind.MEETING:
                return Meeting(**common, session=table.choice("session", Session))
            case Kind.DEADLINE:
                return _deadline(table, common)
            case Kind.EXERCISE:
                return Exercise(**common)
            case Kind.MILESTONE:
                return Milestone(**common)
    except InvalidValue as error:
        table.mistake("start", str(error))
    return None


def _deadline(table: Table, common: dict[str, Any]) -> Deadline:
    given_at, due_at, done_on = table.word("given_at"), table.word("due_at"), table.day("done_on")
    progress = Done(done_on) if done_on else Open()
    return Deadline(**common, given_at=given_at, due_at=due_at, progress=progress)


def _place(table: Table) -> Place:
    location, country = table.text("location"), table.country()
    conference, link = table.word("conference"), table.word("link")
    if conference is not None and location is not None:
        table.mistake("conference", "either a conference or a location")
    if country is not None and location is None:
        table.mistake("country", "a location with the country")
    if link is not None and conference != "video":
        table.mistake("link", 'conference = "video" with the link')
    match conference:
        case None:
            return Venue(name=location, country=country) if location else Unplaced()
        case "video":
            with table.noting("link"):
                return VideoConference(link=link)
        case "telephone":
            return Telephone()
        case _:
            table.mistake("conference", "one of video, telephone")
    return Unplaced()


def _participant(table: Table) -> Participant:
    person = Participant(
        name=table.required_text("name"),
        office=table.text("office"),
        country=table.country(),
        role=table.choice("role", Role) or Role.ATTENDEE,
        certainty=table.choice("certainty", Certainty) or Certainty.CERTAIN,
    )
    table.finish()
    return person


def _participant_name(raw: dict[str, Any], place: int) -> str:
    return f": participant {in_words(raw['name'])}" if isinstance(raw.get("name"), str) else f": participant {place}"
