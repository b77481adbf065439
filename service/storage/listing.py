"""Lists of events as cards: what is on between two days, what is ahead or past, and how much of it there is.

Events are numbered by day (`event_index.first_number`). What begins in a stretch of days has numbers in a row, and
the full-text index leaps through them to what a filter lets through; what began before and still lasts is found in
the tree of days. So nothing is read that lies outside the stretch, and nothing further than it is shown.
Days are the venue's, as everywhere in the index.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlite_utils import Database

from service.domain.card import Card
from service.domain.selection import Filter
from service.storage.cards import card_from
from service.storage.conditions import (
    Conditions,
    all_to_match,
    conditions_of,
    gathers,
    known_words_to_match,
)
from service.storage.event_index import first_number, last_number

CARD = """
    found.uid, found.slug, found.calendar, found.kind, found.status, found.body, found.progress, cards.document
"""
_DATED, _APPROXIMATE, _UNDATED = "dated", "approximate", "undated"
_FIRST, _LAST = first_number(date.min), last_number(date.max)


@dataclass(frozen=True)
class Days:
    """How many events have exactly these days, both included."""

    first_day: date
    last_day: date
    events: int


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    """Events of these numbers, both included, of which the last day is `since` or later, and before `before`."""

    precisions: tuple[str, ...] = (_DATED,)
    first: int = _FIRST
    last: int = _LAST
    since: date | None = None
    before: date | None = None


@dataclass(frozen=True)
class _Part:
    """Where some of the events are found, in SQL. `given` begins the statement; `number` is where their numbers are."""

    tables: str
    number: str
    found: Conditions
    given: str = ""


def cards_between(db: Database, wanted: Filter, first_day: date, last_day: date, *, most: int) -> list[Card]:
    """What is on at any of these days (both included), also what is known only roughly; by first day."""
    roughly = (_DATED, _APPROXIMATE)
    return _cards(db, wanted, _Stretch(precisions=roughly, since=first_day, last=last_number(last_day)), most)


def cards_from(db: Database, wanted: Filter, day: date, *, most: int) -> list[Card]:
    """What begins on that day or later, the next first."""
    return _cards(db, wanted, _Stretch(first=first_number(day)), most)


def cards_before(db: Database, wanted: Filter, day: date, *, most: int, begun_by: date | None = None) -> list[Card]:
    """What is over before that day, and began by `begun_by` if that is given; what began last comes first."""
    stretch = _over_before(day)
    if begun_by:
        stretch = replace(stretch, last=min(stretch.last, last_number(begun_by)))
    return _cards(db, wanted, stretch, most, latest_first=True)


def cards_without_a_day(db: Database, wanted: Filter, *, most: int) -> list[Card]:
    """What is known only by its month or year, or not even so."""
    return _cards(db, wanted, _Stretch(precisions=(_APPROXIMATE, _UNDATED), first=0), most)


def cards_among(db: Database, uids: set[str]) -> dict[str, Card]:
    """The cards of these events by uid; of those that there are."""
    anything = _Stretch(precisions=(_DATED, _APPROXIMATE, _UNDATED), first=0)
    return {card.uid: card for card in _cards(db, Filter(uids=frozenset(uids)), anything, len(uids))}


def count_before(db: Database, wanted: Filter, day: date, *, most: int) -> int:
    """How many are over before that day; counted no further than to `most`."""
    return _count(db, wanted, _over_before(day), most)


def count_from(db: Database, wanted: Filter, day: date, *, most: int) -> int:
    """How many begin on that day or later; counted no further than to `most`."""
    return _count(db, wanted, _Stretch(first=first_number(day)), most)


def days_between(db: Database, wanted: Filter, first_day: date, last_day: date) -> list[Days]:
    """The days of all events that are on between these two, both included: how many have the same."""
    stretch = _Stretch(since=first_day, last=last_number(last_day))
    rows = [row for part in _parts(db, wanted, stretch) for row in _days(db, part)]
    return [Days(date.fromisoformat(first), date.fromisoformat(last), events) for first, last, events in rows]


def _over_before(day: date) -> _Stretch:
    return _Stretch(last=first_number(day) - 1, before=day)


def _cards(db: Database, wanted: Filter, stretch: _Stretch, most: int, *, latest_first: bool = False) -> list[Card]:
    parts = _parts(db, wanted, stretch)
    cards: list[Card] = []
    for part in reversed(parts) if latest_first else parts:
        rows = db.conn.execute(
            f"""
            {part.given} SELECT {CARD} FROM {part.tables}
            CROSS JOIN cards ON cards.id = found.id
            WHERE {part.found.sql} ORDER BY {part.number} {"DESC" if latest_first else "ASC"} LIMIT :most
            """,
            part.found.values | {"most": most - len(cards)},
        )
        cards += map(card_from, rows)
    return cards


def _count(db: Database, wanted: Filter, stretch: _Stretch, most: int) -> int:
    count = 0
    for part in _parts(db, wanted, stretch):
        (more,) = db.conn.execute(
            f"{part.given} SELECT count(*) FROM (SELECT 1 FROM {part.tables} WHERE {part.found.sql} LIMIT :most)",
            part.found.values | {"most": most - count},
        ).fetchone()
        count += more
    return count


def _days(db: Database, part: _Part) -> Iterable[tuple[str, str, int]]:
    return db.conn.execute(
        f"""
        {part.given} SELECT found.first_day, found.last_day, count(*) FROM {part.tables}
        WHERE {part.found.sql} GROUP BY 1, 2 ORDER BY 1, 2
        """,
        part.found.values,
    )


def _parts(db: Database, wanted: Filter, stretch: _Stretch) -> list[_Part]:
    """Where what the filter lets through of the stretch is found, the earlier numbers first."""
    stretch = _narrowed(stretch, wanted)
    words = known_words_to_match(db, wanted.words)
    if wanted.uids is not None:
        return [_named(wanted, stretch, words)]
    if stretch.since is None or first_number(stretch.since) <= stretch.first:
        return [_beginning(db, wanted, stretch, words)]
    then = replace(stretch, first=first_number(stretch.since))
    return [_lasting(wanted, stretch, words), _beginning(db, wanted, then, words)]


def _narrowed(stretch: _Stretch, wanted: Filter) -> _Stretch:
    """As much of the stretch as lies within the days of the filter."""
    since = max(filter(None, (wanted.since, stretch.since)), default=None)
    first, last = stretch.first, stretch.last
    if wanted.until:
        first, last = max(first, _FIRST), min(last, last_number(wanted.until))
    if wanted.year is not None:
        first_of_year, last_of_year = _numbers_of_year(wanted.year)
        first, last = max(first, first_of_year), min(last, last_of_year)
    return replace(stretch, first=first, last=last, since=since)


def _numbers_of_year(year: int) -> tuple[int, int]:
    if not date.min.year <= year <= date.max.year:
        return _LAST, _FIRST  # there are none between
    return first_number(date(year, 1, 1)), last_number(date(year, 12, 31))


def _beginning(db: Database, wanted: Filter, stretch: _Stretch, words: str) -> _Part:
    """What begins on days of these numbers."""
    found = Conditions()
    found.must("event_words MATCH :match", match=all_to_match(db, wanted, stretch.precisions, words))
    found.must("event_words.rowid BETWEEN :first AND :last", first=stretch.first, last=stretch.last)
    _must_be_over(found, stretch)
    tables = "event_words CROSS JOIN event_index AS found ON found.id = event_words.rowid"
    return _Part(tables, "event_words.rowid", found)


def _lasting(wanted: Filter, stretch: _Stretch, words: str) -> _Part:
    """What began before the day of `since` and is still on."""
    assert stretch.since
    found = _one_by_one(wanted, stretch)
    found.values["day"] = stretch.since.toordinal()
    if words:
        found.must(_LASTING_WITH_THE_WORDS, words=words, gathers=gathers(words))
    return _Part("lasting CROSS JOIN event_index AS found USING (id)", "found.id", found, given=_LASTING)


def _named(wanted: Filter, stretch: _Stretch, words: str) -> _Part:
    """Those of certain uids."""
    found = _one_by_one(wanted, stretch)
    if stretch.since:
        found.must("found.last_day >= :since", since=stretch.since.isoformat())
    if words:
        found.must(_HAS_THE_WORDS, words=words)
    return _Part("event_index AS found", "found.id", found)


def _one_by_one(wanted: Filter, stretch: _Stretch) -> Conditions:
    """The conditions for rows that are not found by them, but for the words."""
    found = conditions_of(wanted)
    found.must("found.id BETWEEN :first AND :last", first=stretch.first, last=stretch.last)
    found.must_be_among("+found.precision", "precisions", stretch.precisions)
    _must_be_over(found, stretch)
    return found


_LASTING = """
    WITH lasting AS MATERIALIZED (SELECT id FROM event_days WHERE first_day < :day AND last_day >= :day)
"""
_HAS_THE_WORDS = "EXISTS (SELECT 1 FROM event_words WHERE event_words MATCH :words AND event_words.rowid = found.id)"
# To ask of one event after the other whether it has the words is quick only as long as there are few of them.
_LASTING_WITH_THE_WORDS = f"""
    CASE WHEN NOT :gathers AND (SELECT count(*) FROM lasting) < 100 THEN {_HAS_THE_WORDS}
    ELSE found.id IN (
        SELECT rowid FROM event_words
        WHERE event_words MATCH :words
            AND rowid BETWEEN (SELECT min(id) FROM lasting) AND (SELECT max(id) FROM lasting)
    ) END
"""


def _must_be_over(found: Conditions, stretch: _Stretch) -> None:
    if stretch.before:
        found.must("found.last_day < :before", before=stretch.before.isoformat())
