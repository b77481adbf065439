"""Search as you type: the list follows, the place in it does not get lost, and the result can be sent."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage, StartVisit
from tests.browser.reading import address, focused, said, titles

EXERCISE = ["Interaction-2021 exercise"]


@pytest.mark.parametrize("words", ["interact", "взаимодейств"])
def test_the_list_follows_what_is_typed_in_whatever_script(open_page: OpenPage, words: str) -> None:
    page = open_page("/")
    page.get_by_role("searchbox").press_sequentially(words)
    expect(page.locator("main .row")).to_have_count(1)
    assert (address(page), titles(page)) == (f"/?q={words}", EXERCISE)


def test_one_goes_on_typing_where_one_was(open_page: OpenPage) -> None:
    page = open_page("/")
    box = page.get_by_role("searchbox")
    box.press_sequentially("xercise")
    expect(said(page)).to_have_text("0 dates found")
    box.press("Home")
    box.press_sequentially("e")
    expect(said(page)).to_have_text("4 dates found")
    box.press_sequentially("x")
    expect(box).to_have_value("exxercise")
    assert focused(page) == "Search in all dates"


def test_the_number_of_dates_is_said_aloud_and_stands_on_the_page(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(said(page)).to_have_attribute("role", "status")
    expect(said(page)).to_be_empty()
    page.get_by_role("searchbox").press_sequentially("lake")
    expect(said(page)).to_have_text(f"{len(titles(open_page('/?q=lake')))} dates found")
    expect(page.locator("[data-found]")).to_have_text(said(page).inner_text())
    expect(page.locator("[data-found]")).to_be_visible()


@pytest.mark.parametrize(
    ("words", "announced"),
    [("interact", "Найдена 1 дата"), ("учение", "Найдены 4 даты"), ("party", "Найдено 0 дат")],
)
def test_the_number_is_said_in_the_language_of_the_page(open_page: OpenPage, words: str, announced: str) -> None:
    page = open_page("/", language="ru")
    page.get_by_role("searchbox").press_sequentially(words)
    expect(said(page)).to_have_text(announced)


def test_the_address_that_is_left_shows_the_same_to_somebody_else(open_page: OpenPage) -> None:
    page = open_page("/?kind=exercise")
    page.get_by_role("searchbox").press_sequentially("tajikistan 2021")
    expect(said(page)).to_have_text("3 dates found")
    sent = open_page(address(page))
    assert address(sent) == "/?kind=exercise&q=tajikistan+2021"
    assert (titles(sent), sent.title()) == (titles(page), page.title())
    assert sent.get_by_role("searchbox").input_value() == "tajikistan 2021"


def test_what_is_searched_goes_along_to_another_view(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_role("searchbox").press_sequentially("interact")
    expect(said(page)).to_have_text("1 date found")
    page.get_by_role("link", name="Month", exact=True).click()
    page.wait_for_url("**/month?q=interact")
    expect(page.get_by_role("searchbox")).to_have_value("interact")


def test_what_is_found_leads_back_to_what_was_found(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_role("searchbox").press_sequentially("interact")
    expect(said(page)).to_have_text("1 date found")
    page.get_by_role("link", name="Interaction-2021 exercise").click()
    expect(page.locator("h1")).to_have_text("Interaction-2021 exercise")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("interact")
    assert (address(page), titles(page)) == ("/?q=interact", EXERCISE)


def test_an_emptied_box_shows_everything_again(open_page: OpenPage) -> None:
    page = open_page("/?q=interact")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("main .row")).to_have_count(len(titles(open_page("/"))))
    assert address(page) == "/"


def test_a_filter_that_is_being_looked_at_stays_unfolded(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_text("More filters").click()
    page.get_by_role("searchbox").press_sequentially("interact")
    expect(said(page)).to_have_text("1 date found")
    expect(page.get_by_label("Country")).to_be_visible()


def test_what_cannot_be_searched_is_said_and_one_goes_on_typing(start_visit: StartVisit) -> None:
    visit = start_visit()
    visit.expect_refusal("/?q=!")
    page = visit.open("/")
    box = page.get_by_role("searchbox")
    box.press_sequentially("!")
    expect(page.locator("h1")).to_have_text("Not understood")
    expect(said(page)).to_have_text(page.locator(".lead").inner_text())
    box.press_sequentially("interact")
    expect(said(page)).to_have_text("1 date found")
    assert (focused(page), titles(page)) == ("Search in all dates", EXERCISE)


def test_an_answer_that_comes_late_replaces_none_that_was_asked_for_later(start_visit: StartVisit) -> None:
    visit = start_visit()
    held: list[Route] = []
    visit.context.route("**/?q=e", lambda route: held.append(route))
    page = visit.open("/")
    box = page.get_by_role("searchbox")
    with page.expect_request("**/?q=e"):
        box.press_sequentially("e")
    box.press_sequentially("chelon")
    expect(said(page)).to_have_text("1 date found")
    with page.expect_response("**/?q=e"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    assert (address(page), titles(page)) == ("/?q=echelon", ["Echelon-2021 exercise"])


def test_without_a_network_what_was_found_stays(start_visit: StartVisit) -> None:
    visit = start_visit()
    page = visit.open("/?q=interact")
    visit.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("searchbox").press_sequentially("i")
    assert titles(page) == EXERCISE
    visit.complaints.clear()  # the browser has told that there was no network


def test_on_another_view_the_button_leads_to_what_is_found(open_page: OpenPage) -> None:
    page = open_page("/month?kind=exercise")
    page.get_by_role("searchbox").press_sequentially("interact")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?kind=exercise&q=interact")
    assert titles(page) == EXERCISE


def test_without_scripts_the_button_finds_the_same(start_visit: StartVisit) -> None:
    page = start_visit(has_scripts=False).open("/?kind=exercise")
    page.get_by_role("searchbox").fill("взаимодейств")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**q=**")
    assert (address(page), titles(page)) == ("/?kind=exercise&q=взаимодейств", EXERCISE)
