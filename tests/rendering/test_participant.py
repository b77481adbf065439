"""Who takes part, as components inside an event (RFC 9073 7.1)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Component

from service.domain.event import Participant, Role
from service.domain.source import Certainty
from service.domain.text import Text
from service.rendering.language import language
from service.rendering.participant import participants
from tests.examples import a_meeting
from tests.rendering.lint import components, names
from tests.strategies import participants as any_participant

EN, RU = language("en"), language("ru")
ADA = Participant(name=Text("Ada", {"ru": "Ада"}), role=Role.CHAIR, office=Text("Mayor"))
BEN = Participant(name=Text("Ben"), country="TJ", certainty=Certainty.REPORTED)


def written(*people: Participant, words: Any = EN) -> bytes:
    return participants(a_meeting(participants=people), words) or b""


def test_each_is_a_component_in_the_order_of_the_calendar() -> None:
    assert components(written(ADA, BEN), "PARTICIPANT") == [
        [
            ("UID", "", "participant-1-meeting@club"),
            ("PARTICIPANT-TYPE", "", "ACTIVE"),
            ("SUMMARY", "", "Ada"),
            ("DESCRIPTION", "", "Chair: Ada\\, Mayor"),
        ],
        [
            ("UID", "", "participant-2-meeting@club"),
            ("PARTICIPANT-TYPE", "", "ACTIVE"),
            ("SUMMARY", "", "Ben"),
            ("DESCRIPTION", "", "Taking part: Ben\\, Tajikistan (reported)"),
        ],
    ]


def test_they_are_named_in_the_language_of_the_feed() -> None:
    ((*_, summary, description),) = components(written(ADA, words=RU), "PARTICIPANT")
    assert (summary[2], description[2]) == ("Ада", "Председатель: Ада\\, Mayor")


def test_an_event_without_people_has_no_components_inside() -> None:
    assert participants(a_meeting(), EN) is None


@given(people=st.lists(any_participant, min_size=1, max_size=4))
def test_whatever_they_are_called_each_is_one_component_and_none_has_an_address(people: list[Participant]) -> None:
    body = written(*people)
    found = components(body, "PARTICIPANT")
    assert [names(each) for each in found] == [["UID", "PARTICIPANT-TYPE", "SUMMARY", "DESCRIPTION"]] * len(people)
    read = Component.from_ical(b"BEGIN:VEVENT\r\n" + body + b"END:VEVENT\r\n").subcomponents
    assert [str(each["SUMMARY"]) for each in read] == [each.name.original for each in people]
