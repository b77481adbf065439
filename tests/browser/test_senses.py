"""Readers who see colours otherwise, or nothing that moves."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.views import SCHEMES

MARKS = ".legend .mark"


def test_each_kind_has_a_shape_of_its_own(open_page: OpenPage) -> None:
    page = open_page("/", motion="reduce")
    _restyle(page, ".mark { background: black !important }")
    assert len(set(_pictures(page, MARKS))) == 4


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_in_forced_colours_every_kind_is_seen_by_its_shape(open_page: OpenPage, theme: str, scheme: str) -> None:
    page = open_page(f"/?kind=meeting&theme={theme}", scheme=scheme, motion="reduce")
    page.emulate_media(forced_colors="active")
    seen = set(_pictures(page, MARKS))
    _restyle(page, ".mark { opacity: 0 }")
    assert (len(seen), seen.intersection(_pictures(page, MARKS))) == (4, set())


def test_in_forced_colours_one_sees_what_is_chosen_and_where_one_is(open_page: OpenPage) -> None:
    page = open_page("/?kind=meeting", motion="reduce")
    page.emulate_media(forced_colors="active")
    assert _style(page, ".legend .chip", "background-color")[0] != _style(page, ".legend .chip", "background-color")[1]
    assert _style(page, ".views a", "text-decoration-line")[:2] == ["underline", "none"]


def test_with_less_motion_nothing_moves(open_page: OpenPage) -> None:
    assert _moving(open_page("/", motion="no-preference")) > 0
    assert _moving(open_page("/", motion="reduce")) == 0


def _moving(page: Page) -> int:
    """How much has set off from one look to another when the mouse has come over a button, and a new look was drawn."""
    page.evaluate("window.begun = 0; document.addEventListener('transitionrun', () => { window.begun += 1 })")
    page.get_by_role("link", name="Subscribe").hover()
    begun: int = page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(window.begun))))"
    )
    return begun


def _pictures(page: Page, selector: str) -> list[bytes]:
    return [each.screenshot() for each in page.locator(selector).all()]


def _style(page: Page, selector: str, name: str) -> list[str]:
    script = "(all, name) => all.map(each => getComputedStyle(each).getPropertyValue(name))"
    values: list[str] = page.locator(selector).evaluate_all(script, name)
    return values


def _restyle(page: Page, rule: str) -> None:
    page.evaluate("rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)", rule)
