"""A walk over a page with the Tab key alone: what it reaches, and whether one sees where one is."""

from dataclasses import dataclass

from playwright.sync_api import Page

_NAME_EACH = """() => {
    const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex='0']");
    const isOne = element => element.checkVisibility({visibilityProperty: true}) && !element.disabled &&
        element.type !== "hidden" && element.tabIndex >= 0 &&
        !(element.type === "radio" && !element.checked && document.querySelector(`[name="${element.name}"]:checked`));
    return Array.from(all).filter(isOne).map((element, number) => {
        const text = (element.ariaLabel ?? element.textContent).trim().slice(0, 60);
        element.dataset.stop = `${number}: ${element.localName} ${text}`;
        return element.dataset.stop;
    });
}"""
_WHERE_ONE_IS = """() => {
    const element = document.activeElement;
    if (element === document.body || element === null) return null;
    const number = document.querySelectorAll("[data-stop]").length;
    element.dataset.stop ??= `${number}: ${element.localName}.${element.classList}`;  // such as what scrolls by itself
    const hasRing = part => {
        const style = getComputedStyle(part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const isFree = part => {
        const [box] = part.getClientRects();
        const middle = (start, end, limit) => (Math.max(start, 0) + Math.min(end, limit)) / 2;
        const onTop = document.elementFromPoint(middle(box.left, box.right, innerWidth),
            middle(box.top, box.bottom, innerHeight));
        return onTop !== null && (part.contains(onTop) || onTop.contains(part));
    };
    const parts = [element, ...(element.labels ?? [])];
    return {name: element.dataset.stop, is_seen: parts.some(part => hasRing(part) && isFree(part))};
}"""
_TOO_MANY = 2000


@dataclass(frozen=True)
class Walk:
    """Where Tab stopped, where it should have, too, and where one does not see that: no ring, or something on top."""

    stops: list[str]
    missed: list[str]
    unseen: list[str]


def walk(page: Page) -> Walk:
    """Presses Tab from the beginning of the page to its end."""
    expected = page.evaluate(_NAME_EACH)
    stops: list[str] = []
    unseen: list[str] = []
    for _ in range(_TOO_MANY):
        page.keyboard.press("Tab")
        stop = page.evaluate(_WHERE_ONE_IS)
        if stop is None or stop["name"] in stops[:-1]:
            break
        if stop["name"] in stops:
            continue  # the next part of a date
        stops.append(stop["name"])
        unseen += [] if stop["is_seen"] else [stop["name"]]
    return Walk(stops, [each for each in expected if each not in stops], unseen)
