"""The `[organisation]`, `[[body]]` and `[[membership]]` tables of a calendar file."""

import re
from typing import Any

from service.catalogue.citations import citations
from service.catalogue.sentences import in_words
from service.catalogue.table import Table
from service.domain.calendar import RESERVED_BODY_SLUGS
from service.domain.organisation import (
    Body,
    ChairDecision,
    ChairRule,
    MembershipTerm,
    Organisation,
)


def organisation(top: Table) -> Organisation | None:
    """The organisation of the file, with its bodies and membership terms; None where it names none."""
    bodies = tuple(_body(table) for table in top.tables("body", _name("body", "slug")))
    memberships = [_membership(table) for table in top.tables("membership", _name("membership", "country"))]
    table = top.table("organisation")
    if table is None:
        if bodies or memberships:
            top.mistake("organisation", "a table [organisation] with the name of the organisation")
        return None
    made = Organisation(
        name=table.required_text("name"),
        short_name=table.text("short_name"),
        description=table.text("description"),
        citations=citations(table),
        bodies=bodies,
        memberships=tuple(term for term in memberships if term),
    )
    table.finish()
    return made


def _body(table: Table) -> Body:
    body = Body(
        slug=_body_slug(table),
        name=table.required_text("name"),
        description=table.text("description"),
        members=table.text("members"),
        attendance=table.text("attendance"),
        basis=table.text("basis"),
        chair_rule=table.choice("chair_rule", ChairRule),
        chair_rule_text=table.text("chair_rule_text"),
        chair_decisions=tuple(
            decision
            for each in table.tables("chair_decision", _name("chair_decision", "country"))
            if (decision := _chair_decision(each))
        ),
        citations=citations(table),
    )
    table.finish()
    return body


def _body_slug(table: Table) -> str:
    slug = table.slug("slug", reserved=RESERVED_BODY_SLUGS)
    if re.fullmatch("[0-9]{4}", slug):
        table.mistake("slug", "a slug that is not four digits, which stand for a year")
    return slug


def _chair_decision(table: Table) -> ChairDecision | None:
    if "country" not in table:
        table.mistake("country", 'the two letters of ISO 3166, as in "TJ"')
    country, since = table.country() or "?", table.required_day("since")
    until, note = table.day("until"), table.text("note")
    table.finish()
    with table.noting("until"):
        return ChairDecision(country=country, since=since, until=until, note=note)
    return None


def _membership(table: Table) -> MembershipTerm | None:
    if "country" not in table:
        table.mistake("country", 'the two letters of ISO 3166, as in "TJ"')
    country, since, until = table.country() or "?", table.moment("since"), table.moment("until")
    note, cited = table.text("note"), citations(table)
    table.finish()
    if since is None:
        if "since" not in table:
            table.mistake("since", 'a day, or a month or year in quotes, as in "1992"')
        return None
    with table.noting("until"):
        return MembershipTerm(country=country, since=since, until=until, note=note, citations=cited)
    return None


def _name(kind: str, field: str) -> Any:
    def name(raw: dict[str, Any], place: int) -> str:
        return f": {kind} {in_words(raw[field])}" if isinstance(raw.get(field), str) else f": {kind} {place}"

    return name
