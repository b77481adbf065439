"""What a reader asked for, in words: which dates, when, and what else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from service.domain.calendar import Calendar
from service.domain.selection import Filter, Selection
from service.domain.text import Text
from service.domain.timespan import zone_named
from service.domain.wish import Cadence, Leads, Weekly, Wish
from service.rendering.formatting import clock_in_words, zone_in_words
from service.rendering.heading import heading
from service.rendering.language import Language
from service.rendering.mail_header import one_line


def dates_in_words(
    wanted: Filter, calendars: Mapping[str, Calendar], titles: Mapping[str, Text], words: Language
) -> str:
    """As in "CSTO calendar: Meetings · Tajikistan". `titles` are those of single events that are asked for, by uid."""
    if wanted.uids is None:
        return one_line(_selection_in_words(wanted, calendars, words))
    known = [titles[uid].into(words.code) for uid in sorted(wanted.uids) if uid in titles]
    return one_line(" / ".join(f"“{title}”" for title in known) or words.gettext("a single date"))


def dates_in_our_words(wanted: Filter, calendars: Mapping[str, Calendar], words: Language) -> str:
    """The same without anything that somebody may have typed to have us say it, and without any event."""
    bodies = {body.slug for each in calendars.values() if each.organisation for body in each.organisation.bodies}
    ours = replace(
        wanted,
        calendars=wanted.calendars and (wanted.calendars & calendars.keys() or None),
        words=frozenset(),
        places=None,
        bodies=wanted.bodies and (wanted.bodies & bodies or None),
        countries=wanted.countries and (wanted.countries & set(words.locale.territories) or None),
    )
    said = dates_in_words(ours, calendars, {}, words)
    return said if ours == wanted else f"{said} · {words.gettext('with further conditions')}"


def times_in_words(wish: Wish, today: date, words: Language) -> str:
    """As in "14, 7 and 1 day before, at 07:00 (Vienna, UTC+02:00)"; the clock is told as it goes `today`."""
    local = datetime.combine(today, time(wish.hour), zone_named(wish.zone))
    details = {
        "days": cadence_in_words(wish.cadence, words),
        "hour": clock_in_words(local, words),
        "zone": zone_in_words(local, words),
    }
    return words.gettext("%(days)s, at %(hour)s (%(zone)s)") % details


def cadence_in_words(cadence: Cadence, words: Language) -> str:
    """As in "14, 7 and 1 day before and on the day itself", or "on Mondays"."""
    match cadence:
        case Leads(days):
            return f" {words.gettext('and')} ".join(_leads_in_words(days, words))
        case Weekly(weekday):
            gettext = words.gettext
            return (
                gettext("on Mondays"),
                gettext("on Tuesdays"),
                gettext("on Wednesdays"),
                gettext("on Thursdays"),
                gettext("on Fridays"),
                gettext("on Saturdays"),
                gettext("on Sundays"),
            )[weekday]


def extras_in_words(wish: Wish, words: Language) -> list[str]:
    """What he wants to be told besides what is ahead."""
    gettext = words.gettext
    extras = {
        gettext("changes and cancellations"): wish.changes,
        gettext("each further day of what lasts several days"): wish.running,
        gettext("instructions that are overdue"): wish.overdue,
    }
    return [extra for extra, is_wanted in extras.items() if is_wanted]


def _selection_in_words(wanted: Filter, calendars: Mapping[str, Calendar], words: Language) -> str:
    """As the feed of it is called; of several calendars each by its name."""
    chosen = [each for slug, each in calendars.items() if wanted.calendars is None or slug in wanted.calendars]
    name = heading(Selection(filter=wanted), chosen, words).name
    if wanted.calendars is None or len(chosen) == 1:
        return name
    names = [calendar.name.into(words.code) for calendar in chosen] or sorted(wanted.calendars)
    return " / ".join(names) + name.removeprefix(words.gettext("All calendars"))


def _leads_in_words(leads: tuple[int, ...], words: Language) -> Iterator[str]:
    before = [str(lead) for lead in leads if lead > 0]
    if before:
        named = before[0] if len(before) == 1 else f"{', '.join(before[:-1])} {words.gettext('and')} {before[-1]}"
        form = words.ngettext("%(leads)s day before", "%(leads)s days before", int(before[-1]))
        yield form % {"leads": named}
    if 0 in leads:
        yield words.gettext("on the day itself")
