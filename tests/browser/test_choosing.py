"""A walk through the filter: the legend, the form, an event and back."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, StartVisit
from tests.browser.reading import address, kinds, titles

EXERCISES = [
    "Still Water 2021 exercise",
    "Echelon-2021 exercise",
    "Interaction-2021 exercise",
    "Search-2021 exercise",
]


def test_a_kind_that_is_chosen_in_the_legend_is_all_that_is_shown(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_role("link", name="Exercises").click()
    expect(page.get_by_role("link", name="Exercises")).to_have_attribute("aria-current", "true")
    assert (address(page), titles(page)) == ("/?kind=exercise", EXERCISES)


def test_a_second_kind_is_shown_besides_and_going_back_takes_it_away(open_page: OpenPage) -> None:
    page = open_page("/?kind=exercise")
    page.locator(".legend").get_by_role("link", name="Deadlines").click()
    page.wait_for_url("**kind=deadline**")
    both = kinds(page)
    page.go_back()
    page.wait_for_url("**/?kind=exercise")
    assert (both, kinds(page)) == ({"Deadline", "Exercise"}, {"Exercise"})


def test_a_kind_that_is_chosen_again_is_no_longer_asked_for(open_page: OpenPage) -> None:
    page = open_page("/?kind=exercise")
    page.get_by_role("link", name="Exercises").click()
    page.wait_for_url("**/")
    assert kinds(page) == {"Meeting", "Deadline", "Exercise", "Milestone"}


def test_the_filter_goes_along_to_another_view_and_back(open_page: OpenPage) -> None:
    page = open_page("/?kind=exercise")
    for view, there in (("Month", "/month"), ("Year", "/year"), ("Timeline", "/timeline"), ("Agenda", "/")):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=view, exact=True).click()
        expect(page.get_by_role("link", name=view, exact=True)).to_have_attribute("aria-current", "page")
        assert address(page) == f"{there}?kind=exercise"


def test_an_event_leads_back_to_where_one_was(open_page: OpenPage) -> None:
    page = open_page("/?kind=exercise")
    page.get_by_role("link", name="Interaction-2021 exercise").click()
    expect(page.locator("h1")).to_have_text("Interaction-2021 exercise")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Thursday, 2 September 2021")
    assert (address(page), titles(page)) == ("/?kind=exercise", EXERCISES)


def test_the_form_needs_no_more_than_a_keyboard(open_page: OpenPage) -> None:
    page = open_page("/?kind=meeting")
    page.locator("summary", has_text="More filters").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.id") != "f-country":
        page.keyboard.press("Tab")
    page.keyboard.type("Taj")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Show", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**country=TJ**")
    assert titles(page) == ["Collective Security Council: regular session"]
    expect(page.locator("details.more")).to_have_attribute("open", "")


def test_what_is_chosen_is_said_and_taken_back_with_a_link(open_page: OpenPage) -> None:
    page = open_page("/?kind=exercise&q=water")
    shown = page.locator(".filters .narrowed")
    expect(shown).to_contain_text("Exercises")
    expect(shown).to_contain_text("water")
    shown.get_by_role("link", name="Show all dates").click()
    page.wait_for_url("**/")
    expect(shown).to_have_count(0)


def test_where_nothing_matches_the_page_says_what_to_do(open_page: OpenPage) -> None:
    page = open_page("/?q=party")
    page.get_by_role("main").locator(".empty").get_by_role("link", name="Show all dates").click()
    page.wait_for_url("**/")
    assert len(titles(page)) > 20


def test_a_choice_is_the_same_without_scripts(start_visit: StartVisit) -> None:
    page = start_visit(has_scripts=False).open("/")
    page.get_by_role("link", name="Exercises").click()
    page.wait_for_url("**/?kind=exercise")
    page.get_by_text("More filters").click()
    page.get_by_label("Country").select_option("Tajikistan")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**country=TJ**")
    assert titles(page) == EXERCISES[1:]
