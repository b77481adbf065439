"""What changed between two revisions is told completely, from old to new, in the reader's words."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from service.domain.calendar import Series
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Event,
    Exercise,
    Meeting,
    Milestone,
    Open,
    Participant,
    Role,
    Session,
    Status,
    Telephone,
    Venue,
    VideoConference,
)
from service.domain.organisation import Body, Organisation
from service.domain.source import Certainty, Citation
from service.domain.text import Text
from service.domain.timespan import Undated
from service.rendering.collection import Change
from service.rendering.differences import (
    Difference,
    Happening,
    differences,
    happening_in_words,
    what_happened,
)
from service.rendering.event_fields import Field, field_names
from service.rendering.language import language
from tests.examples import a_calendar, a_meeting, a_revision, hours, whole_days
from tests.rendering.collections import ASSEMBLY, GAZETTE, REPORT
from tests.strategies import events

EN, RU = language("en"), language("ru")
CLUB = a_calendar(
    organisation=Organisation(
        name=Text("The Club"), bodies=(Body(slug="council", name=Text("Council", {"ru": "Совет"})),)
    ),
    series=(Series(id="autumn", name=Text("Autumn", {"ru": "Осень"})),),
    sources=(GAZETTE,),
)
ADA, BEA = Participant(name=Text("Ada")), Participant(name=Text("Bea"), office=Text("Mayor"), country="AT")
SAID = Citation(source="s1", supports=("summary",), says=Text("They meet."))


def a_change(before: AnyEvent | None, after: AnyEvent) -> Change:
    then = a_revision(before) if before else None
    return Change(revision=a_revision(after, number=2), before=then, calendar=CLUB)


def told(before: AnyEvent | None, after: AnyEvent, code: str = "en") -> dict[str, tuple[tuple[str, ...], ...]]:
    found = differences(a_change(before, after), language(code), {"assembly@club": ASSEMBLY})
    return {each.name: (each.before, each.after) for each in found}


@pytest.mark.parametrize(
    ("before", "after", "happening"),
    [
        (None, ASSEMBLY, "added"),
        (None, replace(ASSEMBLY, status=Status.CANCELLED), "added"),
        (ASSEMBLY, replace(ASSEMBLY, status=Status.CANCELLED), "cancelled"),
        (ASSEMBLY, replace(ASSEMBLY, status=Status.CANCELLED, span=Undated()), "cancelled"),
        (ASSEMBLY, replace(ASSEMBLY, span=whole_days("2021-09-17")), "moved"),
        (ASSEMBLY, replace(ASSEMBLY, span=Undated()), "moved"),
        (replace(ASSEMBLY, status=Status.CANCELLED), replace(ASSEMBLY, span=Undated()), "moved"),
        (replace(ASSEMBLY, status=Status.CANCELLED), ASSEMBLY, "reinstated"),
        (replace(ASSEMBLY, status=Status.CANCELLED), replace(ASSEMBLY, status=Status.TENTATIVE), "reinstated"),
        (replace(ASSEMBLY, status=Status.TENTATIVE), ASSEMBLY, "confirmed"),
        (ASSEMBLY, replace(ASSEMBLY, status=Status.TENTATIVE), "changed"),
        (replace(REPORT, progress=Open()), REPORT, "done"),
        (REPORT, replace(REPORT, progress=Done(date(2021, 9, 21))), "changed"),
        (REPORT, replace(REPORT, progress=Open()), "changed"),
        (ASSEMBLY, replace(ASSEMBLY, summary=Text("Meeting")), "changed"),
        (ASSEMBLY, ASSEMBLY, "changed"),
    ],
)
def test_what_happened_is_the_one_thing_that_people_act_on_most(
    before: AnyEvent | None, after: AnyEvent, happening: str
) -> None:
    assert what_happened(a_change(before, after)) == happening


def test_what_happened_has_a_word_of_its_own_in_every_language() -> None:
    assert [happening_in_words(each, EN) for each in Happening] == [
        *("Added", "Cancelled", "Done", "Moved", "Reinstated", "Confirmed", "Changed")
    ]
    assert [happening_in_words(each, RU) for each in Happening] == [
        *("Добавлено", "Отменено", "Исполнено", "Перенесено", "Восстановлено", "Подтверждено", "Изменено")
    ]


MEETING, DEADLINE = a_meeting("tea@club"), Deadline(uid="tea@club", slug="tea", summary=Text("Tea"), span=Undated())
CHANGED: dict[str, tuple[AnyEvent, Any, dict[str, tuple[tuple[str, ...], ...]]]] = {
    "summary": (MEETING, Text("Tea time"), {"Title": (("About tea@club",), ("Tea time",))}),
    "span": (
        MEETING,
        hours("2021-09-16T10:00", "2021-09-16T12:00"),
        {"When": (("16 September 2021",), ("16 September 2021, 10:00–12:00 (Vienna, UTC+02:00)",))},
    ),
    "description": (MEETING, Text("With milk"), {"Description": ((), ("With milk",))}),
    "status": (MEETING, Status.TENTATIVE, {"Status": (("Confirmed",), ("Tentative",))}),
    "place": (
        MEETING,
        VideoConference(link="https://example.org/tea"),
        {"Where": ((), ("Video conference",)), "Link": ((), ("https://example.org/tea",))},
    ),
    "url": (MEETING, "https://example.org/", {"Web page": ((), ("https://example.org/",))}),
    "body": (MEETING, "council", {"Body": ((), ("Council",))}),
    "series": (MEETING, "autumn", {"Series": ((), ("Autumn",))}),
    "categories": (MEETING, (Text("milk"), Text("tea")), {"Categories": ((), ("milk", "tea"))}),
    "participants": (MEETING, (BEA,), {"Taking part": ((), ("Bea, Mayor",))}),
    "topics": (MEETING, (Text("Milk"),), {"Topics": ((), ("Milk",))}),
    "outcomes": (MEETING, (Text("None"),), {"Outcomes": ((), ("None",))}),
    "citations": (MEETING, (SAID,), {"Sources": ((), ("The Gazette: They meet. (stated)",))}),
    "session": (MEETING, Session.REGULAR, {"Kind of session": ((), ("Regular session",))}),
    "given_at": (DEADLINE, "assembly@club", {"Given at": ((), ("Assembly",))}),
    "due_at": (DEADLINE, "assembly@club", {"Due at the meeting": ((), ("Assembly",))}),
    "progress": (DEADLINE, Done(date(2021, 9, 20)), {"Progress": (("Open",), ("Done on 20 September 2021",))}),
}


@pytest.mark.parametrize("name", CHANGED)
def test_every_field_that_changes_is_told(name: str) -> None:
    event, value, expected = CHANGED[name]
    after = replace(event, **{name: value})
    assert told(event, after) == expected
    assert told(after, event) == {field: both[::-1] for field, both in expected.items()}


def test_no_field_is_forgotten() -> None:
    known = {field.name for kind in (Meeting, Deadline, Exercise, Milestone) for field in fields(kind)}
    assert known - {"uid", "slug"} == set(CHANGED)


def test_another_kind_is_told() -> None:
    names = {field.name for field in fields(Event)}
    exercise = Exercise(**{name: getattr(MEETING, name) for name in names})
    assert told(MEETING, exercise) == {"Kind": (("Meeting",), ("Exercise",))}


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("ab", "bc", "a", "c"),
        ("ab", "abc", "", "c"),
        ("abc", "b", "ac", ""),
        ("aab", "ab", "a", ""),
        ("ab", "ba", "ab", "ba"),
        ("aab", "bba", "a", "b"),
    ],
)
def test_of_a_list_only_what_has_gone_and_come_is_told(before: str, after: str, gone: str, come: str) -> None:
    then, now = (replace(MEETING, topics=tuple(map(Text, each))) for each in (before, after))
    assert told(then, now) == {"Topics": (tuple(gone), tuple(come))}


def test_people_are_told_under_their_role() -> None:
    before = replace(MEETING, participants=(replace(ADA, role=Role.CHAIR), replace(BEA, role=Role.MEMBER)))
    after = replace(MEETING, participants=(replace(BEA, role=Role.CHAIR, certainty=Certainty.REPORTED),))
    assert told(before, after) == {
        "Chair": (("Ada",), ("Bea, Mayor (reported)",)),
        "Members": (("Bea, Mayor",), ()),
    }


def test_a_change_is_told_in_the_readers_language() -> None:
    after = replace(MEETING, body="council", place=Venue(name=Text("Vienna", {"ru": "Вена"})), session=Session.REGULAR)
    assert told(MEETING, after, "ru") == {
        "Где": ((), ("Вена",)),
        "Орган": ((), ("Совет",)),
        "Вид сессии": ((), ("Очередная сессия",)),
    }


def test_what_the_calendar_no_longer_names_is_called_as_it_is_written() -> None:
    after = replace(MEETING, body="board", series="spring", citations=(replace(SAID, source="s2"),))
    assert told(MEETING, after) == {
        "Body": ((), ("board",)),
        "Series": ((), ("spring",)),
        "Sources": ((), ("They meet. (stated)",)),
    }


def test_a_meeting_that_is_not_at_hand_is_left_out() -> None:
    assert told(DEADLINE, replace(DEADLINE, given_at="secret@board", due_at="assembly@club")) == {
        "Due at the meeting": ((), ("Assembly",))
    }


def test_of_a_new_event_all_that_it_says_is_told() -> None:
    assert told(None, replace(MEETING, place=Telephone())) == {
        "Title": ((), ("About tea@club",)),
        "When": ((), ("16 September 2021",)),
        "Where": ((), ("By telephone",)),
        "Status": ((), ("Confirmed",)),
        "Kind": ((), ("Meeting",)),
    }


def test_only_the_fields_that_are_asked_for_are_told() -> None:
    after = replace(MEETING, summary=Text("Tea"), status=Status.CANCELLED)
    assert differences(a_change(MEETING, after), EN, fields=[Field.STATUS, Field.WHERE]) == [
        Difference(field=Field.STATUS, name="Status", before=("Confirmed",), after=("Cancelled",))
    ]


@pytest.mark.parametrize("code", ["en", "ru"])
def test_no_two_fields_are_called_the_same(code: str) -> None:
    names = field_names(language(code))
    assert set(names) == set(Field)
    assert len(set(names.values())) == len(Field)


@given(event=events())
def test_what_stayed_the_same_is_not_told(event: AnyEvent) -> None:
    assert differences(a_change(event, event), EN) == []


@given(before=events(), after=events())
def test_the_way_back_is_the_same_the_other_way_round(before: AnyEvent, after: AnyEvent) -> None:
    there, back = differences(a_change(before, after), RU), differences(a_change(after, before), RU)
    assert there == [replace(each, before=each.after, after=each.before) for each in back]
    assert [each.field for each in there] == [field for field in Field if field in {each.field for each in there}]
