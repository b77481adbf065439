"""The window of a timeline and its ticks in the words of a language."""

from babel.dates import format_date

from service.domain.tick import Tick
from service.domain.window import Unit, Window
from service.rendering.formatting import days_in_words, month_in_words, sentence
from service.rendering.language import Language


def window_in_words(window: Window, language: Language) -> str:
    """As in "1992–2021", "August – October 2021" or "6–19 September 2021"; what both ends share is said once."""
    first, last = window.first_day, window.last_day
    match window.unit:
        case Unit.YEAR:
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        case Unit.MONTH if first.year == last.year and first.month == last.month:
            return month_in_words(first, language)
        case Unit.MONTH:
            pattern = "LLLL" if first.year == last.year else "LLLL y"
            begin = format_date(first, pattern, locale=language.locale)
            return f"{sentence(begin)} – {format_date(last, 'LLLL y', locale=language.locale)}"
        case _:
            return days_in_words(window.days, language)


def tick_in_words(tick: Tick, language: Language) -> str:
    """In brief and without its year, as in "6 Sept" or "Sept"; a year as in "1995"."""
    pattern = {Unit.YEAR: "y", Unit.MONTH: "LLL"}.get(tick.unit, "d MMM")
    return format_date(tick.day, pattern, locale=language.locale)
