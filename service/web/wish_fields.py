"""What the form of a wish shows: what can be chosen in each field, and what the chosen dates are called."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.domain.card import Card
from service.domain.errors import DatelineError
from service.domain.event import Kind
from service.domain.selection import Filter, Selection
from service.domain.timespan import is_zone
from service.domain.wish import LONGEST_LEAD, OFFERED_LEADS, WEEK_DAYS, Leads, Wish
from service.operations.feed_addresses import asked
from service.rendering.formatting import kinds_in_words, sentence
from service.rendering.wish_in_words import cadence_in_words, dates_in_words, extras_in_words, times_in_words
from service.storage.events import event_called
from service.storage.listing import cards_among
from service.storage.renames import filter_as_named_now
from service.web.asking import database, known, today_in
from service.web.filters import choices
from service.web.speaking import words
from service.web.wish_form import Answers, answers_of
from service.web.zones import zones


def fields(answers: Answers, mistakes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All that the template of the form needs; `mistakes` are sentences by the names of fields."""
    return {
        "answers": answers,
        "mistakes": mistakes or {},
        "labels": _labels(),
        "singles": _singles(answers),
        "chosen": _chosen_dates(answers),
        "choices": choices(known(), words()),
        "kind_choices": [(kind.value, kinds_in_words(kind, words())) for kind in Kind],
        "leads": [(days, sentence(cadence_in_words(Leads((days,)), words()))) for days in _leads(answers)],
        "weekdays": [(day, sentence(words().locale.days["stand-alone"]["wide"][day])) for day in range(WEEK_DAYS)],
        "own_zones": _own_zones(answers),
        "all_zones": zones(),
    }


def in_words(wish: Wish) -> dict[str, Any]:
    """What the wish says: which dates, at which times, and what else."""
    wanted, today = filter_as_named_now(database(), wish.filter), today_in(wish.zone)
    titles = {uid: card.summary for uid, card in _single_events(wanted).items()}
    return {
        "dates": dates_in_words(wanted, known().calendars, titles, words()),
        "times": sentence(times_in_words(wish, today, words())),
        "extras": [sentence(extra) for extra in extras_in_words(wish, words())],
    }


def answers_to_change(wish: Wish) -> Answers:
    """The wish as it stands in the form that changes it."""
    wanted = filter_as_named_now(database(), wish.filter)
    return answers_of(replace(wish, filter=wanted), _single_events(wanted))


def public_cards(uids: frozenset[str]) -> dict[str, Card]:
    """The cards of these events by uid; none of a private calendar."""
    found = cards_among(database(), set(uids)) if uids else {}
    return {uid: card for uid, card in found.items() if card.calendar in known().slugs}


def _single_events(wanted: Filter) -> dict[str, Card]:
    """Those that the filter asks for by name, by uid."""
    return public_cards(wanted.uids or frozenset())


def _singles(answers: Answers) -> list[tuple[str, str]]:
    """The slug and the title of each event that is asked for by name, as far as there is one."""
    found = [(slug, event_called(database(), slug)) for slug in dict.fromkeys(answers.events[:100])]
    return [(slug, revision.event.summary.into(words().code)) for slug, revision in found if revision]


def _chosen_dates(answers: Answers) -> str:
    """What the filter of the form is called; nothing where it makes no sense."""
    try:
        wanted = asked(answers.filter, of=Selection()).filter
    except DatelineError:
        return ""
    return dates_in_words(wanted, known().calendars, {}, words())


def _own_zones(answers: Answers) -> list[str]:
    """Those that are likely, the world's first; with the one that is chosen, whatever it is called."""
    near = sorted({calendar.zone for calendar in known().calendars.values()})
    chosen = [answers.zone] if is_zone(answers.zone) and answers.zone not in zones() else []
    return [*dict.fromkeys(["UTC", *near, *chosen])]


def _leads(answers: Answers) -> list[int]:
    """Those that are offered, and those that are chosen besides."""
    own = {int(text) for text in answers.leads if text.isascii() and text.isdecimal() and len(text) < len("1000")}
    return sorted({*OFFERED_LEADS, *(days for days in own if days <= LONGEST_LEAD)}, reverse=True)


def _labels() -> dict[str, str]:
    gettext = words().gettext
    return {
        "email": gettext("Your e-mail address"),
        "event": gettext("One by one"),
        "filter": gettext("Which dates"),
        "calendar": gettext("Calendar"),
        "kind": gettext("Kind"),
        "body": gettext("Body"),
        "country": gettext("Country"),
        "place": gettext("Place"),
        "status": gettext("Status"),
        "q": gettext("With these words"),
        "since": gettext("From day"),
        "until": gettext("Until day"),
        "cadence": gettext("When"),
        "lead": gettext("Before each date"),
        "weekday": gettext("Day of the week"),
        "hour": gettext("At this hour"),
        "zone": gettext("On the clock of"),
        "language": gettext("In this language"),
        "pause": gettext("No mails until this day"),
    }
