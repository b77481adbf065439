"""What a reader would see of a page, as far as it can be measured."""

from playwright.sync_api import Page

_STICKING_OUT = """() => {
    const width = document.documentElement.clientWidth;
    const scrolls = element => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    const mayStickOut = element => element.closest("svg") !== null && !element.matches("svg") ||
        element.parentElement && (scrolls(element.parentElement) || mayStickOut(element.parentElement));
    const found = Array.from(document.body.querySelectorAll("*")).filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.right > width + 1 || box.left < -1) && !mayStickOut(element);
    });
    const isScrolled = document.documentElement.scrollWidth > width;
    const innermost = found.filter(one => !found.some(other => other !== one && one.contains(other)));
    return innermost.map(each => `${each.localName}.${each.classList}: ${each.textContent.trim().slice(0, 60)}`)
        .concat(isScrolled ? ["the page"] : []);
}"""
_IN_ORDER = """selector => Array.from(document.querySelectorAll(selector))
    .filter(element => element.checkVisibility())
    .map(element => [element.textContent.replace(/\\s+/g, " ").trim(), element.getBoundingClientRect()])
    .sort(([, one], [, other]) => Math.round(one.top - other.top) || one.left - other.left)
    .map(([text]) => text)
"""


def unfold(page: Page) -> None:
    """Opens everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def sticking_out(page: Page) -> list[str]:
    """What one would have to scroll sideways for; what scrolls by itself, as a wide table may, does not count."""
    found: list[str] = page.evaluate(_STICKING_OUT)
    return found


def in_order(page: Page, selector: str) -> list[str]:
    """What these elements say, as they stand on the page from top to bottom."""
    texts: list[str] = page.evaluate(_IN_ORDER, selector)
    return texts
