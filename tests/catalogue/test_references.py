"""Names in a calendar file lead to something in the same file, and to one thing only."""

from pathlib import Path

import pytest

from tests.catalogue.files import CALENDAR, DATED, DEADLINE, mistakes, reading

TEA = 'event "tea@club": '
ORGANISATION = "[organisation]\nname = 'Club'\n"
SOURCE = "[[source]]\nid = 's1'\npublication = 'Gazette'\ndate = 2021-09-01\n"
CITED = DATED + "[[event.source]]\nid = 's1'\nsupports = ['summary']\nsays = 'Tea is at five.'\n"

LOOSE_ENDS = {
    "one uid twice": (
        DATED + DATED + "slug = 'other'",
        ['uid: expected each once, found "tea@club" 2 times'],
    ),
    "one slug twice": (
        DATED + DATED.replace("tea@club", "t.e.a@club") + "slug = 'tea'",
        ['slug of an event: expected each once, found "tea" 2 times'],
    ),
    "one source, body and series twice": (
        SOURCE * 2 + "[[series]]\nid = 'w'\nname = 'W'\n" * 2 + ORGANISATION + "[[body]]\nslug = 'b'\nname = 'B'\n" * 2,
        [
            'id of a source: expected each once, found "s1" 2 times',
            'id of a series: expected each once, found "w" 2 times',
            'slug of a body: expected each once, found "b" 2 times',
        ],
    ),
    "names that lead nowhere": (
        DEADLINE + "undated = true\nbody = 'b'\nseries = 'w'\ngiven_at = 'x@club'\ndue_at = 'tea@club'",
        [
            f'{TEA}body: expected the slug of a [[body]] in this file, found "b"',
            f'{TEA}series: expected the id of a [[series]] in this file, found "w"',
            f'{TEA}given_at: expected the uid of a meeting in this file, found "x@club"',
            f'{TEA}due_at: expected the uid of a meeting in this file, found "tea@club"',
        ],
    ),
    "sources that are not there": (
        CITED
        + ORGANISATION
        + "[[organisation.source]]\nid = 's2'\nsupports = ['name']\nsays = 'A.'\n"
        + "[[body]]\nslug = 'b'\nname = 'B'\n[[body.source]]\nid = 's3'\nsupports = ['name']\nsays = 'A.'\n"
        + "[[membership]]\ncountry = 'NO'\nsince = '1992'\n"
        + "[[membership.source]]\nid = 's4'\nsupports = ['since']\nsays = 'A.'\n",
        [
            f'{owner}: source: expected the id of a [[source]] in this file, found "{id}"'
            for owner, id in (
                (TEA[:-2], "s1"),
                ("organisation", "s2"),
                ('body "b"', "s3"),
                ('membership "NO"', "s4"),
            )
        ],
    ),
}


@pytest.mark.parametrize(("text", "sentences"), LOOSE_ENDS.values(), ids=LOOSE_ENDS)
def test_a_name_that_leads_astray_is_a_sentence(tmp_path: Path, text: str, sentences: list[str]) -> None:
    assert mistakes(tmp_path, CALENDAR + text) == sentences


def test_the_same_file_without_loose_ends_is_read(tmp_path: Path) -> None:
    text = CALENDAR + SOURCE + CITED + DEADLINE.replace("tea@", "report@") + "undated = true\ngiven_at = 'tea@club'"
    assert [event.uid for event in reading(tmp_path, text).events] == ["tea@club", "report@club"]
