"""Days, hours and places in the words of each language."""

from datetime import date

import pytest

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
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, Undated
from service.rendering.formatting import (
    certainty_in_words,
    country_in_words,
    days_left_in_words,
    hours_on_both_clocks,
    instant_in_words,
    kind_in_words,
    kinds_in_words,
    moment_in_words,
    month_in_words,
    place_in_words,
    role_in_words,
    sentence,
    span_in_words,
    state_in_words,
    status_in_words,
    weekday_in_words,
)
from service.rendering.language import language
from tests.examples import hours, whole_days

EN, RU = language("en"), language("ru")
SESSION = hours("2021-09-16T10:00", "2021-09-16T12:00")
NEW_YORK = hours("2021-11-03T09:00", "2021-11-03T11:30", "America/New_York")


def plain(words: str) -> str:
    """With ordinary blanks; CLDR puts narrow ones before "г."."""
    return words.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("span", "english", "russian"),
    [
        (whole_days("2021-09-16"), "16 September 2021", "16 сентября 2021 г."),
        (whole_days("2021-10-18", "2021-10-23"), "18–23 October 2021", "18–23 октября 2021 г."),
        (
            whole_days("2021-09-30", "2021-10-02"),
            "30 September – 2 October 2021",
            "30 сентября – 2 октября 2021 г.",
        ),
        (
            whole_days("2021-12-30", "2022-01-02"),
            "30 December 2021 – 2 January 2022",
            "30 декабря 2021 г. – 2 января 2022 г.",
        ),
        (
            SESSION,
            "16 September 2021, 10:00–12:00 (Vienna, UTC+02:00)",
            "16 сентября 2021 г., 10:00–12:00 (Вена, UTC+02:00)",
        ),
        (
            hours("2021-09-16T10:00", "2021-09-16T12:00", "UTC"),
            "16 September 2021, 10:00–12:00 (UTC)",
            "16 сентября 2021 г., 10:00–12:00 (UTC)",
        ),
        (
            hours("2021-09-16T22:00", "2021-09-17T02:00"),
            "16 September 2021, 22:00 – 17 September 2021, 02:00 (Vienna, UTC+02:00)",
            "16 сентября 2021 г., 22:00 – 17 сентября 2021 г., 02:00 (Вена, UTC+02:00)",
        ),
        (Approximate("2002-10"), "October 2002", "октябрь 2002"),
        (Approximate("1994"), "1994", "1994"),
        (Undated(), "no date given", "дата не названа"),
    ],
)
def test_a_span_is_never_said_more_precisely_than_it_is_known(span: Span, english: str, russian: str) -> None:
    assert (span_in_words(span, EN), plain(span_in_words(span, RU))) == (english, russian)


@pytest.mark.parametrize(
    ("span", "zone", "english"),
    [
        (SESSION, "Europe/Vienna", "16 September 2021, 10:00–12:00 (Vienna, UTC+02:00)"),
        (
            SESSION,
            "Asia/Dushanbe",
            "16 September 2021, 13:00–15:00 (Dushanbe, UTC+05:00) = 10:00–12:00 (Vienna, UTC+02:00)",
        ),
        (
            NEW_YORK,
            "Europe/Vienna",
            "3 November 2021, 14:00–16:30 (Vienna, UTC+01:00) = 09:00–11:30 (New York, UTC-04:00)",
        ),
        (
            NEW_YORK,
            "Pacific/Kiritimati",
            "4 November 2021, 03:00–05:30 (Kiritimati, UTC+14:00) = 3 November 2021, 09:00–11:30 (New York, UTC-04:00)",
        ),
    ],
)
def test_hours_are_said_on_both_clocks_and_days_where_they_differ(span: Hours, zone: str, english: str) -> None:
    assert hours_on_both_clocks(span, zone, EN) == english


@pytest.mark.parametrize(
    ("days", "english", "russian"),
    [
        (0, "today", "сегодня"),
        (1, "tomorrow", "завтра"),
        (-1, "yesterday", "вчера"),
        (2, "in 2 days", "через 2 дня"),
        (4, "in 4 days", "через 4 дня"),
        (5, "in 5 days", "через 5 дней"),
        (11, "in 11 days", "через 11 дней"),
        (14, "in 14 days", "через 14 дней"),
        (21, "in 21 days", "через 21 день"),
        (22, "in 22 days", "через 22 дня"),
        (101, "in 101 days", "через 101 день"),
        (111, "in 111 days", "через 111 дней"),
        (-2, "2 days ago", "2 дня назад"),
        (-5, "5 days ago", "5 дней назад"),
        (-21, "21 days ago", "21 день назад"),
    ],
)
def test_days_are_counted_with_the_right_plural(days: int, english: str, russian: str) -> None:
    assert (days_left_in_words(days, EN), days_left_in_words(days, RU)) == (english, russian)


@pytest.mark.parametrize(
    ("place", "english", "russian"),
    [
        (Venue(name=Text("Dushanbe", {"ru": "Душанбе"}), country="TJ"), "Dushanbe, Tajikistan", "Душанбе, Таджикистан"),
        (Venue(name=Text("Tajikistan", {"ru": "Таджикистан"}), country="TJ"), "Tajikistan", "Таджикистан"),
        (Venue(name=Text("Town Hall")), "Town Hall", "Town Hall"),
        (VideoConference(link="https://example.org/join"), "Video conference", "Видеоконференция"),
        (Telephone(), "By telephone", "По телефону"),
        (Unplaced(), "", ""),
    ],
)
def test_a_place_is_said_with_its_country_once(place: Place, english: str, russian: str) -> None:
    assert (place_in_words(place, EN), place_in_words(place, RU)) == (english, russian)


def test_days_months_and_instants() -> None:
    day = date(2021, 9, 16)
    assert [weekday_in_words(day, EN), plain(weekday_in_words(day, RU))] == [
        "Thursday, 16 September 2021",
        "четверг, 16 сентября 2021 г.",
    ]
    assert [month_in_words(day, EN), month_in_words(day, RU)] == ["September 2021", "Сентябрь 2021"]
    assert moment_in_words(day, EN) == "16 September 2021"
    assert instant_in_words(SESSION.start, "Asia/Dushanbe", EN) == "16 September 2021, 13:00"


def test_a_country_without_a_name_is_its_code() -> None:
    assert [country_in_words(code, EN) for code in ("KG", "XX")] == ["Kyrgyzstan", "XX"]


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest() -> None:
    assert [sentence(words) for words in ("in 2 DAYS", "через 2 дня", "")] == ["In 2 DAYS", "Через 2 дня", ""]


def test_every_kind_of_thing_has_words() -> None:
    assert [kind_in_words(kind, EN) for kind in Kind] == ["Meeting", "Deadline", "Exercise", "Milestone"]
    assert [kind_in_words(kind, RU) for kind in Kind] == ["Заседание", "Срок", "Учение", "Веха"]
    assert [kinds_in_words(kind, EN) for kind in Kind] == ["Meetings", "Deadlines", "Exercises", "Milestones"]
    assert [role_in_words(role, EN) for role in Role] == ["Chair", "Members", "Officers", "Guests", "Taking part"]
    assert [certainty_in_words(each, EN) for each in Certainty] == ["stated", "reported", "inferred"]
    assert [status_in_words(each, RU) for each in Status] == ["Предварительно", "Подтверждено", "Отменено"]
    assert [state_in_words(each, EN) for each in InstructionState] == ["Open", "Done", "Overdue"]
