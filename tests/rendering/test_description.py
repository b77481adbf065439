"""The description of an event in a feed says what the calendar knows, for clients that show nothing else."""

from datetime import date

import pytest

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Participant, Role, VideoConference
from service.domain.relations import relations
from service.domain.site import Site
from service.domain.source import Certainty, Citation, Source
from service.domain.text import Text
from service.rendering.description import description, participant_in_words
from service.rendering.language import language
from tests.examples import a_calendar, a_meeting, hours

EN, RU = language("en"), language("ru")
GAZETTE = Source(id="s1", publication=Text("The Gazette", {"ru": "Газета"}), date=date(2021, 8, 24))
ADA = Participant(name=Text("Ada", {"ru": "Ада"}), role=Role.CHAIR, office=Text("Mayor"), country="AT")
BEN = Participant(name=Text("Ben"), country="TJ", certainty=Certainty.REPORTED)


def described(event: AnyEvent, calendar: Calendar | None = None) -> list[str]:
    """The paragraphs."""
    site = Site("https://dates.example.org", "dateline@example.org")
    return description(event, calendar or a_calendar(), relations(event, []), site, EN).split("\n\n")


def test_what_is_known_of_nothing_else_is_described_by_its_address() -> None:
    assert described(a_meeting()) == ["https://dates.example.org/events/meeting"]


def test_everything_that_is_known_is_said() -> None:
    event = a_meeting(
        span=hours("2021-09-16T10:00", "2021-09-16T12:00"),
        description=Text("The yearly assembly."),
        place=VideoConference(link="https://example.org/join"),
        participants=(BEN, ADA),
        topics=(Text("Fees"), Text("Hats")),
        outcomes=(Text("No fees."),),
        citations=(Citation(source="s1", supports=("start",), says=Text("It meets."), certainty=Certainty.INFERRED),),
    )
    assert described(event, a_calendar(sources=(GAZETTE,), example=True)) == [
        "This calendar is a made-up example.",
        "The yearly assembly.",
        "16 September 2021, 10:00–12:00 (Vienna, UTC+02:00)",
        "https://example.org/join",
        "Taking part:\n• Ben, Tajikistan (reported)",
        "Chair:\n• Ada, Mayor",
        "Topics:\n• Fees\n• Hats",
        "Outcomes:\n• No fees.",
        "Sources:\n• It meets. (The Gazette, 24 August 2021; inferred)",
        "https://dates.example.org/events/meeting",
    ]


def test_a_source_that_the_calendar_no_longer_names_leaves_what_it_said() -> None:
    """A file that leaves out an event leaves out its sources, too; the event is kept."""
    event = a_meeting(citations=(Citation(source="s1", supports=("start",), says=Text("It meets.")),))
    assert described(event)[0] == "Sources:\n• It meets. (stated)"


@pytest.mark.parametrize(
    ("person", "english", "russian"),
    [
        (ADA, "Ada, Mayor", "Ада, Mayor"),
        (BEN, "Ben, Tajikistan (reported)", "Ben, Таджикистан (по сообщениям)"),
        (Participant(name=Text("Cleo")), "Cleo", "Cleo"),
    ],
)
def test_a_person_is_named_with_what_is_known(person: Participant, english: str, russian: str) -> None:
    assert (participant_in_words(person, EN), participant_in_words(person, RU)) == (english, russian)
