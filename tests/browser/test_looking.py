"""What is measured of a page is what a reader would see."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.keyboard import Walk, walk
from tests.browser.looking import in_order, sticking_out, unfold

Show = Callable[[str], Page]

RING = "<style>:focus-visible { outline: 3px solid }</style>"


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Shows a page on a phone."""
    page = browser.new_page(viewport={"width": 360, "height": 740})

    def show(html: str) -> Page:
        page.set_content(html)
        return page

    yield show
    page.close()


def test_what_is_wider_than_the_window_sticks_out(show: Show) -> None:
    assert sticking_out(show("<ul><li class=row style='width: 400px'>wide</ul>")) == ["li.row: wide", "the page"]


def test_what_is_wider_and_cut_off_sticks_out(show: Show) -> None:
    assert sticking_out(show("<div style='overflow-x: hidden'><p style='width: 400px'>wide")) == ["p.: wide"]


def test_what_scrolls_by_itself_may_be_wider(show: Show) -> None:
    assert sticking_out(show("<div style='overflow-x: auto'><p style='width: 400px'>wide")) == []


def test_what_fits_does_not_stick_out(show: Show) -> None:
    assert sticking_out(show("<p>narrow")) == []


def test_the_order_is_the_one_on_the_page(show: Show) -> None:
    page = show("<div style='display: flex; flex-direction: column-reverse'><h2>one</h2><h2>two</h2></div>")
    assert in_order(page, "h2") == ["two", "one"]


def test_only_what_is_unfolded_is_seen(show: Show) -> None:
    page = show("<details><h2>folded</h2></details>")
    folded = in_order(page, "h2")
    unfold(page)
    assert (folded, in_order(page, "h2")) == ([], ["folded"])


def test_a_walk_goes_from_one_link_to_the_next(show: Show) -> None:
    page = show(f"{RING}<a href='#'>one</a> <input type=date> <a href='#'>two</a>")
    stops = ["0: a one", "1: input ", "2: a two"]
    assert walk(page) == Walk(stops, missed=[], unseen=[])


def test_a_walk_stops_at_what_scrolls_by_itself(show: Show) -> None:
    page = show(f"{RING}<a href='#'>one</a> <div class=wide style='overflow: auto; width: 9px'>wide</div>")
    assert walk(page) == Walk(["0: a one", "1: div.wide"], missed=[], unseen=[])


def test_the_ring_may_be_around_the_label(show: Show) -> None:
    style = "input { opacity: 0; outline: none } label:has(:focus-visible) { outline: 3px solid }"
    page = show(f"<style>{style}</style><label>one <input type=checkbox></label>")
    assert walk(page) == Walk(["0: input "], missed=[], unseen=[])


def test_a_walk_tells_where_there_is_no_ring(show: Show) -> None:
    page = show(f"{RING}<a href='#'>one</a> <a href='#' style='outline: none'>two</a>")
    assert walk(page).unseen == ["1: a two"]


def test_a_walk_tells_what_lies_on_top_of_where_one_is(show: Show) -> None:
    page = show(f"{RING}<a href='#'>one</a> <div style='position: fixed; inset: 0'>a curtain</div>")
    assert walk(page).unseen == ["0: a one"]


def test_a_walk_tells_what_it_does_not_reach(show: Show) -> None:
    page = show(f"{RING}<a href='#' onfocus='this.blur()'>one</a> <a href='#'>two</a>")
    assert walk(page) == Walk(stops=[], missed=["0: a one", "1: a two"], unseen=[])
