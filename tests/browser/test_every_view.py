"""What holds for every view: it fits, it works with little, the keyboard is enough, and it is light."""

from collections import Counter

import pytest
from playwright.sync_api import Page, Request

from tests.browser.conftest import OpenPage, StartVisit
from tests.browser.keyboard import walk
from tests.browser.looking import in_order, sticking_out, unfold
from tests.browser.views import LANGUAGES, VIEWS

HEADINGS = "main :is(h1, h2, h3, h4, caption)"
ALIVE = ":is(form *, [form], [popovertarget], [commandfor])"  # a button that does something without scripts
FEW_OCTETS = 60_000  # of a first visit, headers included

every_view = pytest.mark.parametrize("path", VIEWS)


@every_view
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_into_a_phone_and_a_window_zoomed_to_200_and_400_percent(
    open_page: OpenPage, path: str, language: str
) -> None:
    page = open_page(path, width=640, height=450, scale=2, language=language)  # 1280 × 900 at 200 %
    unfold(page)
    out = {"200 %": sticking_out(page)}
    for name, width in (("phone", 360), ("400 %", 320)):
        page.set_viewport_size({"width": width, "height": 740})
        out[name] = sticking_out(page)
    assert out == {"200 %": [], "phone": [], "400 %": []}


@every_view
def test_without_scripts_it_says_the_same_leads_to_the_same_places_and_no_button_is_dead(
    open_page: OpenPage, path: str
) -> None:
    with_scripts, without = (open_page(path, has_scripts=has_scripts) for has_scripts in (True, False))
    assert without.locator(HEADINGS).all_text_contents() == with_scripts.locator(HEADINGS).all_text_contents()
    assert _addresses(without) == _addresses(with_scripts)
    assert without.locator(f"button:visible:not({ALIVE})").all_inner_texts() == []


@every_view
def test_without_styles_its_headings_stand_in_the_same_order_and_no_picture_is_larger(
    start_visit: StartVisit, path: str
) -> None:
    plain_visit = start_visit(width=360)
    plain_visit.context.route("**/*.css", lambda route: route.fulfill(content_type="text/css", body=""))
    styled, plain = start_visit(width=360).open(path), plain_visit.open(path)
    assert in_order(plain, HEADINGS) == in_order(styled, HEADINGS) != []
    pictures = zip(_widths_of_pictures(plain), _widths_of_pictures(styled), strict=True)
    assert [(without, with_styles) for without, with_styles in pictures if without > max(with_styles, 48)] == []


@every_view
def test_tab_reaches_everything_that_can_be_used_and_shows_where_it_is(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    unfold(page)
    walked = walk(page)
    assert (walked.missed, walked.unseen) == ([], [])


@every_view
def test_it_is_light(start_visit: StartVisit, path: str) -> None:
    visit = start_visit()
    loaded: list[Request] = []
    visit.context.on("requestfinished", lambda request: loaded.append(request))
    visit.open(path).wait_for_load_state("networkidle")
    kinds = Counter(request.resource_type for request in loaded)
    assert (kinds["document"], kinds["stylesheet"], kinds["font"]) == (1, 1, 0)
    assert kinds["script"] <= 1
    sizes = {request.url.removeprefix(visit.address): _octets(request) for request in loaded}
    assert sum(sizes.values()) < FEW_OCTETS, sizes


def _addresses(page: Page) -> list[str]:
    addresses: list[str] = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return addresses


def _widths_of_pictures(page: Page) -> list[float]:
    widths: list[float] = page.locator("svg, img").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().width)"
    )
    return widths


def _octets(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]
