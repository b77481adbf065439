"""Words that are named find just what their beginning finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from service.storage.conditions import known_words_to_match, words_to_match
from service.storage.event_index import folded_words
from service.storage.vocabulary import words_beginning
from tests.examples import an_empty_database

# Letters that take part in one another's words, signs of every kind, and whatever else there is.
signs = st.sampled_from("abABеёЕЙй19-_ \u0301\u200dßłİıﬁ'\"*ह\u093f\u4e2d\ue000Ꟊ\U0001f600") | st.characters(
    codec="utf-8"
)
texts = st.text(signs, min_size=1, max_size=12)


def with_texts(texts: list[str]) -> Database:
    db = an_empty_database()
    rows = [(number, folded_words(text)) for number, text in enumerate(texts)]
    db.conn.executemany("INSERT INTO event_words (rowid, words) VALUES (?, ?)", rows)
    return db


def found(db: Database, match: str) -> list[int]:
    return [row for (row,) in db.conn.execute("SELECT rowid FROM event_words WHERE words MATCH ?", [match])]


@given(st.data(), st.lists(texts, min_size=1, max_size=8))
def test_words_that_are_named_find_what_their_beginning_finds(data: st.DataObject, written: list[str]) -> None:
    parts = [text[start:end] for text in written for start in range(3) for end in (5, 6, 9) if text[start:end].strip()]
    word = data.draw(st.sampled_from(parts or ["?"]) | texts)
    db = with_texts(written)
    assert found(db, known_words_to_match(db, [word])) == found(db, words_to_match([word]))
    db.close()


@pytest.mark.parametrize(
    ("beginning", "words"),
    [
        ("council", ["council", "councillor", "councils"]),
        ("councils", ["councils"]),
        ("counsel", []),
        ("\U0010ffff", []),
    ],
)
def test_the_words_are_those_that_begin_so(beginning: str, words: list[str]) -> None:
    db = with_texts(["councils meet", "a councillor", "the council", "council counci"])
    assert words_beginning(db, beginning) == words
    db.close()


def test_more_words_than_can_be_named_are_not_named() -> None:
    db = with_texts(["council councils councillor"])
    assert [words_beginning(db, "council", most=most) for most in (2, 3)] == [
        None,
        ["council", "councillor", "councils"],
    ]
    db.close()


def test_a_beginning_of_too_many_words_still_finds_them_all() -> None:
    db = with_texts([f"number{number}" for number in range(200)])
    assert len(found(db, known_words_to_match(db, ["number"]))) == 200
    db.close()
