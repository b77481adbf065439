"""A programme is what can be printed, or there is none."""

from datetime import datetime
from typing import Any

import pytest

from service.domain.errors import InvalidValue
from service.rendering.programme import MOST_LINES, Publication, SourceNote
from tests.rendering.programmes import a_line, a_programme, a_section

NEWS = Publication(name="News", notes=(SourceNote(number=1, says="It is on Thursday."),))


@pytest.mark.parametrize("code", ["", "EN", "en-GB", "e", '"]'])
def test_its_language_is_a_code(code: str) -> None:
    with pytest.raises(InvalidValue, match='^a language code as in "en"$'):
        a_programme(language=code)


def test_its_instant_is_the_same_everywhere() -> None:
    with pytest.raises(InvalidValue, match="^an instant with a zone$"):
        a_programme(as_of=datetime(2021, 9, 2))  # noqa: DTZ001


def test_it_has_no_more_lines_than_are_printed_at_once() -> None:
    line = a_line()
    assert a_programme(a_section(*[line] * (MOST_LINES - 1)), a_section(line)).more == ""
    with pytest.raises(InvalidValue, match="^at most 300 lines$"):
        a_programme(a_section(*[line] * MOST_LINES), a_section(line))


@pytest.mark.parametrize("sources", [(), (NEWS, NEWS)], ids=["none", "two of one number"])
def test_a_number_leads_to_one_note(sources: Any) -> None:
    with pytest.raises(InvalidValue, match="^one note for each number that a line names$"):
        a_programme(a_section(a_line(notes=(1,))), sources=sources)


def test_notes_are_counted_from_1() -> None:
    with pytest.raises(InvalidValue, match="^a number from 1 on$"):
        SourceNote(number=0, says="It is on Thursday.")
