"""A list of events is what anybody would pick out of all events by hand, in the order of their days."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sqlite_utils import Database

from service.domain.card import Card, card_of
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Exercise,
    Kind,
    Meeting,
    Milestone,
    Open,
    Status,
    Telephone,
    Unplaced,
    Venue,
    VideoConference,
)
from service.domain.revision import Revision
from service.domain.selection import Cancelled, Filter, Selection
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Undated, WholeDays
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.event_index import index_event
from service.storage.events import add_revision
from service.storage.listing import (
    Days,
    cards_among,
    cards_before,
    cards_between,
    cards_from,
    cards_without_a_day,
    count_before,
    count_from,
    days_between,
)
from tests.conftest import NOW
from tests.examples import a_calendar, a_meeting, a_revision, an_empty_database, whole_days
from tests.storage.test_selecting import BODIES, WORDS, matches, possible_days
from tests.strategies import countries, days, hours, instants
from tests.strategies import whole_days as any_days

CALENDARS = ("board", "club", "union")
FIRST, LAST = date(2020, 12, 27), date(2021, 1, 5)  # few days, so that many events are on each
near = days(FIRST, LAST)
spans = st.one_of(
    any_days(near),
    hours(instants(FIRST, LAST)),
    st.sampled_from([Approximate(text) for text in ("2020", "2020-12", "2021", "2021-01")]),
    st.just(Undated()),
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: Text("; ".join(words)))
uids = st.sampled_from([f"{name}@club" for name in "abcdefghij"])
place_names = st.sampled_from(("Town Hall", "Ратуша"))
places = st.one_of(
    st.builds(Venue, name=st.builds(Text, place_names), country=st.none() | countries),
    st.sampled_from((VideoConference(), Telephone(), Unplaced())),
)
facts: dict[str, SearchStrategy[Any]] = dict(
    uid=uids,
    summary=texts,
    topics=st.lists(texts, max_size=1).map(tuple),
    status=st.sampled_from(Status),
    place=places,
    body=st.sampled_from((None, *BODIES)),
)
progress = st.just(Open()) | st.builds(Done, near)
without_hours = spans.filter(lambda span: not isinstance(span, Hours))
events = st.one_of(
    st.builds(Meeting, slug=st.just(""), span=spans, **facts),
    st.builds(Deadline, slug=st.just(""), span=without_hours, progress=progress, **facts),
    st.builds(Exercise, slug=st.just(""), span=spans, **facts),
    st.builds(Milestone, slug=st.just(""), span=spans, **facts),
)
revisions = st.builds(
    lambda event, calendar: a_revision(replace(event, slug=event.uid), calendar=calendar),
    events,
    st.sampled_from(CALENDARS),
)
# Some of them come twice: what an event was before is to leave no trace.
histories = st.lists(revisions, min_size=4, max_size=14)


def some(names: Iterable[Any]) -> SearchStrategy[Any]:
    return st.frozensets(st.sampled_from(tuple(names)), min_size=1, max_size=3)


fields: dict[str, SearchStrategy[Any]] = {
    "calendars": some(CALENDARS),
    "uids": st.frozensets(uids, min_size=1),
    "kinds": some(Kind),
    "bodies": some(BODIES),
    "places": some(("Video", "telephone", "nowhere", "town  hall", "РАТУША")),
    "countries": st.frozensets(countries, min_size=1),
    "statuses": some((*Status, "open", "done")),
    "words": some([word[:length] for word in WORDS for length in (1, 2, 4, 9)]),
    "since": near,
    "until": near,
    "year": st.sampled_from((0, 2020, 2021)),
}
# Of two conditions at most: more of them seldom let anything through.
wanted = st.sets(st.sampled_from(sorted(fields)), max_size=2).flatmap(
    lambda names: st.builds(Filter, **{name: fields[name] for name in names})
)
most = st.sampled_from((1, 3, 100))
Condition = Callable[[date, date], bool]  # of the first and the last day of an event


def listed(history: list[Revision]) -> Database:
    """A database in which each of these was the current version of its event, one after the other."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    db.conn.deserialize(an_empty_one())
    with transaction(db):
        for slug in CALENDARS:
            add_calendar_revision(db, a_calendar(slug), at=NOW, author="club.toml")
        for number, revision in enumerate(history, start=1):
            add_revision(db, replace(revision, number=number))
            db.conn.execute("UPDATE events SET calendar = ? WHERE uid = ?", [revision.calendar, revision.event.uid])
            index_event(db, revision, generation=number)
    return db


@cache
def an_empty_one() -> bytes:
    db = an_empty_database()
    return bytes(db.conn.serialize())


class Model:
    """The same events, and the same questions answered by going through all of them."""

    def __init__(self, history: list[Revision], wanted: Filter) -> None:
        self._current = [each for each in in_order_of_days(history) if lets_through(wanted, each)]

    def cards(self, condition: Condition, *, approximate: bool = False) -> list[Card]:
        """Those with known days of which it holds, and perhaps those of which a month or a year is known."""
        kinds = WholeDays | Hours | Approximate if approximate else WholeDays | Hours
        return [
            card_of(each)
            for each in self._current
            if isinstance(each.event.span, kinds) and condition(*known_days(each.event))
        ]

    def days(self, condition: Condition) -> list[tuple[date, date]]:
        days = [known_days(each.event) for each in self._current if each.event.dated]
        return [each for each in days if condition(*each)]

    def without_a_day(self) -> list[Card]:
        return [card_of(each) for each in self._current if not each.event.dated]


def in_order_of_days(history: list[Revision]) -> list[Revision]:
    """By first day, and those of a day as they came to it; what has none comes first."""
    came: dict[str, tuple[date, int]] = {}
    current: dict[str, Revision] = {}
    for number, revision in enumerate(history):
        uid, first_day = revision.event.uid, possible_days(revision.event)[0] or date.min
        if uid not in came or came[uid][0] != first_day:
            came[uid] = (first_day, number)
        current[uid] = revision
    return sorted(current.values(), key=lambda each: came[each.event.uid])


def lets_through(wanted: Filter, revision: Revision) -> bool:
    selection = Selection(filter=wanted, cancelled=Cancelled.KEEP, approximate=True)
    return matches(revision.event, selection) and (wanted.calendars is None or revision.calendar in wanted.calendars)


def known_days(event: AnyEvent) -> tuple[date, date]:
    first_day, last_day = possible_days(event)
    assert first_day
    assert last_day
    return first_day, last_day


@settings(max_examples=200)
@given(histories, wanted, near, near, most)
def test_a_list_is_what_one_would_pick_out_by_hand(
    history: list[Revision], wanted: Filter, one: date, other: date, most: int
) -> None:
    first, last = sorted((one, other))
    model = Model(history, wanted)
    db = listed(history)
    assert {
        "between": cards_between(db, wanted, first, last, most=most),
        "from": cards_from(db, wanted, first, most=most),
        "before": cards_before(db, wanted, last, most=most),
        "without a day": cards_without_a_day(db, wanted, most=most),
    } == {
        "between": model.cards(lambda begins, ends: begins <= last and ends >= first, approximate=True)[:most],
        "from": model.cards(lambda begins, _: begins >= first)[:most],
        "before": model.cards(lambda _, ends: ends < last)[::-1][:most],
        "without a day": model.without_a_day()[:most],
    }
    db.close()


@settings(max_examples=200)
@given(histories, wanted, near, near, most)
def test_a_count_is_that_of_what_one_would_pick_out_by_hand(
    history: list[Revision], wanted: Filter, one: date, other: date, most: int
) -> None:
    first, last = sorted((one, other))
    model = Model(history, wanted)
    on = Counter(model.days(lambda begins, ends: begins <= last and ends >= first))
    db = listed(history)
    assert count_from(db, wanted, first, most=most) == len(model.days(lambda begins, _: begins >= first)[:most])
    assert count_before(db, wanted, last, most=most) == len(model.days(lambda _, ends: ends < last)[:most])
    assert days_between(db, wanted, first, last) == [Days(*days, on[days]) for days in sorted(on)]
    db.close()


@given(histories, st.sets(uids))
def test_events_are_found_by_their_uids(history: list[Revision], uids: set[str]) -> None:
    db = listed(history)
    current = {each.event.uid: card_of(each) for each in history if each.event.uid in uids}
    assert cards_among(db, uids) == current
    db.close()


@pytest.fixture
def winter() -> Database:
    """A camp over the turn of the year, and a meeting on each side of it."""
    spans = {"old": ("2020-12-30", None), "camp": ("2020-12-31", "2021-01-02"), "new": ("2021-01-01", None)}
    return listed([a_revision(a_meeting(f"{name}@club", whole_days(*days))) for name, days in spans.items()])


@pytest.mark.parametrize(
    ("wanted", "uids"),
    [
        (Filter(), ["new@club", "camp@club", "old@club"]),
        (Filter(since=date(2021, 1, 1)), ["new@club", "camp@club"]),
        (Filter(until=date(2020, 12, 31)), ["camp@club", "old@club"]),
        (Filter(year=2020), ["camp@club", "old@club"]),
        (Filter(year=2021), ["new@club"]),
        (Filter(year=10_000), []),
    ],
    ids=str,
)
def test_the_days_of_a_filter_narrow_a_list_and_keep_its_order(
    winter: Database, wanted: Filter, uids: list[str]
) -> None:
    day = date(2021, 1, 3)
    assert [card.uid for card in cards_before(winter, wanted, day, most=9)] == uids
    assert [card.uid for card in cards_between(winter, wanted, date(2020, 12, 30), day, most=9)] == uids[::-1]
    assert [count_before(winter, wanted, day, most=most) for most in (1, 9)] == [min(1, len(uids)), len(uids)]


@pytest.mark.parametrize(
    ("word", "is_found"),
    [
        ("north-sea", True),
        ("north-sea-fo", True),
        ("north-fo", False),
        ("north-forum", False),
        ("sea forum", True),
        ("forums", True),
        ("foru", True),
        ("orum", False),
        ("forum)", True),
        ("forums)", True),
        ("Фору", True),
        ("форумъ", False),
    ],
)
def test_of_several_words_in_one_the_last_may_be_a_beginning(word: str, is_found: bool) -> None:
    texts = ("The North-Sea-Forum", "Forums (all)", "Форум")
    events = [a_meeting(f"{number}@club", summary=Text(text)) for number, text in enumerate(texts)]
    db = listed([a_revision(event) for event in events])
    asked = Filter(words=frozenset({word}))
    assert bool(cards_from(db, asked, date(2021, 1, 1), most=9)) == is_found


def test_a_beginning_of_very_many_words_is_found_in_what_began_before() -> None:
    words = Text(" ".join(f"number{number}" for number in range(200)))
    camp = whole_days("2021-09-01", "2021-09-30")
    events = [a_meeting("many@club", camp, summary=words), a_meeting("none@club", camp)]
    db = listed([a_revision(event) for event in events])
    found = cards_between(db, Filter(words=frozenset({"number"})), date(2021, 9, 9), date(2021, 9, 9), most=9)
    assert [card.uid for card in found] == ["many@club"]
