"""Days and hours in brief, for a line of an agenda that stands under its month."""

from datetime import date, datetime

from babel.dates import format_date

from service.domain.agenda import Entry
from service.domain.event import is_settled
from service.domain.timespan import Hours, WholeDays, days_in, zone_named
from service.rendering.formatting import clock_in_words, days_left_in_words, span_in_words, zone_in_words
from service.rendering.language import Language

LONGEST_AGO = 31  # days; a countdown backwards tells nothing after a month


def days_of_month(days: WholeDays, language: Language) -> str:
    """As in "16", "18–23" or "30 Nov – 2 Dec"."""
    first, last = days.first_day, days.last_day
    if first == last:
        return str(first.day)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day}"
    return " – ".join(format_date(day, "d MMM", locale=language.locale) for day in (first, last))


def weekdays(days: WholeDays, language: Language) -> str:
    """As in "Thu" or "Mon–Sat"."""
    ends = dict.fromkeys((days.first_day, days.last_day))
    return "–".join(format_date(day, "EEE", locale=language.locale) for day in ends)


def hours_in_brief(entry: Entry, language: Language) -> str:
    """The hours on the venue's clock, with the days if they are not the reader's; empty for whole days."""
    span = entry.event.span
    if not isinstance(span, Hours):
        return ""
    if entry.days != days_in(span, span.zone) or entry.days.first_day != entry.days.last_day:
        return span_in_words(span, language)
    start, end = (clock_in_words(local, language) for local in (span.local_start, span.local_end))
    return f"{start}–{end} ({zone_in_words(span.local_start, language)})"


def timing_in_words(entry: Entry, today: date, language: Language) -> str:
    """As in "in 14 days", "day 2 of 6", "3 days ago"; empty where nobody waits any more."""
    days, left = entry.days, entry.days_left(today)
    length = (days.last_day - days.first_day).days + 1
    if is_settled(entry.event):
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
