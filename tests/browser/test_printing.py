"""A printed view: all its dates on A4, and nothing that only makes sense on a screen."""

import unicodedata
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import OpenPage
from tests.browser.looking import sticking_out, unfold
from tests.browser.reading import titles

A4 = (595, 842)  # points
BETWEEN_THE_MARGINS = 658  # pixels, of 210 mm less 18 mm on either side
FOR_SCREENS_ONLY = "nav, form, dialog, button, select, .button, .chip, .skip"
PRINTED = ("/", "/month/2021-10", "/week/2021-W42", "/year/2021", "/deadlines", "/events/regular-session-2021")


def _pdf(page: Page) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def _text(pdf: PdfReader) -> str:
    """Without spaces, as lines are broken anywhere, and without ligatures."""
    printed = "".join(page.extract_text() for page in pdf.pages)
    return "".join(unicodedata.normalize("NFKC", printed).split())


def _missing(pdf: PdfReader, texts: list[str]) -> list[str]:
    printed = _text(pdf)
    return [text for text in texts if "".join(text.split()) not in printed]


def test_the_agenda_is_printed_with_all_its_dates_and_what_is_folded(open_page: OpenPage) -> None:
    page = open_page("/")
    assert "Talks of Vladimir Putin and Angela Merkel" in titles(page)
    assert _missing(_pdf(page), titles(page)) == []


def test_a_month_is_printed_with_all_its_dates(open_page: OpenPage) -> None:
    page = open_page("/month/2021-10")
    bars = page.locator(".bar").evaluate_all("bars => bars.map(bar => bar.lastChild.textContent)")
    assert _missing(_pdf(page), ["October 2021", "Still Water 2021 exercise", "Interaction-2021 exercise", *bars]) == []


def test_an_event_is_printed_with_its_sources(open_page: OpenPage) -> None:
    page = open_page("/events/regular-session-2021")
    wanted = ["Collective Security Council: regular session", "16 September 2021", "Dushanbe, Tajikistan"]
    wanted += ["The Council holds its regular session in Dushanbe on 16 September 2021"]
    assert _missing(_pdf(page), wanted) == []


def test_an_organisation_is_printed_with_what_is_folded(open_page: OpenPage) -> None:
    page = open_page("/organisation/csto")
    folded = page.locator("details .says p").all_text_contents()
    assert len(folded) > 10
    assert _missing(_pdf(page), folded) == []


@pytest.mark.parametrize("path", PRINTED)
def test_every_sheet_is_a4_and_holds_what_is_on_it(open_page: OpenPage, path: str) -> None:
    page = open_page(path, language="ru")
    sizes = {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in _pdf(page).pages}
    page.emulate_media(media="print")
    page.set_viewport_size({"width": BETWEEN_THE_MARGINS, "height": 900})
    unfold(page)
    assert (sizes, sticking_out(page)) == ({A4}, [])


@pytest.mark.parametrize("path", PRINTED)
def test_nothing_is_printed_that_one_could_only_click(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    assert page.locator(FOR_SCREENS_ONLY).filter(visible=True).count() > 5
    page.emulate_media(media="print")
    assert page.locator(FOR_SCREENS_ONLY).filter(visible=True).all_text_contents() == []


@pytest.mark.parametrize("path", ["/", "/?theme=dark"])
def test_a_dark_page_is_printed_as_a_light_one_on_white(open_page: OpenPage, path: str) -> None:
    dark, light = open_page(path, scheme="dark"), open_page("/?theme=light")
    for page in (dark, light):
        page.emulate_media(media="print")
    assert _colours(dark) == _colours(light)
    assert _colours(dark)[:2] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def _colours(page: Page) -> list[str]:
    """Of the paper, of the ink, and of each shape."""
    colours: list[str] = page.evaluate("""() => {
        const body = getComputedStyle(document.body);
        const marks = Array.from(document.querySelectorAll("main .row .mark"));
        return [body.backgroundColor, body.color, ...marks.map(mark => getComputedStyle(mark).backgroundColor)];
    }""")
    return colours
