"""An organisation as plain JSON: its bodies and who chairs them on a day, and its members over time."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from service.domain.calendar import Calendar
from service.domain.event import Meeting, Participant
from service.domain.organisation import (
    Body,
    Chair,
    ChairedThatDay,
    ChairNotRecorded,
    ChairsAsHost,
    ChairsByDecision,
    MembershipTerm,
    Organisation,
)
from service.domain.site import Site
from service.domain.text import Text
from service.domain.timespan import sort_key
from service.rendering.json_bytes import without_nothing
from service.rendering.language import Language
from service.rendering.plain_json import participant_facts, source_facts


class Because(StrEnum):
    """Why somebody chairs."""

    DECISION = "decision"  # the body decided so
    HOST = "host"  # the last regular session was held in his country
    MEETING = "meeting"  # a meeting on that very day names him
    NOT_RECORDED = "not-recorded"


def organisation_facts(organisation: Organisation, calendar: Calendar, words: Language) -> dict[str, Any]:
    """What it is, apart from any day."""
    return without_nothing(
        {
            "name": organisation.name.into(words.code),
            "short_name": _said(organisation.short_name, words),
            "description": _said(organisation.description, words),
            "sources": source_facts(organisation.citations, calendar, words),
        }
    )


def body_facts(body: Body, chair: Chair, calendar: Calendar, site: Site, words: Language) -> dict[str, Any]:
    return without_nothing(
        {
            "slug": body.slug,
            "name": body.name.into(words.code),
            "description": _said(body.description, words),
            "members": _said(body.members, words),
            "attendance": _said(body.attendance, words),
            "basis": _said(body.basis, words),
            "chair_rule": _said(body.chair_rule_text, words),
            "chair": _chair(chair, site, words),
            "sources": source_facts(body.citations, calendar, words),
        }
    )


def members_facts(members: Iterable[tuple[MembershipTerm, bool]]) -> list[dict[str, Any]]:
    """The members on a day, each with whether that is certain."""
    return [{"country": term.country, "is_certain": is_certain} for term, is_certain in members]


def term_facts(term: MembershipTerm, calendar: Calendar, words: Language) -> dict[str, Any]:
    """Each end is a day, a month or a year, as its source says."""
    return without_nothing(
        {
            "country": term.country,
            "since": sort_key(term.since),
            "until": sort_key(term.until) if term.until else None,
            "note": _said(term.note, words),
            "sources": source_facts(term.citations, calendar, words),
        }
    )


def _chair(chair: Chair, site: Site, words: Language) -> dict[str, Any]:
    match chair:
        case ChairsByDecision(decision, holder):
            return _whoever(Because.DECISION, decision.country, holder, words) | without_nothing(
                {
                    "since": decision.since.isoformat(),
                    "until": decision.until.isoformat() if decision.until else None,
                    "note": _said(decision.note, words),
                }
            )
        case ChairsAsHost(country, session, holder):
            return _whoever(Because.HOST, country, holder, words) | {"meeting": _meeting(session, site, words)}
        case ChairedThatDay(meeting, holder):
            return _whoever(Because.MEETING, holder.country, holder, words) | {
                "meeting": _meeting(meeting, site, words)
            }
        case ChairNotRecorded(last):
            return without_nothing(
                {"because": Because.NOT_RECORDED, "last": _chair(last, site, words) if last else None}
            )


def _whoever(because: Because, country: str | None, person: Participant | None, words: Language) -> dict[str, Any]:
    return without_nothing(
        {"because": because, "country": country, "person": participant_facts(person, words) if person else None}
    )


def _meeting(meeting: Meeting, site: Site, words: Language) -> dict[str, str]:
    return {
        "uid": meeting.uid,
        "summary": meeting.summary.into(words.code),
        "page": site.url(f"/events/{meeting.slug}"),
    }


def _said(text: Text | None, words: Language) -> str | None:
    return text.into(words.code) if text else None
