"""The hours of an event on the clock of the reader's own device."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

TOLD = "[data-told]"


@pytest.mark.parametrize(
    ("language", "hours"),
    [
        ("en", r"On your clock: 9 September 2021\W+17:00\W+19:30 \(Asia/Tokyo\)"),
        ("ru", r"По вашим часам: 9 сентября 2021 г\.\W+17:00\W+19:30 \(Asia/Tokyo\)"),
    ],
)
def test_hours_are_told_on_the_clock_of_the_device(open_page: OpenPage, language: str, hours: str) -> None:
    page = open_page("/events/september-session-2021", language=language, zone="Asia/Tokyo")
    expect(page.locator(TOLD)).to_be_visible()
    assert re.fullmatch(hours, page.locator(TOLD).inner_text())  # which signs stand between is the browser's affair


def test_hours_that_stand_there_already_are_not_told_again(open_page: OpenPage) -> None:
    page = open_page("/events/september-session-2021", zone="Europe/Vienna")
    expect(page.locator(TOLD)).to_be_hidden()


def test_whole_days_are_the_same_on_every_clock(open_page: OpenPage) -> None:
    page = open_page("/events/regular-session-2021", zone="Asia/Tokyo")
    expect(page.locator(TOLD)).to_have_count(0)
