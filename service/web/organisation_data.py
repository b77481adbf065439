"""An organisation as data: the same as on its page."""

from datetime import date
from urllib.parse import urlencode

from flask import Response

from service.domain.calendar import Calendar
from service.domain.card import Card
from service.domain.organisation import Body, Chair, MembershipTerm, Organisation
from service.operations.feed_formats import items_of
from service.rendering.organisation_json import body_facts, members_facts, organisation_facts, term_facts
from service.rendering.plain_json import event_facts
from service.web.asking import database, settings
from service.web.data import asked_of_data
from service.web.json_answers import in_json
from service.web.speaking import words


def organisation_data(
    *,
    calendar: Calendar,
    organisation: Organisation,
    on: date,
    chairs: list[tuple[Body, Chair]],
    members: list[tuple[MembershipTerm, bool]],
    terms: list[tuple[str, list[MembershipTerm]]],
    milestones: list[Card],
) -> Response:
    """`chairs` and `members` are those on that day, `terms` all there were, by country."""
    site, page = settings().site, f"/organisation/{calendar.slug}"
    items = {each.revision.event.uid: each for each in items_of(database(), [card.uid for card in milestones])}
    return in_json(
        {
            "calendar": calendar.slug,
            "page": site.url(page),
            "address": site.url(f"{page}.json?{urlencode([('on', on), *asked_of_data()])}"),
            "language": words().code,
            "on": on.isoformat(),
            **organisation_facts(organisation, calendar, words()),
            "bodies": [body_facts(body, chair, calendar, site, words()) for body, chair in chairs],
            "members": members_facts(members),
            "terms": [term_facts(term, calendar, words()) for _, of_country in terms for term in of_country],
            "milestones": [event_facts(items[card.uid], site, words()) for card in milestones],
        }
    )
