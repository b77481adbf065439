"""A programme as PDF on A4, to be handed out and kept: tagged for screen readers, the same bytes everywhere.

What is asked for is PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) at once; the library refuses what is neither.
"""

import json
import re
from datetime import UTC
from functools import lru_cache
from typing import Any

import typst

from service.rendering.printable import UNBROKEN, Fit, printable, surely_printable
from service.rendering.programme import Line, Programme, Publication, SourceNote
from service.resources import folder

# Templates are named by their paths: the library never forgets one given as bytes, and fails at the 65,536th.
_TEMPLATES = folder("templates") / "print"
_IN_TITLE, _IN_DAY = 22, 14  # how wide a word may be there, in small letters
_LONGEST_KEPT = 1500  # characters of a line that stays on one page, whatever its letters
_LONGEST_LINK = 2000  # characters; the library refuses more than 8000
_NUMBER_AND_WORD = re.compile(r"(?<=\d) (?=[^\W\d_])")


def programme_pdf(programme: Programme) -> bytes:
    """The bytes of the file; equal programmes give equal bytes. May be called from several threads at once."""
    try:
        return _compiled(programme, printable)
    except typst.TypstError:  # a sign that no font has, which ISO 14289-1 7.21.8 does not allow
        return _compiled(programme, surely_printable)
    finally:
        _forget()


def _compiled(programme: Programme, fit: Fit) -> bytes:
    return typst.compile(
        _TEMPLATES / "programme.typ",
        font_paths=_fonts(),
        sys_inputs={"programme": json.dumps(_programme(programme, fit))},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=programme.as_of.astimezone(UTC).replace(microsecond=0),
    )


def _forget() -> None:
    """Keeps the process small: the library drops what ten compilations in a row had no use for, and nothing sooner."""
    for _ in range(11):
        typst.compile(_TEMPLATES / "blank.typ", font_paths=_fonts(), format="svg")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Those that come with the library and no others."""
    return typst.Fonts(include_system_fonts=False)


def _programme(programme: Programme, fit: Fit) -> dict[str, Any]:
    """What the template asks for."""
    name = fit(programme.title, widest=UNBROKEN) or "–"  # ISO 14289-1 7.1 asks for one
    return {
        "language": programme.language,
        "name": name,
        "description": fit(programme.subtitle, widest=UNBROKEN),
        "title": fit(name, widest=_IN_TITLE),
        "subtitle": fit(programme.subtitle),
        "as_of": fit(programme.as_of_words),
        "zone": fit(programme.zone_words),
        "address": _link(programme.address, fit),
        "footer": f"{_short(name, 60)} · {_short(fit(programme.as_of_words, widest=UNBROKEN), 40)}",
        "footer_address": _short(fit(programme.address, widest=UNBROKEN), 100),
        "sections": [
            {"heading": fit(section.heading), "lines": [_line(line, fit) for line in section.lines]}
            for section in programme.sections
            if section.lines
        ],
        "empty": fit(programme.empty),
        "more": fit(programme.more),
        "sources_heading": fit(programme.sources_heading),
        "sources": [_publication(publication, fit) for publication in programme.sources],
    }


def _line(line: Line, fit: Fit) -> dict[str, Any]:
    said = (line.day, line.weekday, line.title, *line.status, line.kind_words, line.hours, line.place, *line.facts)
    return {
        "day": fit(_NUMBER_AND_WORD.sub("\xa0", line.day), widest=_IN_DAY),  # "3 Oct" is not torn apart
        "is_number": any(map(str.isdigit, line.day)),
        "weekday": fit(line.weekday, widest=_IN_DAY),
        "kind": line.kind.value,
        "kind_words": fit(line.kind_words),
        "title": fit(line.title),
        "cancelled": line.cancelled,
        "status": [{"words": fit(words), "is_short": len(words) <= 24} for words in line.status],
        "details": [fit(words) for words in (line.hours, line.place) if words],
        "facts": [fit(fact) for fact in line.facts],
        "notes": line.notes,
        "long": _is_long(*said),
    }


def _publication(publication: Publication, fit: Fit) -> dict[str, Any]:
    return {
        "name": fit(publication.name),
        "date": fit(publication.date),
        "link": _link(publication.link, fit),
        "notes": [_note(note, fit) for note in publication.notes],
    }


def _note(note: SourceNote, fit: Fit) -> dict[str, Any]:
    return {
        "number": note.number,
        "says": fit(note.says),
        "certainty": fit(note.certainty),
        "long": _is_long(note.says, note.certainty),
    }


def _link(address: str, fit: Fit) -> dict[str, str]:
    """The words of a link, and where it leads; nowhere if it is no address of the web."""
    leads = address.startswith(("https://", "http://")) and address.isprintable() and len(address) <= _LONGEST_LINK
    return {"words": fit(address), "to": address if leads else ""}


def _is_long(*texts: str) -> bool:
    return sum(map(len, texts)) + 40 * len(texts) > _LONGEST_KEPT


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
