"""axe finds nothing on any view: on a phone and a desktop, light and dark, in both languages."""

from itertools import product

import pytest

from tests.browser.axe import findings
from tests.browser.conftest import OpenPage
from tests.browser.looking import unfold
from tests.browser.views import DESKTOP, LANGUAGES, PHONE, SCHEMES, VIEWS


@pytest.mark.parametrize("path", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(open_page: OpenPage, language: str, path: str) -> None:
    page = open_page(path, language=language, motion="reduce")  # without it, a change of colours takes a while
    unfold(page)
    found = {}
    for (width, height), scheme in product((PHONE, DESKTOP), SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        found[f"{width} {scheme}"] = findings(page)
    assert found == {look: [] for look in found}
