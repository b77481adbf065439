"""The conditions of a filter: as what the full-text index is asked, and as SQL about a row of the index of events.

The statement calls that row `found`.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from service.domain.selection import Filter
from service.storage.event_index import folded_name, folded_words
from service.storage.facets import Facet, any_facet
from service.storage.vocabulary import INDEXED, words_beginning


@dataclass
class Conditions:
    """Conditions that must all hold, with the values that are bound in them."""

    texts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def must(self, condition: str, **bound: Any) -> None:
        self.texts.append(condition)
        self.values |= bound

    def must_be_among(self, column: str, name: str, allowed: Iterable[str] | None) -> None:
        """One value is compared as it is, so that SQLite can follow an index in its order; None allows all."""
        if allowed is None:
            return
        match sorted(allowed):
            case [only]:
                self.must(f"{column} = :{name}", **{name: only})
            case several:
                self.must(f"{column} IN (SELECT value FROM json_each(:{name}))", **{name: json.dumps(several)})

    @property
    def sql(self) -> str:
        return " AND ".join(self.texts or ["TRUE"])


def conditions_of(wanted: Filter) -> Conditions:
    """All that the filter wants but its words, for which a statement has to ask `event_words`."""
    found = Conditions()
    found.must_be_among("found.calendar", "calendars", wanted.calendars)
    found.must_be_among("found.uid", "uids", wanted.uids)
    found.must_be_among("found.kind", "kinds", wanted.kinds)
    found.must_be_among("found.body", "bodies", wanted.bodies)
    found.must_be_among("found.country", "countries", wanted.countries)
    _of_places(found, wanted)
    _of_statuses(found, wanted)
    _of_days(found, wanted)
    return found


def conditions_with_words(wanted: Filter) -> Conditions:
    """All that the filter wants, its words included: every event that has them is looked up first."""
    found = conditions_of(wanted)
    if wanted.words:
        found.must(
            "found.id IN (SELECT rowid FROM event_words WHERE words MATCH :words)", words=words_to_match(wanted.words)
        )
    return found


def words_to_match(words: Iterable[str]) -> str:
    """Each in quotes, so that none is an operator (FTS5 3.1), and each the beginning of a word (3.3)."""
    return " AND ".join(f"{_quoted(folded_words(word))}*" for word in sorted(words))


def known_words_to_match(db: Database, words: Iterable[str]) -> str:
    """The same, with what begins so by name.

    SQLite gathers all events that have any word of a long beginning before it goes on to the first; words that it is
    told, it follows side by side. What begins so in too many ways is left to be gathered.
    """
    return " AND ".join(_known_word_to_match(db, folded_words(word)) for word in sorted(words))


def all_to_match(db: Database, wanted: Filter, precisions: Iterable[str], words: str) -> str:
    """What the whole of `event_words` is asked: all that the filter wants but uids and days; `words` as told above."""
    facets = (
        (Facet.PRECISION, precisions),
        (Facet.KIND, wanted.kinds),
        (Facet.BODY, wanted.bodies),
        (Facet.COUNTRY, wanted.countries),
        (Facet.PLACE, None if wanted.places is None else map(folded_name, wanted.places)),
        (Facet.STATUS, wanted.statuses),
    )
    found = [any_facet(facet, values) for facet, values in facets if values is not None]
    return _in_calendars(db, wanted, " AND ".join(filter(None, (*found, words))))


def gathers(match: str) -> bool:
    """Whether SQLite has to gather events of many words before it can tell whether one event has one of them."""
    return _LONG_BEGINNING.search(match) is not None


_LONG_BEGINNING = re.compile(rf'\w{{{INDEXED + 1},}}[^\w"]*"\*')


def _in_calendars(db: Database, wanted: Filter, match: str) -> str:
    """Mostly all are wanted but a private one: then it is less work to leave that out."""
    if wanted.calendars is None:
        return match
    others = {slug for (slug,) in db.conn.execute("SELECT slug FROM calendars")} - wanted.calendars
    if not others:
        return match
    if len(others) < len(wanted.calendars):
        return f"({match}) NOT {any_facet(Facet.CALENDAR, others)}"
    return f"{match} AND {any_facet(Facet.CALENDAR, wanted.calendars)}"


def _known_word_to_match(db: Database, folded: str) -> str:
    """Of several words, as in "north-sea", only the last may be a beginning."""
    before, last = _last_word(folded)
    known = words_beginning(db, last) if len(last) > INDEXED else None
    if not known:
        return f"words : {_quoted(folded)}*"
    return f"words : ({' OR '.join(_quoted(before + word) for word in known)})"


def _last_word(folded: str) -> tuple[str, str]:
    """What stands before it, and the word, as FTS5 tells them apart (4.3.1)."""
    end = next((end for end in range(len(folded), 0, -1) if _is_of_a_word(folded[end - 1])), 0)
    start = next((start for start in range(end, 0, -1) if not _is_of_a_word(folded[start - 1])), 0)
    return folded[:start], folded[start:end]


def _is_of_a_word(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LN" or category == "Co"


def _quoted(words: str) -> str:
    """As a string of FTS5 (3.1), which cannot hold a NUL: that parts words as any other control character does."""
    return '"{}"'.format(words.replace('"', '""').replace("\0", " "))


def _of_places(found: Conditions, wanted: Filter) -> None:
    if wanted.places is not None:
        found.must(
            "EXISTS (SELECT 1 FROM json_each(:places) WHERE instr(found.place, '|' || value || '|'))",
            places=json.dumps(sorted(map(folded_name, wanted.places))),
        )


def _of_statuses(found: Conditions, wanted: Filter) -> None:
    if wanted.statuses is not None:
        found.must(
            """(found.status IN (SELECT value FROM json_each(:statuses))
                OR found.progress IN (SELECT value FROM json_each(:statuses)))""",
            statuses=json.dumps(sorted(wanted.statuses)),
        )


def _of_days(found: Conditions, wanted: Filter) -> None:
    if wanted.since:
        found.must("found.last_day >= :first_day", first_day=wanted.since.isoformat())
    if wanted.until:
        found.must("found.first_day <= :last_day", last_day=wanted.until.isoformat())
    if wanted.year is not None:
        found.must("substr(found.first_day, 1, 4) = :year", year=f"{wanted.year:04}")
