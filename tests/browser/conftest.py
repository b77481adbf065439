"""A browser, a service and a reader's visits; a visit on which anything went wrong fails its test."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import MISSING, chromium, installed
from tests.browser.running import DAY, running
from tests.browser.visit import Look, Visit, visiting

ServiceOn = Callable[[str], str]
StartVisit = Callable[..., Visit]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Scoped to this folder: while Playwright runs, no other test could start an event loop."""
    if not installed():
        is_judged = os.environ.get("CI") == "true"
        pytest.fail(MISSING) if is_judged else pytest.skip(MISSING)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def service_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceOn]:
    """The address of a service with the shipped calendars on a day; one of each is started."""
    with ExitStack() as services:

        @cache
        def service_on(day: str) -> str:
            return services.enter_context(running(tmp_path_factory.mktemp(day), day=day))

        yield service_on


@pytest.fixture
def start_visit(browser: Browser, service_on: ServiceOn) -> Iterator[StartVisit]:
    """Starts a visit on a day; what else is given says how the reader looks (see `Look`)."""
    visits: list[Visit] = []
    with ExitStack() as open_visits:

        def start_visit(*, day: str = DAY, **look: object) -> Visit:
            visit = open_visits.enter_context(visiting(browser, service_on(day), Look(**look)))  # type: ignore[arg-type]
            visits.append(visit)
            return visit

        yield start_visit
    assert [complaint for visit in visits for complaint in visit.complaints] == []


@pytest.fixture
def open_page(start_visit: StartVisit) -> OpenPage:
    """Opens a page on a visit of its own, as in `open_page("/", width=360, scheme="dark", day="2021-10-20")`."""

    def open_page(path: str, *, status: int | None = None, **how: object) -> Page:
        return start_visit(**how).open(path, status=status)

    return open_page
