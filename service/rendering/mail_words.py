"""What mails say of a date: when it is on the reader's clock, how long until then, how sure it is, who said so."""

from dataclasses import dataclass
from datetime import date, datetime

from service.domain.calendar import Calendar
from service.domain.digest import Item
from service.domain.event import AnyEvent, Status
from service.domain.source import Certainty, Source
from service.domain.telling import Overdue
from service.domain.timespan import Hours, days_in, zone_named
from service.domain.wish import Wish
from service.rendering import formatting
from service.rendering.brief import weekday_alone
from service.rendering.language import Language

_DATE_FIELDS = {"first_day", "last_day", "start", "end"}


@dataclass(frozen=True)
class SaidBy:
    """A publication, and the least sure mark that it has on the date."""

    source: Source
    certainty: Certainty


def when(event: AnyEvent, zone: str, words: Language) -> str:
    """The reader's time, and the venue's where its clock shows another; a single day with its weekday."""
    if isinstance(event.span, Hours):
        return _with_weekday(event, zone, formatting.hours_on_both_clocks(event.span, zone, words), words)
    return _with_weekday(event, zone, formatting.span_in_words(event.span, words), words)


def when_it_begins(event: AnyEvent, zone: str, words: Language) -> str:
    """In a few words, for a subject: "17 September 2021", "17 September 2021, 10:00", "18–23 October 2021"."""
    if isinstance(event.span, Hours):
        return formatting.instant_in_words(event.span.start, zone, words)
    return formatting.span_in_words(event.span, words)


def moment(item: Item, wish: Wish) -> str:
    """When it begins, as the attribute of a `<time>`: the instant on the reader's clock, or the day."""
    span = item.revision.event.span
    if isinstance(span, Hours):
        return span.start.astimezone(zone_named(wish.zone)).isoformat(timespec="minutes")
    return item.first_day.isoformat()


def is_overdue(item: Item) -> bool:
    return any(isinstance(occasion, Overdue) for occasion in item.occasions)


def timing(item: Item, wish: Wish, words: Language) -> str:
    """As in "in 14 days", "day 2 of 6", "Overdue"."""
    if is_overdue(item):
        return words.gettext("Overdue")
    span = item.revision.event.dated
    if item.days_left < 0 and span:
        days = days_in(span, wish.zone)
        length = (days.last_day - days.first_day).days + 1
        return words.gettext("day %(day)s of %(days)s") % {"day": 1 - item.days_left, "days": length}
    return formatting.days_left_in_words(item.days_left, words)


def mark(event: AnyEvent, words: Language) -> str:
    """A word before the title of what is not certain to happen."""
    confirmed = event.status is Status.CONFIRMED
    return "" if confirmed else f"{formatting.status_in_words(event.status, words)}: "


def sources(event: AnyEvent, calendar: Calendar) -> list[SaidBy]:
    """Each source of the date once."""
    publications = {source.id: source for source in calendar.sources}
    cited = event.citations
    of_the_date = [citation for citation in cited if _DATE_FIELDS & set(citation.supports)] or cited
    marks: dict[str, Certainty] = {}
    for citation in sorted(of_the_date, key=lambda each: list(Certainty).index(each.certainty)):
        marks[citation.source] = citation.certainty
    # A file that leaves out an event leaves out its sources, too; the event is kept.
    return [SaidBy(publications[id], mark) for id, mark in marks.items() if id in publications]


def on_the_clock(instant: datetime, zone: str, words: Language) -> str:
    """As in "4 September 2021, 07:00 (Vienna, UTC+02:00)"."""
    local = instant.astimezone(zone_named(zone))
    return f"{formatting.instant_in_words(instant, zone, words)} ({formatting.zone_in_words(local, words)})"


def last_day(item: Item, wish: Wish) -> date:
    span = item.revision.event.dated
    assert span, "only dated events are told"
    return days_in(span, wish.zone).last_day


def _with_weekday(event: AnyEvent, zone: str, said: str, words: Language) -> str:
    days = days_in(event.dated, zone) if event.dated else None
    if days is None or days.first_day != days.last_day:
        return said
    return f"{weekday_alone(days.first_day, 'EEEE', words)}, {said}"
