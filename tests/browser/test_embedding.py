"""A view inside a page of another site: where that is allowed, and nowhere else."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.conftest import ServiceOn
from tests.browser.running import DAY, running


class _AnotherSite(BaseHTTPRequestHandler):
    """Answers with a page that shows what its address asks for in a frame."""

    def do_GET(self) -> None:
        page = f"<!doctype html><title>Another site</title><iframe title=Dates src='{self.path[1:]}'></iframe>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Not a line for each request."""


@pytest.fixture(scope="module")
def another_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _AnotherSite) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def friendly_service(another_site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that lets the other site show its views."""
    with running(tmp_path_factory.mktemp("friendly"), embed_origin=another_site) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may be refused something."""
    page = browser.new_page()
    yield page
    page.close()


def _frame(page: Page, another_site: str, shown: str) -> FrameLocator:
    page.goto(f"{another_site}/{shown}")
    return page.frame_locator("iframe")


def _is_refused(frame: FrameLocator) -> bool:
    """Whether the browser shows its own sign instead of what was asked for."""
    shown = frame.owner.element_handle().content_frame()
    assert shown is not None
    shown.wait_for_load_state()
    return shown.url == "chrome-error://chromewebdata/"


def test_a_site_that_is_allowed_shows_a_view(page: Page, another_site: str, friendly_service: str) -> None:
    frame = _frame(page, another_site, f"{friendly_service}/embed/month/2021-10?kind=exercise")
    expect(frame.locator("h1")).to_have_text("October 2021")
    expect(frame.get_by_role("link", name="Search-2021 exercise").first).to_be_visible()
    expect(frame.get_by_role("search")).to_have_count(0)
    expect(frame.get_by_role("navigation", name="Main")).to_have_count(0)


def test_inside_one_goes_from_month_to_month(page: Page, another_site: str, friendly_service: str) -> None:
    frame = _frame(page, another_site, f"{friendly_service}/embed/month/2021-10")
    frame.get_by_role("link", name="Later").click()
    expect(frame.locator("h1")).to_have_text("November 2021")


def test_the_whole_page_opens_in_a_window_of_its_own(page: Page, another_site: str, friendly_service: str) -> None:
    frame = _frame(page, another_site, f"{friendly_service}/embed/month/2021-10")
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="The whole page").click()
    expect(opened.value).to_have_url(f"{friendly_service}/month/2021-10")
    opened.value.close()


def test_an_event_is_not_opened_inside(page: Page, another_site: str, friendly_service: str) -> None:
    frame = _frame(page, another_site, f"{friendly_service}/embed/month/2021-10?kind=exercise")
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="Search-2021 exercise").first.click()
    expect(opened.value).to_have_url(f"{friendly_service}/events/exercise-search-2021")
    opened.value.close()


@pytest.mark.parametrize("path", ["/month/2021-10", "/", "/subscribe", "/events/regular-session-2021"])
def test_even_a_site_that_is_allowed_shows_nothing_else(
    page: Page, another_site: str, friendly_service: str, path: str
) -> None:
    assert _is_refused(_frame(page, another_site, f"{friendly_service}{path}"))


def test_a_site_that_is_not_allowed_shows_nothing(page: Page, another_site: str, service_on: ServiceOn) -> None:
    assert _is_refused(_frame(page, another_site, f"{service_on(DAY)}/embed/month/2021-10"))
