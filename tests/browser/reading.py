"""What a reader sees of a page: where it is, which events it shows, and what was said aloud."""

from urllib.parse import unquote, urlsplit

from playwright.sync_api import Locator, Page


def address(page: Page) -> str:
    """The address of the page, without its host, as a person would write it."""
    parts = urlsplit(page.url)
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def titles(page: Page) -> list[str]:
    """The events of the list, in their order; what is folded, too."""
    return _texts(page.locator("main .row .line-title"))


def kinds(page: Page) -> set[str]:
    """What kinds of events the list shows, as their shapes say."""
    return set(_texts(page.locator("main .row .pill:has(.mark)")))


def said(page: Page) -> Locator:
    """What a screen reader is given to say aloud."""
    return page.locator("#said")


def focused(page: Page) -> str:
    """The text, or the name, of what has the focus."""
    found: str = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")
    return found


def _texts(found: Locator) -> list[str]:
    return [" ".join(text.split()) for text in found.all_text_contents()]
