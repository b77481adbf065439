"""Reminders by mail, from signing up to leaving, as a reader goes through it; and that each page of it can be read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from service.domain.token import Purpose
from service.storage.subscribers import all_subscribers
from tests.browser.axe import findings
from tests.browser.keyboard import walk
from tests.browser.looking import sticking_out, unfold
from tests.browser.reading import address
from tests.browser.reminders import Readership, readership
from tests.browser.views import DESKTOP, LANGUAGES, PHONE, SCHEMES
from tests.browser.visit import Look, Visit, visiting
from tests.web.readers import path

EMAIL = "dora@example.org"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readership]:
    with readership(tmp_path_factory.mktemp("readers")) as service:
        yield service


@pytest.fixture
def visit(browser: Browser, service: Readership) -> Iterator[Callable[..., Visit]]:
    """Starts a visit to the service; nothing may go wrong on it."""
    visits: list[Visit] = []
    with ExitStack() as open_visits:

        def visit(**look: object) -> Visit:
            found = open_visits.enter_context(visiting(browser, service.address, Look(**look)))  # type: ignore[arg-type]
            visits.append(found)
            return found

        yield visit
    assert [complaint for each in visits for complaint in each.complaints] == []


def sign_up(page: Page, email: str) -> None:
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Ask for reminders").click()
    expect(page.locator("h1")).to_have_text("Look into your mailbox")


def open_mail(page: Page, subject: str) -> None:
    """Opens the latest mail with that subject in the mailbox of the service."""
    page.goto("/mailbox?refresh=off")
    page.get_by_role("link", name=subject).first.click()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_from_the_agenda_to_the_end_of_it(visit: Callable[..., Visit], service: Readership, has_scripts: bool) -> None:
    page = visit(has_scripts=has_scripts).open("/?kind=exercise")
    email = f"{'with' if has_scripts else 'without'}@example.org"
    page.get_by_role("link", name="Subscribe").click()
    page.get_by_label("3 days before").check()
    sign_up(page, email)
    service.send()
    open_mail(page, "Please confirm")
    page.frame_locator("iframe").get_by_role("link", name="Yes, send me reminders").click()
    expect(page.locator("h1")).to_have_text("Was it you?")
    expect(page.locator("dd").first).to_have_text("All calendars: Exercises")
    page.get_by_role("button", name="Yes, send them to me").click()
    expect(page.locator("h1")).to_have_text("You are subscribed")
    page.get_by_role("link", name="Change it, or pause").click()
    page.get_by_label("Once a week").check()
    page.get_by_label("Day of the week").select_option("Friday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text("Your changes are saved.")
    expect(page.locator(".facts dd").nth(1)).to_contain_text("On Fridays, at 07:00")
    page.get_by_role("link", name="Unsubscribe and delete my data").click()
    page.get_by_role("button", name="Unsubscribe and delete my data").click()
    expect(page.locator("h1")).to_have_text("You are unsubscribed")
    assert [each for each in all_subscribers(service.db) if each.email == email] == []


def test_who_is_a_reader_already_gets_the_link_to_his_page(visit: Callable[..., Visit], service: Readership) -> None:
    reader = service.reader("eva@example.org")
    page = visit().open("/subscribe")
    sign_up(page, reader.email)
    service.send()
    open_mail(page, "Your reminders")
    page.frame_locator("iframe").get_by_role("link", name="Your reminders").click()
    expect(page.locator("h1")).to_have_text("Your reminders")
    assert address(page).partition("?")[0] == path(reader, Purpose.MANAGE)


# The form


@pytest.mark.parametrize("zone", ["Asia/Dushanbe", "Europe/Vienna", "UTC"])
def test_the_zone_is_that_of_the_device_and_stands_there_to_be_changed(visit: Callable[..., Visit], zone: str) -> None:
    page = visit(zone=zone).open("/subscribe")
    field = page.get_by_label("On the clock of")
    expect(field).to_have_value(zone)
    field.select_option("America/New_York")
    expect(field).to_have_value("America/New_York")


def test_also_in_the_dialog(visit: Callable[..., Visit]) -> None:
    page = visit(zone="Asia/Dushanbe").open("/")
    page.get_by_role("link", name="Subscribe").click()
    expect(page.get_by_role("dialog").get_by_label("On the clock of")).to_have_value("Asia/Dushanbe")


def test_a_zone_that_was_chosen_stays_where_something_else_was_wrong(visit: Callable[..., Visit]) -> None:
    visiting_it = visit(zone="Asia/Dushanbe")
    page = visiting_it.open("/subscribe")
    visiting_it.expect_refusal("/subscribe")
    page.get_by_label("On the clock of").select_option("America/New_York")
    for lead in ("14 days", "7 days", "1 day"):
        page.get_by_label(f"{lead} before", exact=True).uncheck()
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_role("button", name="Ask for reminders").click()
    expect(page.locator("h1")).to_have_text("Reminders by e-mail")
    expect(page.get_by_label("On the clock of")).to_have_value("America/New_York")
    expect(page.get_by_label("Your e-mail address")).to_have_value(EMAIL)


def test_only_the_cadence_that_is_chosen_asks_for_more(visit: Callable[..., Visit]) -> None:
    page = visit().open("/subscribe")
    expect(page.get_by_label("14 days before")).to_be_visible()
    expect(page.get_by_label("Day of the week")).to_be_hidden()
    page.get_by_label("Once a week").check()
    expect(page.get_by_label("14 days before")).to_be_hidden()
    expect(page.get_by_label("Day of the week")).to_be_visible()


def test_after_a_mistake_one_is_where_it_is_said_and_the_field_is_a_key_away(visit: Callable[..., Visit]) -> None:
    visiting_it = visit()
    page = visiting_it.open("/subscribe")
    visiting_it.expect_refusal("/subscribe")
    page.get_by_text("Which dates: All calendars").click()
    page.get_by_label("From day").fill("2021-10-02")
    page.get_by_label("Until day").fill("2021-10-01")
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_label("Your e-mail address").press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("Until day: This must not be before the first day.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Until day")).to_be_visible()
    expect(page.get_by_label("Until day")).to_have_attribute("aria-describedby", "w-until-mistake")


def test_the_trap_is_seen_and_reached_by_nobody(visit: Callable[..., Visit]) -> None:
    page = visit().open("/subscribe")
    field = page.locator("[name=leave-empty]")
    assert field.evaluate("field => field.closest('p').getBoundingClientRect().width") == 1
    assert [stop for stop in walk(page).stops if "empty" in stop] == []


def test_the_address_of_ones_own_feed_is_copied(visit: Callable[..., Visit], service: Readership) -> None:
    reader = service.reader("fedor@example.org")
    visiting_it = visit()
    visiting_it.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visiting_it.open(path(reader, Purpose.MANAGE))
    page.get_by_role("button", name="Copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{service.address}{path(reader, Purpose.FEED)}"
    assert visiting_it.context.request.get(copied).headers["content-type"] == "text/calendar; charset=utf-8"


# Every page of a reader


@pytest.fixture(scope="module")
def pages(service: Readership) -> dict[str, str]:
    """The pages that nobody can open who is no reader, by what they show."""
    anna = next(each for each in all_subscribers(service.db) if each.email == "anna@example.org")
    paused, suspended = service.reader("paul@example.org"), service.reader("suse@example.org")
    service.pause(paused, date(2021, 10, 5))
    service.suspend(suspended, f"550 5.1.1 {'x' * 100}: no such mailbox")
    return {
        "his own": path(anna, Purpose.MANAGE),
        "filled in": f"{path(anna, Purpose.MANAGE)}?event=regular-session-2021",
        "paused": path(paused, Purpose.MANAGE),
        "suspended": path(suspended, Purpose.MANAGE),
        "confirmed": path(anna, Purpose.CONFIRM),
        "leaving": path(anna, Purpose.UNSUBSCRIBE),
    }


PAGES = ("his own", "filled in", "paused", "suspended", "confirmed", "leaving")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    visit: Callable[..., Visit], pages: dict[str, str], name: str, language: str
) -> None:
    page = visit(language=language, motion="reduce").open(pages[name])
    unfold(page)
    found = {}
    for (width, height), scheme in product((PHONE, DESKTOP), SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        found[f"{width} {scheme}"] = findings(page) + sticking_out(page)
    assert found == {look: [] for look in found}


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_everything_and_shows_where_it_is(
    visit: Callable[..., Visit], pages: dict[str, str], name: str
) -> None:
    page = visit().open(pages[name])
    unfold(page)
    walked = walk(page)
    assert (walked.missed, walked.unseen) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_something_is_wrong(visit: Callable[..., Visit], language: str) -> None:
    visiting_it = visit(language=language, motion="reduce")
    page = visiting_it.open("/subscribe")
    visiting_it.expect_refusal("/subscribe")
    page.evaluate("document.querySelector('form.wish').noValidate = true")
    page.evaluate("document.querySelectorAll('[name=lead]').forEach(box => { box.checked = false })")
    page.evaluate("document.querySelector('#w-since').value = '2021-10-02'")
    page.evaluate("document.querySelector('#w-until').value = '2021-10-01'")
    page.locator("form.wish button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found = {}
    for (width, height), scheme in product((PHONE, DESKTOP), SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        found[f"{width} {scheme}"] = findings(page) + sticking_out(page)
    assert found == {look: [] for look in found}
