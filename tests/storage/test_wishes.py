"""A wish is kept once however many readers share it, and comes back as it was."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.event import Kind
from service.domain.selection import Filter
from service.domain.wish import Leads, Weekly, Wish
from service.storage.wishes import wish_document, wish_number, wish_numbered, wish_of
from tests.examples import a_wish
from tests.strategies import days, maybe, words, zones

names = maybe(st.frozensets(words, max_size=3))
filters = st.builds(
    Filter,
    calendars=names,
    uids=names,
    kinds=maybe(st.frozensets(st.sampled_from(Kind))),
    bodies=names,
    places=names,
    countries=names,
    statuses=names,
    words=st.frozensets(words, max_size=3),
    since=maybe(days()),
    until=maybe(days()),
    year=maybe(st.integers(0, 9999)),
)
leads = st.sets(st.integers(0, 365), min_size=1, max_size=5).map(
    lambda found: Leads(tuple(sorted(found, reverse=True)))
)
wishes = st.builds(
    Wish,
    zone=zones,
    language=st.sampled_from(("en", "ru")),
    filter=filters,
    cadence=leads | st.builds(Weekly, st.integers(0, 6)),
    hour=st.integers(0, 23),
    changes=st.booleans(),
    running=st.booleans(),
    overdue=st.booleans(),
)


@given(wish=wishes)
def test_a_wish_comes_back_as_it_was(wish: Wish) -> None:
    assert wish_of(wish_document(wish)) == wish


@given(one=wishes, other=wishes)
def test_two_wishes_are_one_document_where_they_are_equal(one: Wish, other: Wish) -> None:
    assert (wish_document(one) == wish_document(other)) is (one == other)


@pytest.mark.parametrize("empty", [frozenset[str](), None])
def test_to_wish_none_of_something_is_not_to_wish_all_of_it(empty: frozenset[str] | None) -> None:
    wish = a_wish(filter=Filter(calendars=empty))
    assert wish_of(wish_document(wish)).filter.calendars == empty


def test_the_document_is_plain_json_in_one_order() -> None:
    wish = a_wish(
        filter=Filter(calendars=frozenset(("csto", "cis")), kinds=frozenset((Kind.MEETING,)), since=date(2021, 9, 2)),
        cadence=Weekly(0),
    )
    assert wish_document(wish) == (
        '{"changes":true,"filter":{"calendars":["cis","csto"],"kinds":["meeting"],"since":"2021-09-02"},"hour":7,'
        '"language":"en","overdue":false,"running":false,"weekday":0,"zone":"Europe/Vienna"}'
    )


def test_words_stay_readable() -> None:
    document = wish_document(a_wish(filter=Filter(words=frozenset(("саммит",)))))
    assert json.loads(document)["filter"] == {"words": ["саммит"]}
    assert "саммит" in document


def test_a_wish_has_one_number_however_often_it_is_asked_for(db: Database) -> None:
    number = wish_number(db, a_wish())
    assert wish_number(db, a_wish()) == number
    other = wish_number(db, a_wish(hour=8))
    assert other != number
    assert [wish_numbered(db, each) for each in (number, other)] == [a_wish(), a_wish(hour=8)]
    assert db["wishes"].count == 2
