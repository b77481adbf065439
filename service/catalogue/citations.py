"""The `[[source]]` tables: publications, and which field of what they support."""

from typing import Any

from service.catalogue.sentences import in_words
from service.catalogue.table import Table
from service.domain.source import Certainty, Citation, Source


def source(table: Table) -> Source | None:
    """A publication, from a `[[source]]` table at the top of the file."""
    read: dict[str, Any] = dict(
        id=table.required_word("id"),
        publication=table.required_text("publication"),
        date=table.required_day("date"),
        date_certainty=table.choice("date_certainty", Certainty) or Certainty.CERTAIN,
        title=table.text("title"),
        link=table.word("link"),
        note=table.text("note"),
    )
    table.finish()
    with table.noting("link"):
        return Source(**read)
    return None


def citations(table: Table) -> tuple[Citation, ...]:
    """What supports the fields of this table, from its own `[[….source]]` tables."""
    return tuple(_citation(each, table) for each in table.tables("source", _name))


def _citation(table: Table, owner: Table) -> Citation:
    supports = table.words("supports")
    if not supports:
        table.mistake("supports", "the fields that the source supports")
    for field in supports:
        if field not in owner and field != "participants":
            table.mistake("supports", f"fields that are given here; there is no {in_words(field)}")
    citation = Citation(
        source=table.required_word("id"),
        supports=supports,
        says=table.required_text("says"),
        certainty=table.choice("certainty", Certainty) or Certainty.CERTAIN,
    )
    table.finish()
    return citation


def _name(raw: dict[str, Any], place: int) -> str:
    return f": source {place}"
