"""Walks from one view to another, as somebody does who wants to know something."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.reading import address, titles
from tests.browser.views import PHONE


def test_from_the_year_to_a_day_and_an_event(open_page: OpenPage) -> None:
    page = open_page("/year/2021")
    page.get_by_role("table", name="October").get_by_role("link", name="20 October 2021: 3 dates").click()
    expect(page.locator("h1")).to_have_text("20 October 2021")
    assert titles(page) == ["Echelon-2021 exercise", "Interaction-2021 exercise", "Search-2021 exercise"]
    page.get_by_role("link", name="Interaction-2021 exercise").click()
    expect(page.locator("h1")).to_have_text("Interaction-2021 exercise")


def test_from_a_month_to_one_of_its_weeks_and_back(open_page: OpenPage) -> None:
    page = open_page("/month/2021-10?kind=exercise")
    page.get_by_role("rowheader", name="42").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("18–24 October 2021")
    page.get_by_role("link", name="Month", exact=True).click()
    expect(page.locator("h1")).to_have_text("October 2021")
    assert address(page) == "/month/2021-10?kind=exercise"


def test_from_an_instruction_to_the_meeting_that_gave_it_and_to_all_that_it_gave(open_page: OpenPage) -> None:
    page = open_page("/deadlines")
    page.get_by_role("link", name="Collective Security Council: extraordinary session").first.click()
    given = page.get_by_role("heading", name="Instructions given here").locator("..")
    expect(given.locator(".line-title")).to_have_text(
        [
            "Joint response measures to the threats from Afghanistan",
            "Interstate target programme to strengthen the Tajik-Afghan border",
        ]
    )
    given.get_by_role("link").first.click()
    expect(page.locator(".facts")).to_contain_text("Given at")


def test_the_board_of_instructions_shows_those_of_one_body(open_page: OpenPage) -> None:
    page = open_page("/deadlines")
    page.get_by_text("More filters").click()
    page.get_by_label("Body").select_option("Lake Council")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**body=lake-council**")
    assert page.locator(".instruction .line-title").all_inner_texts() == ["Report on water levels"]


def test_what_is_over_is_folded_with_its_number_and_unfolds(open_page: OpenPage) -> None:
    page = open_page("/")
    past = page.get_by_role("link", name="Talks of Vladimir Putin and Angela Merkel")
    expect(past).to_be_hidden()
    page.get_by_text("3 earlier dates").click()
    expect(past).to_be_visible()


def test_what_is_running_stands_on_top_as_one_row(open_page: OpenPage) -> None:
    page = open_page("/", day="2021-10-19")
    running = page.locator(".month.today .row", has_text="Interaction-2021 exercise")
    expect(running).to_have_count(1)
    expect(running.locator(".timing")).to_have_text("day 2 of 6")
    expect(page.locator(".row", has_text="Interaction-2021 exercise")).to_have_count(1)


def test_who_chairs_on_another_day_is_asked_with_a_date(open_page: OpenPage) -> None:
    page = open_page("/organisation/csto")
    body = page.locator("#body-collective-security-council")
    expect(body.locator(".chair .main")).to_have_text("Not recorded.")
    body.get_by_label("On another day").fill("2021-08-23")
    body.get_by_role("button", name="Ask").click()
    page.wait_for_url("**on=2021-08-23**")
    expect(body.locator(".chair")).to_contain_text("Emomali Rahmon, President of Tajikistan")


def test_on_the_timeline_one_comes_closer_and_goes_on(open_page: OpenPage) -> None:
    page = open_page("/timeline/2021/2021")
    page.get_by_role("link", name="Zoom in").click()
    page.wait_for_url("**/timeline/2021-04/2021-09")
    page.get_by_role("link", name="Later").click()
    page.wait_for_url("**/timeline/2021-10/2022-03")
    page.get_by_role("link", name="Zoom out").click()
    page.wait_for_url("**/timeline/2021-07/2022-06")


def test_on_a_phone_the_name_of_the_open_view_is_in_sight(open_page: OpenPage) -> None:
    width, height = PHONE
    page = open_page("/changes", width=width, height=height, language="ru")
    expect(page.locator(".views [aria-current]")).to_be_in_viewport(ratio=1)


def test_every_view_has_a_title_of_its_own(open_page: OpenPage) -> None:
    paths = ["/", "/?kind=exercise", "/month", "/month?kind=exercise", "/week", "/year", "/timeline"]
    paths += ["/deadlines", "/changes", "/events/regular-session-2021", "/organisation/csto", "/display", "/keys"]
    titles_of = [open_page(path).title() for path in paths]
    assert len(set(titles_of)) == len(paths), titles_of
