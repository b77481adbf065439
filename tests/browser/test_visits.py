"""Nothing that goes wrong on a page escapes a visit, and axe finds what is wrong."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.axe import findings
from tests.browser.conftest import OpenPage, ServiceOn
from tests.browser.running import DAY
from tests.browser.visit import Look, Visit, visiting


@pytest.fixture
def visit(browser: Browser, service_on: ServiceOn) -> Iterator[Visit]:
    """A visit that may go wrong."""
    with visiting(browser, service_on(DAY), Look()) as visit:
        yield visit


def test_an_error_in_the_console_is_told(visit: Visit) -> None:
    visit.open("/").evaluate("console.error('no')")
    assert visit.complaints == ["console: no"]


def test_what_is_thrown_is_told(visit: Visit) -> None:
    page = visit.open("/")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('no') })")
    assert visit.complaints == ["thrown: no"]


def test_what_the_policy_forbids_is_told(visit: Visit) -> None:
    visit.open("/").evaluate("document.body.setAttribute('style', 'color: red')")
    assert [complaint[:31] for complaint in visit.complaints] == ["console: Applying inline style "]


def test_what_is_not_there_is_told(visit: Visit) -> None:
    page = visit.open("/")
    page.evaluate("new Promise(done => { const image = new Image(); image.onerror = done; image.src = '/nothing' })")
    sentence = "Failed to load resource: the server responded with a status of 404 (NOT FOUND)"
    assert visit.complaints == [f"console: {sentence} /nothing"]


def test_a_request_to_another_host_is_told_and_not_answered(visit: Visit) -> None:
    page = visit.open("/")
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
    assert visit.complaints[0] == "another host: http://example.org/"


def test_a_page_that_says_no_must_be_expected(visit: Visit) -> None:
    visit.open("/nothing", status=404)
    with pytest.raises(AssertionError, match="/nothing answers 404"):
        visit.open("/nothing")
    assert visit.complaints == []


def test_axe_finds_an_image_that_says_nothing(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate("document.querySelector('main').append(new Image(9, 9))")
    assert [finding.split(":")[:2] for finding in findings(page)] == [["image-alt", " img"]]
