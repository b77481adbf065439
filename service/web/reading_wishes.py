"""From what was typed to a wish; every mistake is said beside its field, in the reader's words."""

import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from service.domain.errors import DatelineError, InvalidValue, NotFound, translatable
from service.domain.selection import Filter, Selection
from service.domain.subscriber import address
from service.domain.text import shown
from service.domain.wish import LONGEST_LEAD, Cadence, Leads, Weekly, Wish
from service.operations.feed_addresses import FILTERS, LONGEST_QUERY, asked
from service.storage.events import event_called
from service.storage.renames import new_calendar_slug, new_event_slug
from service.web.asking import database, known
from service.web.reader import zone_called
from service.web.speaking import language_called, words
from service.web.wish_form import EXTRAS, Answers, Chosen

MOST_EVENTS = 50  # that one asks for by name
MOST_LEADS = 12

_T = TypeVar("_T")


class Unfit(Exception):
    """What was typed makes no wish: by the name of each field, a sentence about it."""

    def __init__(self, mistakes: dict[str, str]) -> None:
        self.mistakes = mistakes
        super().__init__(mistakes)


def wish_in(answers: Answers) -> Wish:
    """The wish. Raises Unfit."""
    reading = _Reading()
    wish = reading.wish(answers)
    if wish is None:
        raise Unfit(reading.mistakes)
    return wish


def wish_with_address_in(answers: Answers) -> tuple[str, Wish]:
    """The same with the e-mail address to which the mails shall go. Raises Unfit."""
    reading = _Reading()
    email = reading.field("email", lambda: _email(answers.email))
    wish = reading.wish(answers)
    if email is None or wish is None:
        raise Unfit(reading.mistakes)
    return email, wish


class _Reading:
    """Reads field after field; `mistakes` holds what was wrong so far."""

    def __init__(self) -> None:
        self.mistakes: dict[str, str] = {}

    def field(self, name: str, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except DatelineError as error:
            self.mistakes[name] = error.into(words().gettext)
            return None

    def wish(self, answers: Answers) -> Wish | None:
        wanted = self._single_events(answers) if answers.events else self._filter(answers)
        cadence = self._cadence(answers)
        hour = self.field("hour", lambda: _number(answers.hour, 23))
        zone = self.field("zone", lambda: zone_called(answers.zone))
        language = self.field("language", lambda: language_called(answers.language))
        if wanted is None or cadence is None or hour is None or zone is None or language is None:
            return None
        extras = {name: name in answers.extras for name in EXTRAS}
        return Wish(zone=zone, language=language, filter=wanted, cadence=cadence, hour=hour, **extras)

    def _single_events(self, answers: Answers) -> Filter | None:
        return self.field("event", lambda: Filter(uids=_uids(answers.events)))

    def _filter(self, answers: Answers) -> Filter | None:
        if sum(len(name) + len(value) + len("&=") for name, value in answers.filter) > LONGEST_QUERY:
            self.mistakes["filter"] = words().gettext("This is too much to choose by. Please leave something out.")
            return None
        pairs = [_as_named_now(*pair) for pair in answers.filter]
        for name in dict.fromkeys(name for name, _ in pairs):
            self.field(name, partial(_look_at, name, [value for each, value in pairs if each == name]))
        if self.mistakes.keys() & set(FILTERS):
            return None
        return self.field("until", lambda: _filter_of(pairs))

    def _cadence(self, answers: Answers) -> Cadence | None:
        match answers.cadence:
            case Chosen.BEFORE_EACH:
                return self.field("lead", lambda: _leads(answers.leads))
            case Chosen.WEEKLY:
                return self.field("weekday", lambda: Weekly(_number(answers.weekday, 6)))
            case _:
                self.mistakes["cadence"] = words().gettext("Please choose one of the two.")
                return None


def _email(text: str) -> str:
    """As it goes on the wire. A % stands for octets that are no text, and led some relays on to other hosts."""
    local, at, _ = text.rpartition("@")
    try:
        if "%" not in local:
            return address(text)
    except InvalidValue:
        if at and local.isprintable() and not local.isascii():
            raise InvalidValue(
                translatable("Mails from here reach only addresses with Latin letters, digits and signs before the @.")
            ) from None
    raise InvalidValue(translatable("This must be one e-mail address, as in anna@example.org."))


def _uids(slugs: tuple[str, ...]) -> frozenset[str]:
    if len(slugs) > MOST_EVENTS:
        raise InvalidValue(translatable("At most %(most)s dates can be chosen one by one."), most=MOST_EVENTS)
    return frozenset(_uid(slug) for slug in slugs)


def _uid(slug: str) -> str:
    revision = event_called(database(), new_event_slug(database(), slug) or slug)
    if revision is None:
        raise NotFound(translatable("There is no event %(name)s here."), name=shown(slug))
    return revision.event.uid


def _as_named_now(name: str, value: str) -> tuple[str, str]:
    return name, (new_calendar_slug(database(), value) if name == "calendar" else None) or value


def _look_at(name: str, values: list[str]) -> None:
    """Raises InvalidValue or NotFound where a filter asks for what makes no sense, or is not there."""
    asked([(name, value) for value in values], of=Selection())
    for value in values:
        if name == "calendar" and value not in known().slugs:
            raise NotFound(translatable("There is no calendar %(name)s here."), name=shown(value))
        if name == "body" and value not in known().bodies:
            raise NotFound(translatable("There is no body %(name)s here."), name=shown(value))


def _filter_of(pairs: list[tuple[str, str]]) -> Filter:
    """Of pairs each of which makes sense by itself."""
    try:
        return asked(pairs, of=Selection()).filter
    except InvalidValue:
        raise InvalidValue(translatable("This must not be before the first day.")) from None


def _leads(texts: tuple[str, ...]) -> Leads:
    if not texts:
        raise InvalidValue(translatable("Please choose at least one."))
    if len(texts) > MOST_LEADS:
        raise InvalidValue(translatable("At most %(most)s can be chosen."), most=MOST_LEADS)
    return Leads(tuple(sorted({_number(text, LONGEST_LEAD) for text in texts}, reverse=True)))


def _number(text: str, most: int) -> int:
    if not re.fullmatch("[0-9]{1,3}", text) or int(text) > most:
        raise InvalidValue(translatable("This must be a whole number from 0 to %(most)s."), most=most)
    return int(text)
