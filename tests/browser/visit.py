"""A reader's visit: how he looks at the pages, and everything that went wrong while he did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError

from tests.browser.views import STATUSES, Scheme

_LOCALES = {"en": "en-GB", "ru": "ru-RU"}


@dataclass(frozen=True)
class Look:
    """How a reader looks at a page. `scale` is device pixels per CSS pixel, as zooming makes more of them."""

    width: int = 1280
    height: int = 900
    scheme: Scheme = "light"
    language: str = "en"
    zone: str = "Europe/Vienna"
    scale: float = 1
    has_scripts: bool = True
    motion: Literal["reduce", "no-preference"] = "no-preference"

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


class Visit:
    """A visit to a service, with cookies and a cache of its own. `complaints` holds all that went wrong so far."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self._refusable: set[str] = set()
        context.on("console", self._heed_console)
        context.on("weberror", self._heed_exception)
        context.on("request", self._heed_request)

    def open(self, path: str, *, status: int | None = None) -> Page:
        """The page at that path, loaded; it must be answered with that status, else with the one of the view."""
        self.expect_refusal(path)  # its status is looked at here
        page = self.context.new_page()
        answer = page.goto(path)
        assert answer
        assert answer.status == (status or STATUSES.get(path, 200)), f"{path} answers {answer.status}"
        return page

    def expect_refusal(self, path: str) -> None:
        """That this path may be answered with a no is nothing that goes wrong."""
        self._refusable.add(self.address + quote(path, safe="/?&=%,"))

    def _heed_console(self, message: ConsoleMessage) -> None:
        """What violates the Content-Security-Policy and what cannot be loaded is told there, too."""
        where = message.location["url"]
        is_known = message.text.startswith("Failed to load resource") and where in self._refusable
        if message.type == "error" and not is_known:
            self.complaints.append(f"console: {message.text} {where.removeprefix(self.address)}".rstrip())

    def _heed_exception(self, thrown: WebError) -> None:
        self.complaints.append(f"thrown: {thrown.error}")

    def _heed_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.complaints.append(f"another host: {request.url}")


@contextmanager
def visiting(browser: Browser, address: str, look: Look) -> Iterator[Visit]:
    """A visit that ends with the block."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        locale=_LOCALES[look.language],
        timezone_id=look.zone,
        device_scale_factor=look.scale,
        java_script_enabled=look.has_scripts,
        reduced_motion=look.motion,
    )
    try:
        yield Visit(context, address)
    finally:
        context.close()
