"""The keys: from one time and one view to another, to the search and to their own list; never while typing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.keyboard import walk
from tests.browser.reading import address, focused


@pytest.mark.parametrize(
    ("start", "key", "end", "heading"),
    [
        ("/month/2021-10", "n", "/month/2021-11", "November 2021"),
        ("/month/2021-10", "p", "/month/2021-09", "September 2021"),
        ("/month/2021-10", "t", "/month", "September 2021"),
        ("/week/2021-W42", "n", "/week/2021-W43", "25–31 October 2021"),
        ("/week/2021-W42", "p", "/week/2021-W41", "11–17 October 2021"),
        ("/week/2021-W42", "t", "/week", "30 August – 5 September 2021"),
        ("/year/2021", "n", "/year/2022", "2022"),
        ("/year/2021", "p", "/year/2020", "2020"),
        ("/year/2020", "t", "/year", "2021"),
        ("/timeline/2021/2021", "n", "/timeline/2022/2022", "2022"),
        ("/timeline/2021/2021", "p", "/timeline/2020/2020", "2020"),
        ("/timeline/2021-01/2021-12", "+", "/timeline/2021-04/2021-09", "April – September 2021"),
        ("/deadlines", "t", "/", "Thursday, 2 September 2021"),
    ],
)
def test_a_key_leads_to_another_time(open_page: OpenPage, start: str, key: str, end: str, heading: str) -> None:
    page = open_page(start)
    page.keyboard.press(key)
    page.wait_for_url(f"**{end}")
    expect(page.locator("h1")).to_have_text(heading)
    expect(page).to_have_title(f"{'Agenda, ' if end == '/' else ''}{heading} · Dateline")


@pytest.mark.parametrize(
    ("key", "end"), [("1", "/"), ("2", "/month"), ("3", "/week"), ("4", "/year"), ("5", "/timeline")]
)
def test_a_number_leads_to_a_view_with_the_same_filter(open_page: OpenPage, key: str, end: str) -> None:
    page = open_page("/deadlines?q=session")
    page.keyboard.press(key)
    page.wait_for_url(f"**{end}?q=session")


def test_a_slash_leads_to_the_search(open_page: OpenPage) -> None:
    page = open_page("/?q=lake")
    page.keyboard.press("/")
    page.keyboard.type("reeds")
    expect(page.get_by_role("searchbox")).to_have_value("reeds")


def test_a_question_mark_opens_the_list_of_keys_and_esc_closes_it(open_page: OpenPage) -> None:
    page = open_page("/month")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog.locator("kbd").first).to_have_text("n")
    page.keyboard.press("n")  # not while it is open
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert address(page) == "/month"


@pytest.mark.parametrize("field", ["Search in all dates", "From day", "Country"])
def test_no_key_does_anything_in_a_field(open_page: OpenPage, field: str) -> None:
    page = open_page("/month")
    page.get_by_text("More filters").click()
    page.get_by_label(field).focus()
    page.keyboard.type("n2t/?")
    page.wait_for_load_state("networkidle")
    assert (address(page), focused(page), page.locator("dialog").count()) == ("/month", field, 0)


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_no_key_does_anything_with_a_modifier(open_page: OpenPage, modifier: str) -> None:
    page = open_page("/month")
    page.keyboard.press(f"{modifier}+2")
    page.keyboard.press(f"{modifier}+/")
    page.wait_for_load_state("networkidle")
    assert (address(page), page.evaluate("document.activeElement.localName")) == ("/month", "body")


def test_on_a_cyrillic_keyboard_the_same_keys_do_the_same(open_page: OpenPage) -> None:
    page = open_page("/month/2021-10", language="ru")
    _press_cyrillic(page, key="т", code="KeyN")
    page.wait_for_url("**/month/2021-11")


def test_the_keys_can_be_switched_off_and_stay_so(open_page: OpenPage) -> None:
    page = open_page("/month/2021-10")
    page.keyboard.press("?")
    page.get_by_label("Keys are on in this browser").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("n")
    page.wait_for_load_state("networkidle")
    assert address(page) == "/month/2021-10"
    page.get_by_role("link", name="Keyboard").click()
    page.get_by_label("Keys are on in this browser").check()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/month/2021-11")


def test_without_scripts_nothing_can_be_switched(open_page: OpenPage) -> None:
    page = open_page("/keys", has_scripts=False)
    expect(page.get_by_label("Keys are on in this browser")).to_be_hidden()


def test_the_first_stop_leads_past_the_navigation(open_page: OpenPage) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Meetings"


def test_tab_goes_from_the_navigation_through_the_filter_to_the_dates(open_page: OpenPage) -> None:
    stops = [stop.partition(": ")[2] for stop in walk(open_page("/")).stops]
    order = [
        "a Skip to the content",
        "a Dateline",
        "a Agenda",
        "button Search",
        "a Display",
        "a Meetings",
        "summary More filters",
    ]
    order += [
        "a Subscribe",
        "a Shore survey of Lake Beta",
        "summary 3 earlier dates",
        "a As PDF, to print",
        "a Keyboard",
    ]
    assert [stop for stop in stops if stop in order] == order


def _press_cyrillic(page: Page, *, key: str, code: str) -> None:
    """(Playwright's own keyboard has Latin letters only.)"""
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "code": code, "text": key})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "code": code})
