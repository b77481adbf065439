"""An address adds an event to a calendar with all that was given, or with as much as fits."""

from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.event import AnyEvent, Venue
from service.domain.site import Site
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Undated, WholeDays
from service.rendering.calendar_links import LONGEST, EventLinks, event_links, feed_links
from service.rendering.description import title
from service.rendering.formatting import place_in_words
from service.rendering.language import language
from tests.examples import a_calendar, a_meeting, hours
from tests.rendering.collections import ASSEMBLY, DRILL
from tests.rendering.feeds import SITE
from tests.rendering.test_feed_texts import HOSTILE
from tests.strategies import dated_spans, events, zones

EN = language("en")


def links(event: AnyEvent, code: str = "en", site: Site = SITE) -> EventLinks:
    found = event_links(event, a_calendar(), site, language(code))
    assert found
    return found


def parameters(address: str) -> dict[str, str]:
    """Each once, and read as a server reads them; a plus sign stands for itself nowhere."""
    query = urlsplit(address).query
    pairs = parse_qsl(query, strict_parsing=True)
    assert "+" not in query
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def as_text(html: str) -> str:
    return unescape(html.replace("<br>", "\n"))


def given_or_cut(told: str, whole: str) -> bool:
    return told == whole or (told.endswith("…") and whole.startswith(told[:-1]))


def test_hours_are_in_utc_with_the_venues_zone_beside_them() -> None:
    event = replace(ASSEMBLY, description=Text("Tea & <cake>\nat noon"))
    assert astuple(links(event)) == (
        "https://calendar.google.com/calendar/render?action=TEMPLATE&dates=20210916T080000Z%2F20210916T103000Z"
        "&ctz=Europe%2FVienna&text=Assembly&location=Town%20%3CHall%3E%2C%20Austria&details=Tea%20%26amp%3B%20%26lt%3B"
        "cake%26gt%3B%3Cbr%3Eat%20noon%3Cbr%3E%3Cbr%3Ehttps%3A%2F%2Fdates.example.org%2Fevents%2Fassembly",
        *(
            f"https://{host}/calendar/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"
            "&startdt=2021-09-16T08%3A00%3A00Z&enddt=2021-09-16T10%3A30%3A00Z&subject=Assembly"
            "&location=Town%20%3CHall%3E%2C%20Austria&body=Tea%20%26amp%3B%20%26lt%3Bcake%26gt%3B%3Cbr%3Eat%20noon"
            "%3Cbr%3E%3Cbr%3Ehttps%3A%2F%2Fdates.example.org%2Fevents%2Fassembly"
            for host in ("outlook.live.com", "outlook.office.com")
        ),
        "https://dates.example.org/events/assembly.ics",
        "webcal://dates.example.org/events/assembly.ics",
    )


def test_whole_days_end_on_the_day_after() -> None:
    found = links(DRILL)
    assert parameters(found.google) == {
        "action": "TEMPLATE",
        "dates": "20211018/20211024",
        "text": "Cancelled: Drill",
        "details": "https://dates.example.org/events/drill",
    }
    assert parameters(found.outlook) == parameters(found.office)
    assert parameters(found.outlook) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": "2021-10-18",
        "enddt": "2021-10-24",
        "allday": "true",
        "subject": "Cancelled: Drill",
        "body": "https://dates.example.org/events/drill",
    }


def test_another_language_than_the_calendars_is_asked_for() -> None:
    found = links(ASSEMBLY, "ru")
    assert found.file == "https://dates.example.org/events/assembly.ics?lang=ru"
    assert found.webcal == "webcal://dates.example.org/events/assembly.ics?lang=ru"
    assert parameters(found.google)["text"] == "Собрание"
    assert links(ASSEMBLY, "tgk").file == "https://dates.example.org/events/assembly.ics"


def test_a_made_up_event_says_so() -> None:
    found = event_links(ASSEMBLY, a_calendar(example=True), SITE, EN)
    assert found
    details = "This calendar is a made-up example.<br><br>https://dates.example.org/events/assembly"
    assert parameters(found.google)["details"] == details


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+3", "EST", "CET"])
def test_a_zone_that_is_no_place_is_left_to_utc(zone: str) -> None:
    event = a_meeting(span=hours("2021-09-16T10:00", "2021-09-16T12:00", zone))
    assert "ctz" not in parameters(links(event).google)


@pytest.mark.parametrize("span", [Approximate("2021-10"), Undated()])
def test_what_has_no_day_cannot_be_added(span: Approximate | Undated) -> None:
    assert event_links(a_meeting(span=span), a_calendar(), SITE, EN) is None


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_people_write_arrives_as_they_wrote_it(words: str) -> None:
    found = links(a_meeting(summary=Text(words), description=Text(words)))
    told = parameters(found.google)
    text, _, page = as_text(told["details"]).rpartition("\n\n")
    assert page == "https://dates.example.org/events/meeting"
    assert given_or_cut(told["text"], words)
    assert given_or_cut(text, words)
    assert set(told) == {"action", "dates", "text", "details"}
    assert set(parameters(found.outlook)) == {"path", "rru", "startdt", "enddt", "allday", "subject", "body"}


@given(event=events(dated_spans()), code=st.sampled_from(("en", "ru")))
def test_addresses_hold_what_was_given(event: AnyEvent, code: str) -> None:
    found, words = links(event, code), language(code)
    google, outlook = parameters(found.google), parameters(found.outlook)
    page = f"https://dates.example.org/events/{event.slug}"
    text = "\n\n".join([*([event.description.into(code)] if event.description else []), page])
    told = (title(event, words), place_in_words(event.place, words), text)
    assert (google["text"], google.get("location", ""), as_text(google["details"])) == told
    assert (outlook["subject"], outlook.get("location", ""), as_text(outlook["body"])) == told
    match event.span:
        case WholeDays():
            first, day_after = (date.fromisoformat(day) for day in google["dates"].split("/"))
            assert WholeDays(first, day_after - timedelta(days=1)) == event.span
            assert (outlook["startdt"], outlook["enddt"]) == (str(first), str(day_after))
        case Hours(start, end):
            assert [datetime.fromisoformat(at) for at in google["dates"].split("/")] == [start, end]
            assert [datetime.fromisoformat(outlook[name]) for name in ("startdt", "enddt")] == [start, end]
            assert google.get("ctz", event.span.zone) == event.span.zone


long_texts = st.builds(
    lambda words, times: words * times, st.text("aЖ 👨\n&<", min_size=1), st.integers(1, 2000)
).filter(str.strip)


@given(texts=st.tuples(long_texts, long_texts, long_texts), zone=zones, slug=st.sampled_from(("tea", "t" * 700)))
def test_an_address_is_never_too_long(texts: tuple[str, str, str], zone: str, slug: str) -> None:
    summary, place, description = map(Text, texts)
    span = Hours(datetime(2021, 9, 16, 10, tzinfo=UTC), datetime(2021, 9, 16, 12, tzinfo=UTC), zone)
    event = a_meeting(span=span, slug=slug, summary=summary, place=Venue(name=place), description=description)
    found = links(event)
    assert [len(each) for each in astuple(found)[:3] if len(each) > LONGEST] == []
    google = parameters(found.google)
    assert given_or_cut(google["text"], texts[0])
    assert given_or_cut(google["location"], texts[1])
    text, _, page = as_text(google["details"]).rpartition("\n\n")
    assert page == f"https://dates.example.org/events/{slug}"
    assert text == "" or given_or_cut(text, texts[2])
    assert [told for told in google.values() if " …" in told] == []


def test_a_title_is_cut_last() -> None:
    event = replace(ASSEMBLY, summary=Text("Ж" * 100), place=Venue(name=Text("Ц" * 900)), description=Text("a" * 5000))
    google = parameters(links(event).google)
    assert google["text"] == "Ж" * 100
    assert (len(google["location"]), google["location"][-2:]) == (98, "Ц…")
    assert google["details"].endswith("a…<br><br>https://dates.example.org/events/assembly")
    assert LONGEST - 5 < len(links(event).google) <= LONGEST


def test_a_page_with_too_long_an_address_is_not_named() -> None:
    far = Site(f"https://dates.example.org/{'long/' * 300}club", "dateline@example.org")
    assert "details" not in parameters(links(ASSEMBLY, site=far).google)


def test_a_feed_is_subscribed_to_by_its_address_and_name() -> None:
    found = feed_links("https://dates.example.org/feeds/all.ics?kind=meeting&q=%D1%87%D0%B0%D0%B9", "Club: tea & cake")
    feed = "dates.example.org/feeds/all.ics?kind=meeting&q=%D1%87%D0%B0%D0%B9"
    assert parameters(found.google) == {"cid": f"webcal://{feed}"}
    assert parameters(found.outlook) == parameters(found.office)
    assert parameters(found.outlook) == {"url": f"https://{feed}", "name": "Club: tea & cake"}
    assert [each.partition("?")[0] for each in astuple(found)] == [
        "https://calendar.google.com/calendar/r",
        "https://outlook.live.com/calendar/0/addfromweb",
        "https://outlook.office.com/calendar/0/addfromweb",
        "webcal://dates.example.org/feeds/all.ics",
    ]
    assert found.webcal == f"webcal://{feed}"
