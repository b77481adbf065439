"""What a reader asked for, in words."""

from datetime import date

import pytest

from service.domain.event import Kind
from service.domain.organisation import Body, Organisation
from service.domain.selection import Filter
from service.domain.text import Text
from service.domain.wish import Cadence, Leads, Weekly
from service.rendering.language import language
from service.rendering.wish_in_words import (
    cadence_in_words,
    dates_in_our_words,
    dates_in_words,
    extras_in_words,
    times_in_words,
)
from tests.examples import a_calendar, a_wish

ENGLISH, RUSSIAN = language("en"), language("ru")
COUNCIL = Organisation(name=Text("The Club"), bodies=(Body(slug="council", name=Text("The Council", {"ru": "Совет"})),))
CALENDARS = {
    "club": a_calendar(organisation=COUNCIL),
    "pier": a_calendar("pier", name=Text("The Pier", {"ru": "Пирс"})),
    "third": a_calendar("third"),
}
TITLES = {"meeting@club": Text("Assembly", {"ru": "Собрание"})}


def dates(wanted: Filter, *, code: str = "en") -> str:
    return dates_in_words(wanted, CALENDARS, TITLES, language(code))


def our(wanted: Filter) -> str:
    return dates_in_our_words(wanted, CALENDARS, ENGLISH)


def among(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("cadence", "english", "russian"),
    [
        (Leads((14, 7, 1)), "14, 7 and 1 day before", "за 14, 7 и 1 день"),
        (Leads((2,)), "2 days before", "за 2 дня"),
        (Leads((5, 0)), "5 days before and on the day itself", "за 5 дней и в сам день"),
        (Leads((0,)), "on the day itself", "в сам день"),
        (Leads((21,)), "21 days before", "за 21 день"),
        (Weekly(0), "on Mondays", "по понедельникам"),
        (Weekly(6), "on Sundays", "по воскресеньям"),
    ],
)
def test_how_often_is_said_in_both_languages(cadence: Cadence, english: str, russian: str) -> None:
    assert [cadence_in_words(cadence, words) for words in (ENGLISH, RUSSIAN)] == [english, russian]


@pytest.mark.parametrize(
    ("day", "zone", "said"),
    [
        ("2021-09-02", "Europe/Vienna", "14, 7 and 1 day before, at 07:00 (Vienna, UTC+02:00)"),
        ("2021-12-02", "Europe/Vienna", "14, 7 and 1 day before, at 07:00 (Vienna, UTC+01:00)"),
        ("2021-09-02", "UTC", "14, 7 and 1 day before, at 07:00 (UTC)"),
    ],
)
def test_the_hour_is_said_with_its_clock_as_it_goes_that_day(day: str, zone: str, said: str) -> None:
    assert times_in_words(a_wish(zone=zone), date.fromisoformat(day), ENGLISH) == said


def test_the_hour_is_said_in_russian() -> None:
    wish = a_wish(zone="Asia/Dushanbe", cadence=Weekly(4), hour=18)
    assert times_in_words(wish, date(2021, 9, 2), RUSSIAN) == "по пятницам, в 18:00 (Душанбе, UTC+05:00)"


def test_what_else_is_told() -> None:
    everything = a_wish(changes=True, running=True, overdue=True)
    assert extras_in_words(everything, ENGLISH) == [
        "changes and cancellations",
        "each further day of what lasts several days",
        "instructions that are overdue",
    ]
    assert extras_in_words(a_wish(changes=False, overdue=True), RUSSIAN) == ["просроченные поручения"]
    assert extras_in_words(a_wish(changes=False), ENGLISH) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Filter(), "All calendars"),
        (Filter(calendars=among("club")), "The Club"),
        (Filter(calendars=among("club", "pier")), "The Club / The Pier"),
        (Filter(calendars=among("gone")), "gone"),
        (
            Filter(calendars=among("pier"), kinds=frozenset({Kind.MEETING, Kind.DEADLINE})),
            "The Pier: Deadlines / Meetings",
        ),
        (Filter(calendars=among("club", "pier"), countries=among("AT")), "The Club / The Pier: Austria"),
        (
            Filter(bodies=among("council"), words=among("water", "levels")),
            "All calendars: The Council · “levels water”",
        ),
        (Filter(since=date(2021, 9, 1)), "All calendars: Since 1 September 2021"),
        (Filter(uids=among("meeting@club")), "“Assembly”"),
        (Filter(uids=among("gone@club")), "a single date"),
    ],
)
def test_a_filter_is_named(wanted: Filter, said: str) -> None:
    assert dates(wanted) == said


def test_a_filter_is_named_in_russian() -> None:
    assert dates(Filter(calendars=among("pier"), kinds=frozenset({Kind.MEETING})), code="ru") == "Пирс: Заседания"
    assert dates(Filter(uids=among("meeting@club")), code="ru") == "“Собрание”"


def test_no_word_of_a_filter_gets_out_of_its_line() -> None:
    assert dates(Filter(words=among("a\0manage\0b\r\nc"), places=among("\u2028x"))) == (
        "All calendars: x · “a manage b c”"
    )


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Filter(calendars=among("club"), kinds=frozenset({Kind.MEETING})), "The Club: Meetings"),
        (Filter(bodies=among("council"), countries=among("AT")), "All calendars: The Council · Austria"),
        (Filter(words=among("BUY")), "All calendars · with further conditions"),
        (Filter(places=among("buy-here.example")), "All calendars · with further conditions"),
        (Filter(bodies=among("buy-here.example")), "All calendars · with further conditions"),
        (Filter(countries=among("BUY")), "All calendars · with further conditions"),
        (Filter(calendars=among("buy-here")), "All calendars · with further conditions"),
        (Filter(bodies=among("council", "buy")), "All calendars: The Council · with further conditions"),
        (Filter(uids=among("meeting@club")), "a single date"),
    ],
)
def test_nobody_has_us_say_what_he_likes(wanted: Filter, said: str) -> None:
    assert our(wanted) == said
