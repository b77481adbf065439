"""Days, hours, places and people in the words of a language."""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_time, get_timezone_location

from service.domain.event import (
    InstructionState,
    Kind,
    Place,
    Role,
    Status,
    Telephone,
    Unplaced,
    Venue,
    VideoConference,
)
from service.domain.source import Certainty
from service.domain.timespan import Approximate, Hours, Moment, Span, Undated, WholeDays, days_in, zone_named
from service.rendering.language import Language

MOST_KEPT = 4096  # words of each sort: a page says the same days and countries again and again
# Where the Unicode names are not the ones that the states use of themselves in that language.
_COUNTRIES = {("ru", "KG"): "Кыргызстан"}


def span_in_words(span: Span, language: Language) -> str:
    """As in "18–23 October 2021", "16 September 2021, 10:00–12:00 (Vienna, UTC+02:00)", "October 2002"."""
    match span:
        case WholeDays():
            return days_in_words(span, language)
        case Hours():
            return _hours_in_words(span, span.zone, language)
        case Approximate():
            return moment_in_words(span, language)
        case Undated():
            return language.gettext("no date given")


def days_in_words(days: WholeDays, language: Language) -> str:
    """One day, or from one to another; what both ends share is said once."""
    first, last = days.first_day, days.last_day
    if first == last:
        return day_in_words(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_in_words(last, language)}"
    if first.year == last.year:
        return f"{format_date(first, 'd MMMM', locale=language.locale)} – {day_in_words(last, language)}"
    return f"{day_in_words(first, language)} – {day_in_words(last, language)}"


def span_of_days_in_words(since: date | None, until: date | None, language: Language) -> str:
    """Days from one to another, either of which may be open: "Since 1 May 2021", "Until 9 May 2021"."""
    match since, until:
        case date(), date():
            return days_in_words(WholeDays(since, until), language)
        case date(), None:
            return language.gettext("Since %(day)s") % {"day": day_in_words(since, language)}
        case None, date():
            return language.gettext("Until %(day)s") % {"day": day_in_words(until, language)}
        case _:
            return ""


def hours_for_reader(span: Hours, zone: str, language: Language) -> str:
    """The same hours on the clock of a reader elsewhere."""
    return _hours_in_words(span, zone, language)


def hours_on_both_clocks(span: Hours, zone: str, language: Language) -> str:
    """The reader's hours, then the venue's, its days only where they are others than the reader's."""
    reader = _hours_in_words(span, zone, language)
    if span.zone == zone:
        return reader
    if days_in(span, zone) != days_in(span, span.zone):
        return f"{reader} = {_hours_in_words(span, span.zone, language)}"
    return f"{reader} = {_clocks(span.local_start, span.local_end, '', language)}"


@lru_cache(MOST_KEPT)
def day_in_words(day: date, language: Language) -> str:
    """As in "16 September 2021"."""
    return format_date(day, "long", locale=language.locale)


@lru_cache(MOST_KEPT)
def weekday_in_words(day: date, language: Language) -> str:
    """As in "Thursday, 16 September 2021"."""
    return format_date(day, "full", locale=language.locale)


@lru_cache(MOST_KEPT)
def month_in_words(day: date, language: Language) -> str:
    """As in "September 2021"."""
    return sentence(format_date(day, "LLLL y", locale=language.locale))


def moment_in_words(moment: Moment, language: Language) -> str:
    """A day, a month or a year, never more precise than it is known."""
    if not isinstance(moment, Approximate):
        return day_in_words(moment, language)
    if moment.month is None:
        return str(moment.year)
    return format_date(date(moment.year, moment.month, 1), "LLLL y", locale=language.locale)


def days_left_in_words(days: int, language: Language) -> str:
    """As in "today", "tomorrow", "in 14 days"; days that have passed are "3 days ago"."""
    match days:
        case 0:
            return language.gettext("today")
        case 1:
            return language.gettext("tomorrow")
        case -1:
            return language.gettext("yesterday")
    if days > 0:
        return language.ngettext("in %(num)s day", "in %(num)s days", days) % {"num": days}
    return language.ngettext("%(num)s day ago", "%(num)s days ago", -days) % {"num": -days}


def place_in_words(place: Place, language: Language) -> str:
    """Where it is; an empty text where no place is known."""
    match place:
        case Venue(name=name, country=country):
            where = name.into(language.code)
            land = country_in_words(country, language) if country else ""
            return where if not land or land in where else f"{where}, {land}"
        case VideoConference():
            return language.gettext("Video conference")
        case Telephone():
            return language.gettext("By telephone")
        case Unplaced():
            return ""


@lru_cache(MOST_KEPT)
def country_in_words(code: str, language: Language) -> str:
    """The name of a country from its ISO 3166-1 alpha-2 code; the code itself where it has no name."""
    return _COUNTRIES.get((language.code, code)) or str(language.locale.territories.get(code, code))


def sentence(words: str) -> str:
    """The words at the beginning of a line, with a capital letter."""
    return words[:1].upper() + words[1:]


@lru_cache(MOST_KEPT)
def kind_in_words(kind: Kind, language: Language) -> str:
    gettext = language.gettext
    return {
        Kind.MEETING: gettext("Meeting"),
        Kind.DEADLINE: gettext("Deadline"),
        Kind.EXERCISE: gettext("Exercise"),
        Kind.MILESTONE: gettext("Milestone"),
    }[kind]


@lru_cache(MOST_KEPT)
def kinds_in_words(kind: Kind, language: Language) -> str:
    """The plural, as the name of a feed."""
    gettext = language.gettext
    return {
        Kind.MEETING: gettext("Meetings"),
        Kind.DEADLINE: gettext("Deadlines"),
        Kind.EXERCISE: gettext("Exercises"),
        Kind.MILESTONE: gettext("Milestones"),
    }[kind]


@lru_cache(MOST_KEPT)
def role_in_words(role: Role, language: Language) -> str:
    """The heading over those who have the role."""
    gettext = language.gettext
    return {
        Role.CHAIR: gettext("Chair"),
        Role.MEMBER: gettext("Members"),
        Role.OFFICER: gettext("Officers"),
        Role.GUEST: gettext("Guests"),
        Role.ATTENDEE: gettext("Taking part"),
    }[role]


@lru_cache(MOST_KEPT)
def certainty_in_words(certainty: Certainty, language: Language) -> str:
    gettext = language.gettext
    return {
        Certainty.CERTAIN: gettext("stated"),
        Certainty.REPORTED: gettext("reported"),
        Certainty.INFERRED: gettext("inferred"),
    }[certainty]


@lru_cache(MOST_KEPT)
def status_in_words(status: Status, language: Language) -> str:
    gettext = language.gettext
    return {
        Status.TENTATIVE: gettext("Tentative"),
        Status.CONFIRMED: gettext("Confirmed"),
        Status.CANCELLED: gettext("Cancelled"),
    }[status]


@lru_cache(MOST_KEPT)
def state_in_words(state: InstructionState, language: Language) -> str:
    gettext = language.gettext
    return {
        InstructionState.OPEN: gettext("Open"),
        InstructionState.DONE: gettext("Done"),
        InstructionState.OVERDUE: gettext("Overdue"),
    }[state]


def instant_in_words(instant: datetime, zone: str, language: Language) -> str:
    """A day and an hour on the clock of `zone`, as in "16 September 2021, 07:00"."""
    local = instant.astimezone(zone_named(zone))
    return f"{day_in_words(local.date(), language)}, {clock_in_words(local, language)}"


def clock_in_words(local: datetime, language: Language) -> str:
    """The hour on a clock, as in "10:00"."""
    return _clock(local.time(), language)


def zone_in_words(local: datetime, language: Language) -> str:
    """Whose clock it is, as in "Vienna, UTC+02:00"; the offset is that of this very day."""
    city = _city(str(local.tzinfo), language)
    return city if city == "UTC" else f"{city}, {offset_in_words(local, language)}"


def offset_in_words(local: datetime, language: Language) -> str:
    """How far a clock is from UTC, as in "UTC+02:00"."""
    return _offset(local.utcoffset() or timedelta(), language)


@lru_cache(MOST_KEPT)
def _offset(from_utc: timedelta, language: Language) -> str:
    local = datetime(2000, 1, 1, tzinfo=timezone(from_utc))
    return format_datetime(local, "OOOO", locale=language.locale).replace("GMT", "UTC")


@lru_cache(MOST_KEPT)
def _city(zone: str, language: Language) -> str:
    return get_timezone_location(zone, locale=language.locale, return_city=True)


@lru_cache(MOST_KEPT)
def _clock(hour: time, language: Language) -> str:
    return format_time(hour, "HH:mm", locale=language.locale)


def _hours_in_words(span: Hours, zone: str, language: Language) -> str:
    start, end = (instant.astimezone(zone_named(zone)) for instant in (span.start, span.end))
    first_day = day_in_words(start.date(), language)
    last_day = "" if start.date() == end.date() else day_in_words(end.date(), language)
    return f"{first_day}, {_clocks(start, end, last_day, language)}"


def _clocks(start: datetime, end: datetime, last_day: str, language: Language) -> str:
    """From one hour to another, as in "10:00–12:00 (Vienna, UTC+02:00)"; a night of two offsets names both."""
    first, last = clock_in_words(start, language), clock_in_words(end, language)
    if start.utcoffset() != end.utcoffset():
        first = f"{first} ({offset_in_words(start, language)})"
    until = f" – {last_day}, {last}" if last_day else f"–{last}"
    return f"{first}{until} ({zone_in_words(end, language)})"
