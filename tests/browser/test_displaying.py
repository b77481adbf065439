"""Zone, language, light and dark: chosen in a dialog, kept for the pages that follow."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, StartVisit
from tests.browser.reading import address

SESSION = "main .row:has-text('Lake Council: September session')"  # 10:00–12:30 in Vienna


def _open_dialog(page: Page) -> Locator:
    page.get_by_role("link", name="Display").click()
    dialog = page.get_by_role("dialog", name="Display")
    expect(dialog).to_be_visible()
    return dialog


def _colour(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def test_ones_own_zone_is_offered_before_all_others(open_page: OpenPage) -> None:
    dialog = _open_dialog(open_page("/", zone="Asia/Dushanbe"))
    offered = dialog.get_by_label("Times on the clock of").locator("option").all_inner_texts()
    assert offered[:3] == ["each place", "yours: Asia/Dushanbe", "UTC"]


def test_a_zone_that_is_chosen_changes_the_hours_here_and_on_the_next_page(start_visit: StartVisit) -> None:
    visit = start_visit(zone="Asia/Dushanbe")
    page = visit.open("/?kind=meeting")
    expect(page.locator(SESSION)).to_contain_text("10:00–12:30 (Vienna, UTC+02:00)")
    dialog = _open_dialog(page)
    dialog.get_by_label("Times on the clock of").select_option("yours: Asia/Dushanbe")
    dialog.get_by_role("button", name="Show it so").click()
    expect(page.locator(SESSION)).to_contain_text("13:00–15:30 (Dushanbe, UTC+05:00)")
    expect(page.get_by_text("Times on the clock of Dushanbe, UTC+05:00")).to_be_visible()
    page.locator(SESSION).get_by_role("link").click()
    expect(page.locator(".facts")).to_contain_text("13:00–15:30 (Dushanbe, UTC+05:00)")
    expect(visit.open("/month").locator(".bar", has_text="Lake Council")).to_contain_text("13:00")


def test_a_zone_can_be_sent_in_the_address(open_page: OpenPage) -> None:
    page = open_page("/?zone=America/New_York")
    expect(page.locator(SESSION)).to_contain_text("04:00–06:30 (New York, UTC-04:00)")


def test_the_language_is_switched_by_a_link_and_kept(start_visit: StartVisit) -> None:
    visit = start_visit()
    page = visit.open("/month/2021-09?kind=meeting")
    page.get_by_role("link", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).to_have_text("Сентябрь 2021")
    assert address(page) == "/month/2021-09?kind=meeting&lang=ru"
    expect(visit.open("/deadlines").locator("h1")).to_have_text("Сроки")


@pytest.mark.parametrize(("device", "chosen"), [("light", "dark"), ("dark", "light")])
def test_a_theme_that_is_chosen_stays_whatever_the_device_is(
    open_page: OpenPage, start_visit: StartVisit, device: str, chosen: str
) -> None:
    visit = start_visit(scheme=device)
    page = visit.open("/")
    before = _colour(page)
    dialog = _open_dialog(page)
    dialog.get_by_label("Light or dark").select_option(chosen)
    dialog.get_by_role("button", name="Show it so").click()
    page.wait_for_url("**theme=**")
    wanted = _colour(open_page("/", scheme=chosen))
    assert (_colour(page), _colour(visit.open("/month"))) == (wanted, wanted)
    assert before != wanted


def test_unasked_the_theme_is_that_of_the_device_and_changes_with_it(open_page: OpenPage) -> None:
    page = open_page("/", scheme="light")
    light = _colour(page)
    page.emulate_media(color_scheme="dark")
    assert light != _colour(page) == _colour(open_page("/", scheme="dark"))


def test_the_dialog_leads_back_to_the_same_view_with_its_filter(open_page: OpenPage) -> None:
    page = open_page("/week/2021-W42?kind=exercise&q=tajikistan")
    dialog = _open_dialog(page)
    dialog.get_by_label("Language").select_option("Русский")
    dialog.get_by_role("button", name="Show it so").click()
    page.wait_for_url("**lang=ru**")
    assert address(page).startswith("/week/2021-W42?kind=exercise&q=tajikistan&zone=venue&lang=ru&theme=auto")


def test_without_scripts_the_same_is_a_page(start_visit: StartVisit) -> None:
    page = start_visit(has_scripts=False).open("/?kind=meeting")
    page.get_by_role("link", name="Display").click()
    expect(page.locator("h1")).to_have_text("Display")
    page.get_by_label("Times on the clock of").select_option("UTC")
    page.get_by_role("button", name="Show it so").click()
    expect(page.locator(SESSION)).to_contain_text("08:00–10:30 (UTC)")
