"""The HTML of each mail, as a mail program shows it: axe finds nothing, nothing sticks out, all can be read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from service.domain.event import Deadline, Status, Venue, VideoConference
from service.domain.source import Citation, Source
from service.domain.text import Text
from service.rendering.greeting_mail import confirmation_mail, link_mail
from tests.browser.axe import findings
from tests.browser.looking import sticking_out
from tests.browser.views import LANGUAGES, SCHEMES
from tests.examples import a_calendar, a_meeting, a_wish, hours, whole_days
from tests.rendering.mails import MORNING, SITE, TODAY, a_notice_payload, a_payload, filled, part

PHONE, DESKTOP = 320, 1280
LONG = "Rechtsschutzversicherungsgesellschaften" * 3
GAZETTE = Source(id="gazette", publication=Text("Gazette"), date=date(2021, 8, 1), link="https://gazette.example.org/")
CITED = (Citation(source="gazette", supports=("first_day",), says=Text("So.")),)
ASSEMBLY = a_meeting(
    summary=Text("Assembly", {"ru": "Собрание"}),
    span=hours("2021-09-16T10:00", "2021-09-16T12:00"),
    place=VideoConference(link=f"https://example.org/{LONG}"),
    citations=CITED,
)
LONGEST = a_meeting("long@club", summary=Text(LONG), place=Venue(name=Text(LONG), country="AT"))
EXERCISE = a_meeting("exercise@club", whole_days("2021-09-01", "2021-09-06"))
REPORT = Deadline(
    uid="report@club", slug="report", summary=Text("Report"), span=whole_days("2021-09-01"), given_at="meeting@club"
)
CALENDAR = {"sources": (GAZETTE,), "example": True}
MOVED = replace(ASSEMBLY, span=whole_days("2021-09-17"), place=Venue(name=Text(LONG)))


def a_mail(name: str, language: str) -> str:
    """The HTML of that mail."""
    wish = a_wish(language=language, zone="Asia/Dushanbe", running=True, overdue=True)
    asked: dict[str, Any] = {"language": language, "zone": "Asia/Dushanbe", "running": True, "overdue": True}
    match name:
        case "digest":
            due, ahead = (ASSEMBLY, LONGEST, EXERCISE, REPORT), (replace(LONGEST, uid="later@club"),)
            payload = a_payload(*due, ahead=ahead, calendar=CALENDAR, address=f"{'a' * 60}@example.org", **asked)
        case "notice":
            called_off = replace(LONGEST, status=Status.CANCELLED)
            payload = a_notice_payload((ASSEMBLY, MOVED), (LONGEST, called_off), reason=LONG, **asked)
        case "confirmation":
            until = MORNING + timedelta(hours=48)
            letter = confirmation_mail(wish, {"club": a_calendar()}, SITE, confirm_by=until, today=TODAY)
            payload = filled(letter)
        case _:
            payload = filled(link_mail(wish, SITE))
    return part(payload, "html")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without scripts of its own, which asks nobody for anything."""
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        yield page
        assert asked == []


every_mail = pytest.mark.parametrize("name", ["digest", "notice", "confirmation", "link"])
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_mail
@every_language
def test_axe_finds_nothing_in_a_mail(page: Page, language: str, name: str) -> None:
    page.set_content(a_mail(name, language))
    found = {}
    for width, scheme in product((PHONE, DESKTOP), SCHEMES):
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(color_scheme=scheme)
        found[f"{width} {scheme}"] = findings(page)
    assert found == {look: [] for look in found}


@every_mail
@every_language
def test_nobody_has_to_scroll_sideways(page: Page, language: str, name: str) -> None:
    page.set_content(a_mail(name, language))
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 700})
        assert sticking_out(page) == []


@every_mail
def test_no_text_is_smaller_than_sixteen_pixels(page: Page, name: str) -> None:
    page.set_content(a_mail(name, "en"))
    sizes = page.evaluate(
        """() => Array.from(document.body.querySelectorAll("*"))
            .filter(element => element.checkVisibility())
            .map(element => parseFloat(getComputedStyle(element).fontSize))"""
    )
    assert min(sizes) == 16


@every_mail
def test_without_its_styles_a_mail_says_the_same_in_the_same_order(page: Page, name: str) -> None:
    """Some programs take them away."""
    html = a_mail(name, "en")
    page.set_content(html)
    seen = page.locator("div[lang]").inner_text().split()
    page.set_content(html.partition("<style>")[0] + html.partition("</style>")[2])
    assert page.locator("div[lang]").inner_text().split() == seen
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_mail_is_light_or_dark_as_the_reader_likes(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(a_mail("digest", "en"))
    colors = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    light, dark = ["rgb(28, 33, 38)", "rgb(251, 250, 247)"], ["rgb(233, 230, 223)", "rgb(20, 23, 26)"]
    assert colors == (light if scheme == "light" else dark)
