"""Subscribe: a dialog above the page that follows its filter; without scripts the same is a page."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import OpenPage, StartVisit
from tests.browser.looking import sticking_out, unfold
from tests.browser.reading import address, focused
from tests.browser.running import PARTNER
from tests.browser.views import DESKTOP, LANGUAGES, PHONE, SCHEMES

SUBSCRIBE = {"en": "Subscribe", "ru": "Подписаться"}


def _open_dialog(page: Page) -> Locator:
    page.get_by_role("link", name="Subscribe").click()
    dialog = page.get_by_role("dialog", name="Subscribe")
    expect(dialog).to_be_visible()
    return dialog


def test_the_button_opens_a_modal_dialog_with_a_name(open_page: OpenPage) -> None:
    dialog = _open_dialog(open_page("/?kind=meeting"))
    assert dialog.evaluate("dialog => dialog.matches(':modal') && dialog.contains(document.activeElement)")


def test_it_opens_and_closes_with_the_keyboard_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/?kind=meeting")
    page.get_by_role("link", name="Subscribe").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert (focused(page), address(page)) == ("Subscribe", "/?kind=meeting")


def test_its_own_button_closes_it_in_the_language_of_the_page(open_page: OpenPage) -> None:
    page = open_page("/?kind=meeting", language="ru")
    page.get_by_role("link", name="Подписаться").click()
    page.get_by_role("dialog").get_by_role("button", name="Закрыть").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "Подписаться"


def test_a_click_beside_it_closes_it(open_page: OpenPage) -> None:
    page = open_page("/?kind=meeting")
    _open_dialog(page)
    page.mouse.click(5, 450)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_second_click_opens_no_second_one(open_page: OpenPage) -> None:
    page = open_page("/?kind=meeting")
    page.get_by_role("link", name="Subscribe").evaluate("link => { link.click(); link.click(); }")
    expect(page.locator("dialog")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    expect(page.locator("dialog")).to_have_count(1)


def test_copying_puts_the_address_of_just_these_events_into_the_clipboard_and_says_so(start_visit: StartVisit) -> None:
    visit = start_visit()
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open("/?kind=meeting&q=lake")
    dialog = _open_dialog(page)
    copy = dialog.locator(".copying", has=page.get_by_label("The address, to paste")).get_by_role("button")
    copy.click()
    expect(copy).to_have_text("Copied")
    expect(dialog.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{visit.address}/feeds/all/meetings.ics?q=lake"
    assert visit.context.request.get(copied).headers["content-type"] == "text/calendar; charset=utf-8"


def test_the_line_for_ones_own_site_shows_the_view_that_one_comes_from(open_page: OpenPage) -> None:
    dialog = _open_dialog(open_page("/?kind=meeting"))
    line = dialog.get_by_label("One line of HTML").input_value()
    assert line.startswith('<iframe src="http://127.0.0.1:')
    assert "/embed/?kind=meeting" in line
    assert PARTNER not in line


def test_how_the_feed_is_written_is_asked_without_leaving_the_dialog(open_page: OpenPage) -> None:
    page = open_page("/?kind=meeting")
    dialog = _open_dialog(page)
    dialog.get_by_text("How it is written").click()
    dialog.get_by_label("Alarm").select_option("a day before")
    dialog.get_by_role("button", name="Change the address").click()
    expect(dialog.get_by_label("The address, to paste")).to_have_value(re.compile("[?]alarm=P1D$"))
    assert address(page) == "/?kind=meeting"


def test_nothing_is_offered_where_nothing_is_ahead(open_page: OpenPage) -> None:
    page = open_page("/?q=treaty&kind=milestone")
    expect(page.get_by_role("link", name="Subscribe")).to_have_count(0)


def test_without_scripts_the_same_is_a_page(start_visit: StartVisit) -> None:
    visit = start_visit(has_scripts=False)
    page = visit.open("/?kind=meeting")
    page.get_by_role("link", name="Subscribe").click()
    expect(page.locator("h1")).to_have_text("Subscribe")
    assert address(page) == "/subscribe?kind=meeting"
    expect(page.get_by_label("The address, to paste")).to_have_value(f"{visit.address}/feeds/all/meetings.ics")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_dialog_and_it_fits(open_page: OpenPage, scheme: str, language: str) -> None:
    page = open_page("/?kind=meeting", scheme=scheme, language=language, motion="reduce")
    page.get_by_role("link", name=SUBSCRIBE[language]).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    unfold(page)
    found = {}
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        found[width] = findings(page) + sticking_out(page)
    assert found == {width: [] for width in found}
