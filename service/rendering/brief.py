"""Days and hours in brief, for a line of an agenda that stands under its month."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from service.domain.agenda import Entry
from service.domain.timespan import Hours, WholeDays, zone_named
from service.rendering.formatting import (
    MOST_KEPT,
    clock_in_words,
    days_left_in_words,
    hours_for_reader,
    sentence,
    zone_in_words,
)
from service.rendering.language import Language

LONGEST_AGO = 31  # days; a countdown backwards tells nothing after a month


@lru_cache(MOST_KEPT)
def days_of_month(days: WholeDays, language: Language) -> str:
    """As in "16", "18–23" or "30 Nov – 2 Dec"."""
    first, last = days.first_day, days.last_day
    if first == last:
        return str(first.day)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day}"
    return " – ".join(format_date(day, "d MMM", locale=language.locale) for day in (first, last))


@lru_cache(MOST_KEPT)
def days_in_brief(days: WholeDays, language: Language) -> str:
    """As in "16 Thu"."""
    return f"{days_of_month(days, language)} {weekdays(days, language)}"


@lru_cache(MOST_KEPT)
def weekdays(days: WholeDays, language: Language) -> str:
    """As in "Thu" or "Mon–Sat"."""
    ends = dict.fromkeys((days.first_day, days.last_day))
    return "–".join(format_date(day, "EEE", locale=language.locale) for day in ends)


def hours_in_brief(entry: Entry, language: Language) -> str:
    """The hours on the entry's clock, from one day to another with both; empty for whole days."""
    span = entry.card.span
    if not isinstance(span, Hours) or entry.zone is None:
        return ""
    if entry.days.first_day != entry.days.last_day:
        return hours_for_reader(span, entry.zone, language)
    start, end = (instant.astimezone(zone_named(entry.zone)) for instant in (span.start, span.end))
    return f"{clock_in_words(start, language)}–{clock_in_words(end, language)} ({zone_in_words(start, language)})"


def timing_in_words(entry: Entry, today: date, language: Language) -> str:
    """As in "in 14 days", "day 2 of 6", "3 days ago"; empty where nobody waits any more."""
    days, left = entry.days, entry.days_left(today)
    length = (days.last_day - days.first_day).days + 1
    if entry.card.is_settled:
        return ""
    if entry.running_on(today) and length > 1:
        return language.gettext("day %(day)s of %(days)s") % {"day": 1 - left, "days": length}
    if left >= 0:
        return days_left_in_words(left, language)
    ago = (today - days.last_day).days
    return days_left_in_words(-ago, language) if ago <= LONGEST_AGO else ""


def zone_on(instant: datetime, zone: str, language: Language) -> str:
    """Whose clock a page goes by at that instant, as in "Moscow, UTC+03:00"."""
    return zone_in_words(instant.astimezone(zone_named(zone)), language)


@lru_cache(MOST_KEPT)
def weekday_alone(day: date, form: str, language: Language) -> str:
    """The day of the week as a heading; `form` is a pattern of Unicode's TR 35, as in "EEE"."""
    return format_date(day, form, locale=language.locale)


@lru_cache(MOST_KEPT)
def month_alone(day: date, language: Language) -> str:
    """The month without its year, as in "September"."""
    return sentence(format_date(day, "LLLL", locale=language.locale))


def hour_in_brief(entry: Entry, language: Language) -> str:
    """When it begins on the entry's clock, as in "10:00"; empty for whole days."""
    span = entry.card.span
    if not isinstance(span, Hours) or entry.zone is None:
        return ""
    return clock_in_words(span.start.astimezone(zone_named(entry.zone)), language)
