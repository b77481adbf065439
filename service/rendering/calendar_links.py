"""The addresses that put one event into a calendar on the web or in an app, or subscribe it to a feed.

Neither Google nor Microsoft describes theirs officially; what is known of them is collected at
github.com/InteractionDesignFoundation/add-event-to-calendar-docs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from itertools import accumulate, takewhile
from urllib.parse import quote, urlencode

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent
from service.domain.site import Site
from service.domain.timespan import DatedSpan, Hours, WholeDays
from service.rendering.description import title
from service.rendering.formatting import place_in_words
from service.rendering.language import Language, spoken

LONGEST = 1999  # characters; browsers, mail programs and Outlook's sign-in stumble over more than 2,000
_ELLIPSIS = "…"
_OUTLOOK, _OFFICE = "outlook.live.com", "outlook.office.com"  # a private account, and one of an organisation


@dataclass(frozen=True, kw_only=True)
class EventLinks:
    """`file` is the event as iCalendar, `webcal` the same for apps that keep it up to date."""

    google: str
    outlook: str
    office: str
    file: str
    webcal: str


@dataclass(frozen=True, kw_only=True)
class FeedLinks:
    """`webcal` is for the apps of telephones and computers."""

    google: str
    outlook: str
    office: str
    webcal: str


def event_links(event: AnyEvent, calendar: Calendar, site: Site, words: Language) -> EventLinks | None:
    """Where the event can be added; None for what has no day: no calendar has a place for it."""
    if event.dated is None:
        return None
    other_language = words.code in spoken() and words.code != calendar.language
    file = site.url(f"/events/{event.slug}.ics{f'?lang={words.code}' if other_language else ''}")
    wording = _Wording(
        title=title(event, words),
        place=place_in_words(event.place, words),
        text=_about(event, calendar, words),
        page=site.url(f"/events/{event.slug}"),
    )
    return EventLinks(
        google=_google(event.dated, wording),
        outlook=_outlook(_OUTLOOK, event.dated, wording),
        office=_outlook(_OFFICE, event.dated, wording),
        file=file,
        webcal=webcal(file),
    )


def feed_links(address: str, name: str) -> FeedLinks:
    """Where one can subscribe to the feed at that web address; Outlook will call it by that name."""
    return FeedLinks(
        # Google refuses an address that begins with https here (calagator/calagator#556).
        google=_address("https://calendar.google.com/calendar/r", {"cid": webcal(address)}),
        outlook=_address(f"https://{_OUTLOOK}/calendar/0/addfromweb", {"url": address, "name": name}),
        office=_address(f"https://{_OFFICE}/calendar/0/addfromweb", {"url": address, "name": name}),
        webcal=webcal(address),
    )


def webcal(address: str) -> str:
    """The same web address as calendar apps open it."""
    return f"webcal://{address.partition('://')[2]}"


@dataclass(frozen=True, kw_only=True)
class _Wording:
    """What an address tells of an event; `page` is where the rest stands."""

    title: str
    place: str
    text: str
    page: str


def _about(event: AnyEvent, calendar: Calendar, words: Language) -> str:
    made_up = [words.gettext("This calendar is a made-up example.")] if calendar.example else []
    return "\n\n".join([*made_up, *([event.description.into(words.code)] if event.description else [])])


def _google(span: DatedSpan, wording: _Wording) -> str:
    """Google ends whole days on the day after; with a zone beside them they go wrong on Android."""
    match span:
        case WholeDays(first_day, last_day):
            fixed = {"dates": f"{first_day:%Y%m%d}/{last_day + timedelta(days=1):%Y%m%d}"}
        case Hours(start, end, zone):
            fixed = {"dates": f"{_basic(start)}/{_basic(end)}"} | ({"ctz": zone} if _is_a_place(zone) else {})
    base = "https://calendar.google.com/calendar/render"
    return _filled(base, {"action": "TEMPLATE"} | fixed, ("text", "location", "details"), wording)


def _outlook(host: str, span: DatedSpan, wording: _Wording) -> str:
    """Outlook ends whole days on the day after, too."""
    match span:
        case WholeDays(first_day, last_day):
            ends = {"startdt": f"{first_day}", "enddt": f"{last_day + timedelta(days=1)}", "allday": "true"}
        case Hours(start, end):
            ends = {"startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}", "enddt": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
    base = f"https://{host}/calendar/deeplink/compose"
    fixed = {"path": "/calendar/action/compose", "rru": "addevent"} | ends
    return _filled(base, fixed, ("subject", "location", "body"), wording)


def _basic(instant: datetime) -> str:
    return f"{instant:%Y%m%dT%H%M%SZ}"


def _is_a_place(zone: str) -> bool:
    """Google knows no abbreviations such as "EST", and UTC needs no name."""
    return "/" in zone and not zone.startswith("Etc/")


def _filled(base: str, fixed: dict[str, str], names: tuple[str, str, str], wording: _Wording) -> str:
    """The address with the title, the place and the text, each cut to the room that those before it leave.

    The link to the page goes below the text and is never cut.
    """
    room = LONGEST - len(_address(base, fixed | dict.fromkeys(names, "")))
    page = wording.page if _width(_html(f"\n\n{wording.page}")) <= room // 2 else ""
    room -= _width(_html(f"\n\n{page}"))
    title = _cut(wording.title, room * 2 // 3)
    room -= _width(title)
    place = _cut(wording.place, room // 2)
    room -= _width(place)
    text = _cut(wording.text, room, _html)
    told = (title, place, _html("\n\n".join(filter(None, (text, page)))))
    return _address(base, fixed | {name: value for name, value in zip(names, told, strict=True) if value})


def _cut(text: str, room: int, written: Callable[[str], str] = str) -> str:
    """As much of the text from its beginning as takes no more than `room` characters in an address."""
    if _width(written(text)) <= room:
        return text
    room -= _width(_ELLIPSIS)
    widths = accumulate(_width(written(sign)) for sign in text)
    kept = text[: sum(1 for _ in takewhile(lambda width: width <= room, widths))].rstrip()
    return kept + _ELLIPSIS if kept else ""


def _html(text: str) -> str:
    """Both take the text for HTML, in which a line ends only where it is told to."""
    return escape(text, quote=False).replace("\n", "<br>")


def _width(text: str) -> int:
    return len(quote(text, safe=""))


def _address(base: str, parameters: dict[str, str]) -> str:
    """Spaces as %20: Outlook has shown the plus sign as it is (spatie/calendar-links#109)."""
    return f"{base}?{urlencode(parameters, quote_via=quote, safe='')}"
