"""The window of a timeline and its ticks are said in brief, and never without a year."""

import pytest

from service.domain.tick import ticks
from service.domain.window import Window, window_of
from service.rendering.language import language
from service.rendering.window import tick_in_words, window_in_words

EN, RU = language("en"), language("ru")


@pytest.mark.parametrize(
    ("window", "english", "russian"),
    [
        (window_of("1992", "2021"), "1992–2021", "1992–2021"),
        (window_of("2021", "2021"), "2021", "2021"),
        (window_of("2021-08", "2021-10"), "August – October 2021", "Август – октябрь 2021"),
        (window_of("2021-11", "2022-02"), "November 2021 – February 2022", "Ноябрь 2021 – февраль 2022"),
        (window_of("2021-09", "2021-09"), "September 2021", "Сентябрь 2021"),
        (window_of("2021-09-06", "2021-09-19"), "6–19 September 2021", "6–19 сентября 2021 г."),
        (window_of("2021-09-16", "2021-09-16"), "16 September 2021", "16 сентября 2021 г."),
    ],
)
def test_a_window_is_said_in_its_units(window: Window, english: str, russian: str) -> None:
    assert (window_in_words(window, EN), window_in_words(window, RU).replace("\u202f", " ").replace("\xa0", " ")) == (
        english,
        russian,
    )


@pytest.mark.parametrize(
    ("window", "english", "russian"),
    [
        (window_of("1992", "2021"), "1995", "1995"),
        (window_of("2021-09", "2022-02"), "Sept", "сент."),
        (window_of("2021-09-13", "2021-09-19"), "13 Sept", "13 сент."),
        (window_of("2021-09-13", "2021-10-30"), "13 Sept", "13 сент."),
    ],
)
def test_a_tick_is_said_in_its_unit(window: Window, english: str, russian: str) -> None:
    first = ticks(window)[0]
    assert (tick_in_words(first, EN), tick_in_words(first, RU)) == (english, russian)
