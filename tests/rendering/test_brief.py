"""A line of an agenda says the day, the hours and the time left in brief."""

from datetime import date

import pytest

from service.domain.agenda import Entry, entry_of
from service.domain.card import card_of
from service.domain.event import Deadline, Done, Status
from service.domain.text import Text
from service.domain.timespan import Span, WholeDays
from service.rendering.brief import days_of_month, hours_in_brief, timing_in_words, weekdays, zone_on
from service.rendering.language import language
from tests.conftest import NOW
from tests.examples import a_meeting, a_revision, hours, whole_days

EN, RU = language("en"), language("ru")
EXERCISE = whole_days("2021-10-18", "2021-10-23")


def entry(span: Span, zone: str | None = "Europe/Vienna", status: Status = Status.CONFIRMED) -> Entry:
    found = entry_of(card_of(a_revision(a_meeting(span=span, status=status))), zone)
    assert found
    return found


@pytest.mark.parametrize(
    ("days", "english", "russian", "on"),
    [
        (whole_days("2021-09-16"), "16", "16", ("Thu", "чт")),
        (EXERCISE, "18–23", "18–23", ("Mon–Sat", "пн–сб")),
        (whole_days("2021-11-30", "2021-12-02"), "30 Nov – 2 Dec", "30 нояб. – 2 дек.", ("Tue–Thu", "вт–чт")),
    ],
)
def test_days_stand_under_their_month(days: WholeDays, english: str, russian: str, on: tuple[str, str]) -> None:
    assert (days_of_month(days, EN), days_of_month(days, RU)) == (english, russian)
    assert (weekdays(days, EN), weekdays(days, RU)) == on


@pytest.mark.parametrize(
    ("zone", "brief"),
    [
        (None, "10:00–12:00 (Vienna, UTC+02:00)"),
        ("Europe/Vienna", "10:00–12:00 (Vienna, UTC+02:00)"),
        ("Asia/Dushanbe", "13:00–15:00 (Dushanbe, UTC+05:00)"),
    ],
)
def test_hours_are_the_readers_or_the_venues(zone: str | None, brief: str) -> None:
    assert hours_in_brief(entry(hours("2021-09-16T10:00", "2021-09-16T12:00"), zone), EN) == brief


def test_hours_that_end_on_another_day_are_said_with_both() -> None:
    evening = hours("2021-09-16T16:00", "2021-09-16T18:00")
    assert hours_in_brief(entry(evening, "Asia/Tokyo"), EN) == (
        "16 September 2021, 23:00 – 17 September 2021, 01:00 (Tokyo, UTC+09:00)"
    )


def test_whole_days_have_no_hours() -> None:
    assert hours_in_brief(entry(EXERCISE), EN) == ""


@pytest.mark.parametrize(
    ("today", "english"),
    [
        (date(2021, 10, 4), "in 14 days"),
        (date(2021, 10, 17), "tomorrow"),
        (date(2021, 10, 18), "day 1 of 6"),
        (date(2021, 10, 23), "day 6 of 6"),
        (date(2021, 10, 24), "yesterday"),
        (date(2021, 11, 23), "31 days ago"),
        (date(2021, 11, 24), ""),
    ],
)
def test_time_is_counted_down_then_through_then_for_a_month_back(today: date, english: str) -> None:
    assert timing_in_words(entry(EXERCISE), today, EN) == english


def test_a_single_day_is_today() -> None:
    assert timing_in_words(entry(whole_days("2021-09-16")), date(2021, 9, 16), EN) == "today"


def test_nobody_waits_for_what_is_settled() -> None:
    report = Deadline(
        uid="a@club", slug="a", summary=Text("Report"), span=whole_days("2021-09-16"), progress=Done(date(2021, 9, 1))
    )
    done = entry_of(card_of(a_revision(report)), "UTC")
    assert done
    cancelled = entry(whole_days("2021-09-16"), status=Status.CANCELLED)
    assert [timing_in_words(each, date(2021, 9, 2), EN) for each in (done, cancelled)] == ["", ""]


def test_the_clock_of_a_page_is_named() -> None:
    assert [zone_on(NOW, zone, EN) for zone in ("Europe/Moscow", "UTC")] == ["Moscow, UTC+03:00", "UTC"]
