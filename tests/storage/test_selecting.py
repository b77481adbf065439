"""What SQL finds is what anybody would pick out by hand."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile
from service.domain.event import AnyEvent, Deadline, Done, Kind, Status, Venue, VideoConference
from service.domain.selection import Cancelled, Filter, Selection, both
from service.domain.site import Site
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Undated, WholeDays, days_in
from service.operations.importing import load
from service.storage.event_index import folded_name
from service.storage.selecting import Choice, YearSize, sizes_by_year, uids_selected
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, an_empty_database, whole_days
from tests.rendering.test_feed_texts import sources_of
from tests.strategies import countries, days
from tests.strategies import events as any_event

SITE = Site("https://dates.example.org", "dateline@example.org")
TOMBSTONES_FROM = date(2021, 3, 1)

# Words in two alphabets, some of which differ only in marks or in case, and a mark that stands for itself.
WORDS = ("Ёлка", "ели", "Майкоп", "Ма\u0438\u0306ков", "Нефть", "Café", "caffeine", "Straße", "İzmir", "2021", "gas")
BODIES = ("council", "staff")
UIDS = st.sampled_from([f"{name}@club" for name in "abcdef"])

filters = st.builds(
    Filter,
    uids=st.none() | st.frozensets(UIDS, min_size=1),
    bodies=st.none() | st.frozensets(st.sampled_from(BODIES), min_size=1),
    words=st.frozensets(st.sampled_from([word[:length] for word in WORDS for length in (2, 4, 9)]), max_size=2),
    kinds=st.none() | st.frozensets(st.sampled_from(Kind), min_size=1),
    countries=st.none() | st.frozensets(countries, min_size=1),
    places=st.none() | st.frozensets(st.sampled_from(("Video", "telephone", "nowhere")), min_size=1),
    statuses=st.none() | st.frozensets(st.sampled_from((*Status, "open", "done")), min_size=1),
    since=st.none() | days(),
    until=st.none() | days(),
    year=st.none() | st.integers(2012, 2026),
)
# Half of them are of one condition only: several at once seldom let anything through.
single = st.one_of(
    *(
        st.builds(lambda all, field: Filter(**{field: getattr(all, field)}), filters, st.just(field))
        for field in Filter.__dataclass_fields__
    )
)
filters = single | filters
selections = st.builds(Selection, filter=filters, cancelled=st.sampled_from(Cancelled), approximate=st.booleans())


def with_sources(events: list[AnyEvent]) -> CalendarFile:
    cited = {source.id: source for event in events for source in sources_of(event)}
    return a_file(*events, calendar=a_calendar(sources=tuple(cited.values())))


_texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: Text("; ".join(words)))
_events = st.builds(
    lambda event, uid, **said: replace(event, uid=uid, **said),
    any_event(),
    UIDS,
    body=st.sampled_from((None, *BODIES)),
    summary=_texts,
    topics=st.lists(_texts, max_size=1).map(tuple),
)
files = st.lists(_events, max_size=6, unique_by=(lambda each: each.uid, lambda each: each.slug)).map(with_sources)


def found(db: Database, selection: Selection) -> list[str]:
    return uids_selected(db, Choice(selection=selection, languages={"club": "en"}, tombstones_from=TOMBSTONES_FROM))


@given(file=files, selection=selections)
def test_it_finds_what_the_selection_says(file: CalendarFile, selection: Selection) -> None:
    db = an_empty_database()
    load(db, [file], SITE, NOW)
    assert found(db, selection) == sorted(each.uid for each in file.events if matches(each, selection))
    db.close()


@given(file=files, one=filters, other=filters.map(lambda filter: replace(filter, year=None)))
def test_both_filters_let_through_what_each_does(file: CalendarFile, one: Filter, other: Filter) -> None:
    db = an_empty_database()
    load(db, [file], SITE, NOW)
    each = [set(found(db, Selection(filter=filter))) for filter in (one, other)]
    assert set(found(db, Selection(filter=both(one, other)))) == each[0] & each[1]
    db.close()


def matches(event: AnyEvent, selection: Selection) -> bool:
    """The model: by the values alone."""
    wanted, (first_day, last_day) = selection.filter, possible_days(event)
    is_cancelled = event.status is Status.CANCELLED
    forgotten = selection.cancelled is Cancelled.RECENT and last_day is not None and last_day < TOMBSTONES_FROM
    return all(
        (
            selection.approximate or event.dated is not None,
            not is_cancelled or (selection.cancelled is not Cancelled.HIDE and not forgotten),
            wanted.uids is None or event.uid in wanted.uids,
            wanted.bodies is None or event.body in wanted.bodies,
            all(any(word.startswith(bare(wanted)) for word in words_of(event)) for wanted in wanted.words),
            wanted.kinds is None or event.kind in wanted.kinds,
            wanted.countries is None or (isinstance(event.place, Venue) and event.place.country in wanted.countries),
            wanted.places is None or bool(set(map(folded_name, wanted.places)) & place_names(event)),
            wanted.statuses is None or bool(wanted.statuses & {str(event.status), progress(event)}),
            wanted.since is None or (last_day is not None and last_day >= wanted.since),
            wanted.until is None or (first_day is not None and first_day <= wanted.until),
            wanted.year is None or (first_day is not None and first_day.year == wanted.year),
        )
    )


def possible_days(event: AnyEvent) -> tuple[date | None, date | None]:
    """The first and the last day on which it can be, at the venue."""
    match event.span:
        case WholeDays(first_day, last_day):
            return first_day, last_day
        case Hours(zone=zone) as span:
            at_the_venue = days_in(span, zone)
            return at_the_venue.first_day, at_the_venue.last_day
        case Approximate(year=year, month=None):
            return date(year, 1, 1), date(year, 12, 31)
        case Approximate(year=year, month=month):
            first = date(year, month or 1, 1)
            later = (first + timedelta(days=32)).replace(day=1)
            return first, later - timedelta(days=1)
        case Undated():
            return None, None


def words_of(event: AnyEvent) -> set[str]:
    return {bare(word) for text in (event.summary, *event.topics) for word in text.original.split("; ")}


def bare(word: str) -> str:
    """Small letters without marks."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def place_names(event: AnyEvent) -> set[str]:
    match event.place:
        case Venue(name=name):
            return {folded_name(each) for each in (name.original, *name.translations.values())}
        case VideoConference():
            return {"video"}
        case _:
            return {type(event.place).__name__.lower()} & {"telephone"}


def progress(event: AnyEvent) -> str:
    if not isinstance(event, Deadline):
        return "none"
    return "done" if isinstance(event.progress, Done) else "open"


@pytest.fixture
def library(db: Database) -> Database:
    events = [
        a_meeting("oil@club", whole_days("2020-01-01"), summary=Text("Oil and gas", {"ru": "Нефть и газ"})),
        a_meeting("cafe@club", whole_days("2021-01-01"), description=Text("Café «Ёлка»")),
        a_meeting("hall@club", whole_days("2021-05-01"), place=Venue(name=Text("Town  Hall", {"ru": "Ратуша"}))),
    ]
    load(db, [a_file(*events, calendar=a_calendar())], SITE, NOW)
    return db


@pytest.mark.parametrize(
    ("words", "uids"),
    [
        ({"oil"}, ["oil@club"]),
        ({"нефт"}, ["oil@club"]),
        ({"НЕФТЬ", "gas"}, ["oil@club"]),
        ({"oil", "café"}, []),
        ({"cafe"}, ["cafe@club"]),
        ({"ёлка"}, ["cafe@club"]),
        ({"елка"}, ["cafe@club"]),
        ({"CAFE\u0301"}, ["cafe@club"]),
        ({"нефтъ"}, []),
        ({"oil gas"}, []),
        ({"and gas"}, ["oil@club"]),
        ({"\u0301"}, []),
        ({"oil) OR (cafe"}, []),
        ({"NEAR(oil gas)"}, []),
        ({"-oil"}, ["oil@club"]),
        ({'oil"'}, ["oil@club"]),
        ({'"oil" OR "cafe"'}, []),
        ({"ил"}, []),
        ({"ратуша"}, ["hall@club"]),
        ({'"'}, []),
        ({"oil OR cafe"}, []),
        ({"NOT", "oil"}, []),
        ({"oil*"}, ["oil@club"]),
        ({"words:oil"}, []),
        ({"meeting"}, []),
    ],
    ids=str,
)
def test_words_are_found_at_their_beginning_and_nothing_in_them_is_an_operator(
    library: Database, words: set[str], uids: list[str]
) -> None:
    assert found(library, Selection(filter=Filter(words=frozenset(words)))) == uids


@pytest.mark.parametrize("place", ["town hall", "TOWN   HALL", "ратуша"])
def test_a_place_is_found_by_its_name_in_any_language(library: Database, place: str) -> None:
    assert found(library, Selection(filter=Filter(places=frozenset({place})))) == ["hall@club"]


@pytest.mark.parametrize("place", ["town", "|", "hall", "%"])
def test_a_part_of_a_name_is_no_name(library: Database, place: str) -> None:
    assert found(library, Selection(filter=Filter(places=frozenset({place})))) == []


@pytest.mark.parametrize(
    ("since", "until", "is_found"),
    [
        ("2021-09-18", None, True),
        ("2021-09-19", None, False),
        (None, "2021-09-16", True),
        (None, "2021-09-15", False),
        ("2021-09-17", "2021-09-17", True),
    ],
)
def test_the_days_that_are_asked_for_are_both_included(
    db: Database, since: str | None, until: str | None, is_found: bool
) -> None:
    load(db, [a_file(a_meeting("camp@club", whole_days("2021-09-16", "2021-09-18")))], SITE, NOW)
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    assert found(db, Selection(filter=Filter(since=first, until=last))) == ["camp@club"] * is_found


def test_a_cancelled_event_is_forgotten_by_its_last_day(db: Database) -> None:
    spans = {"gone": ("2021-02-26", "2021-02-28"), "long": ("2021-02-26", "2021-03-01"), "new": ("2021-03-01", None)}
    events = [a_meeting(f"{name}@club", whole_days(*days), status=Status.CANCELLED) for name, days in spans.items()]
    load(db, [a_file(*events)], SITE, NOW)
    shown = {policy: found(db, Selection(cancelled=policy)) for policy in Cancelled}
    assert shown == {
        Cancelled.RECENT: ["long@club", "new@club"],
        Cancelled.KEEP: ["gone@club", "long@club", "new@club"],
        Cancelled.HIDE: [],
    }


def test_an_event_is_of_the_year_in_which_it_begins_and_archived_with_it(db: Database) -> None:
    events = [
        a_meeting("eve@club", whole_days("2020-12-31", "2021-01-01")),
        a_meeting("new@club", whole_days("2021-01-01")),
    ]
    load(db, [a_file(*events)], SITE, NOW)
    assert [found(db, Selection().of_year(year)) for year in (2020, 2021, 0)] == [["eve@club"], ["new@club"], []]
    kept = Choice(selection=Selection(), languages={"club": "en"}, tombstones_from=TOMBSTONES_FROM, from_year=2021)
    assert uids_selected(db, kept) == ["new@club"]


def test_the_size_of_each_year_is_that_of_its_events(library: Database) -> None:
    choice: Any = Choice(selection=Selection(), languages={"club": "en"}, tombstones_from=TOMBSTONES_FROM)
    octets = dict(library.execute("SELECT uid, length(vevent) FROM pieces").fetchall())
    assert sizes_by_year(library, choice) == [
        YearSize(2020, 1, octets["oil@club"]),
        YearSize(2021, 2, octets["cafe@club"] + octets["hall@club"]),
    ]


def test_calendars_that_it_must_not_look_into_are_left_out(library: Database) -> None:
    load(library, [a_file(a_meeting("tea@board"), calendar=a_calendar("board"), name="board.toml")], SITE, NOW)
    assert found(library, Selection()) == ["cafe@club", "hall@club", "oil@club"]
