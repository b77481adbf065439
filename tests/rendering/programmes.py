"""Programmes to print, and what two readers of PDF find in them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfReader

from service.domain.event import Kind
from service.rendering.programme import Line, Programme, Publication, Section, SourceNote

FOOTER = ["September 2021 · As of 2 September 2021 1 / 1", "https://dates.example.org/month/2021-09"]


def a_line(title: str = "Regular session", **other: Any) -> Line:
    made_up: dict[str, Any] = {"day": "16", "weekday": "Thu", "kind": Kind.MEETING, "kind_words": "Meeting"}
    return Line(**{"title": title} | made_up | other)


def a_section(*lines: Line, heading: str = "September 2021") -> Section:
    return Section(heading=heading, lines=lines)


def a_programme(*sections: Section, **other: Any) -> Programme:
    made_up: dict[str, Any] = {
        "title": "September 2021",
        "language": "en",
        "as_of": datetime(2021, 9, 2, 5, tzinfo=UTC),
        "as_of_words": "As of 2 September 2021",
        "address": "https://dates.example.org/month/2021-09",
        "empty": "There is nothing in September 2021.",
    }
    return Programme(**{"sections": sections} | made_up | other)


def with_everywhere(words: str, *, kind: Kind = Kind.DEADLINE) -> Programme:
    """These words wherever a programme has words."""
    line = Line(
        day=words,
        weekday=words,
        kind=kind,
        kind_words=words,
        title=words,
        cancelled=True,
        status=(words,),
        hours=words,
        place=words,
        facts=(words,),
        notes=(1,),
    )
    note = SourceNote(number=1, says=words, certainty=words)
    return a_programme(
        Section(heading=words, lines=(line, a_line())),
        title=words,
        subtitle=words,
        as_of_words=words,
        zone_words=words,
        address=words,
        empty=words,
        more=words,
        sources_heading=words,
        sources=(Publication(name=words, date=words, link=words, notes=(note,)),),
    )


def pages_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page."""
    return [page.extract_text().split("\n") for page in PdfReader(BytesIO(pdf)).pages]


def words_of(pdf: bytes) -> str:
    """All that is said, on one line."""
    return " ".join(" ".join(lines) for lines in pages_of(pdf))


def tags_of(pdf: bytes) -> list[str]:
    """What a screen reader is told of: the kinds of its parts, in order."""
    root: Any = PdfReader(BytesIO(pdf)).root_object["/StructTreeRoot"]
    return list(_tags(root["/K"]))


def _tags(part: Any) -> Iterator[str]:
    part = part.get_object() if hasattr(part, "get_object") else part
    if isinstance(part, list):
        for each in part:
            yield from _tags(each)
    elif isinstance(part, dict) and "/S" in part:
        yield part["/S"]
        yield from _tags(part.get("/K", []))


def edges_of(pdf: bytes) -> tuple[float, float, float, float]:
    """How far left, down, right and up any letter goes, in points."""
    document = pypdfium2.PdfDocument(pdf)
    boxes = [box for page in document for box in _boxes(page.get_textpage())]
    document.close()
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _boxes(text: Any) -> list[tuple[float, float, float, float]]:
    return [text.get_charbox(place) for place in range(text.count_chars())]
