"""An Atom feed tells each change once (RFC 4287), and holds nothing that anybody wrote as markup."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from syrupy.assertion import SnapshotAssertion

from service.domain.event import AnyEvent, Open, Status
from service.domain.revision import Revision
from service.domain.text import Text
from service.rendering.atom import NAMESPACE, atom
from tests.examples import a_revision, whole_days
from tests.rendering.collections import ASSEMBLY, REPORT, a_collection, changes
from tests.strategies import events

A = f"{{{NAMESPACE}}}"


def revisions(*versions: AnyEvent, **last: Any) -> list[Revision]:
    made = [a_revision(each, number=n, at=datetime(2021, 8, n, tzinfo=UTC)) for n, each in enumerate(versions, 1)]
    return [*made[:-1], replace(made[-1], **last)]


def entries(*versions: AnyEvent, code: str = "en") -> list[ET.Element]:
    return ET.fromstring(atom(a_collection(code=code), changes(*revisions(*versions)))).findall(f"{A}entry")


@pytest.mark.parametrize("code", ["en", "ru"])
def test_a_feed_of_changes(golden_atom: SnapshotAssertion, code: str) -> None:
    moved = replace(ASSEMBLY, span=whole_days("2021-09-17"))
    history = revisions(ASSEMBLY, moved, replace(moved, status=Status.CANCELLED), reason="No <quorum>")
    assert atom(a_collection(code=code), changes(*history)) == golden_atom


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        (ASSEMBLY, replace(ASSEMBLY, status=Status.CANCELLED), "Cancelled: Assembly"),
        (ASSEMBLY, replace(ASSEMBLY, span=whole_days("2021-09-17")), "Moved: Assembly"),
        (ASSEMBLY, replace(ASSEMBLY, summary=Text("Meeting")), "Changed: Meeting"),
        (replace(ASSEMBLY, status=Status.CANCELLED), ASSEMBLY, "Changed: Assembly"),
        (replace(ASSEMBLY, status=Status.TENTATIVE), ASSEMBLY, "Changed: Assembly"),
        (replace(REPORT, progress=Open()), REPORT, "Done: Report"),
    ],
)
def test_the_title_says_what_happened(before: AnyEvent, after: AnyEvent, title: str) -> None:
    newest, oldest = entries(before, after)
    assert newest.findtext(f"{A}title") == title
    assert oldest.findtext(f"{A}title") == f"Added: {before.summary.original}"


def test_what_changed_is_told_from_old_to_new() -> None:
    newest, _ = entries(ASSEMBLY, replace(ASSEMBLY, span=whole_days("2021-09-17"), status=Status.TENTATIVE))
    assert newest.findtext(f"{A}content") == (
        "When: 16 September 2021, 10:00–12:30 (Vienna, UTC+02:00) → 17 September 2021\nStatus: Confirmed → Tentative"
    )


def test_what_nobody_acts_on_is_told_on_the_page_only() -> None:
    newest, _ = entries(ASSEMBLY, replace(ASSEMBLY, topics=(), url="https://example.org/assembly"))
    assert newest.findtext(f"{A}content") == "Assembly"


def test_no_two_entries_share_an_id_and_none_loses_its_own() -> None:
    first = entries(ASSEMBLY)
    more = entries(ASSEMBLY, replace(ASSEMBLY, summary=Text("Meeting")))
    assert [each.findtext(f"{A}id") for each in more] == [
        "tag:dates.example.org,2021:assembly@club/2",
        first[0].findtext(f"{A}id"),
    ]


@given(event=events())
def test_nothing_that_people_write_is_markup(event: AnyEvent) -> None:
    (entry,) = entries(event)
    assert entry.findtext(f"{A}title") == f"Added: {event.summary.original}"
    assert {each.tag.removeprefix(A) for each in entry.iter()} == {
        *("entry", "id", "title", "updated", "link", "category", "content")
    }
