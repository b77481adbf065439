"""The calendars that Dateline ships say exactly what their sources say, and no more precisely."""

from collections import Counter
from datetime import date

import pytest

from service.catalogue.calendar_file import CalendarFile, read
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Open,
    Participant,
    Place,
    Role,
    Status,
    Telephone,
    Unplaced,
    Venue,
    VideoConference,
)
from service.domain.organisation import ChairRule
from service.domain.source import Certainty, Citation
from service.domain.timespan import Approximate, Span, Undated
from service.resources import folder
from tests.examples import hours, whole_days

CSTO, LAKES = (read(folder("calendars") / name) for name in ("csto.toml", "example-lakes.toml"))
OCTOBER = whole_days("2021-10-18", "2021-10-23")
COUNCIL, EXERCISES = "collective-security-council", "exercises-2021"


def event(uid: str, calendar: CalendarFile = CSTO) -> AnyEvent:
    return {event.uid: event for event in calendar.events}[uid]


def place_in_words(place: Place) -> str:
    match place:
        case Venue(name=name, country=country):
            return f"{name.original} ({country})"
        case VideoConference(link=link):
            return f"video {link or ''}".strip()
        case Telephone():
            return "telephone"
        case Unplaced():
            return ""


MOSCOW, VIDEO, DUSHANBE, TAJIKISTAN = "Moscow (RU)", "video", "Dushanbe, Tajikistan (TJ)", "Tajikistan (TJ)"
FACTS: list[tuple[str, str, Span, str, str | None, str | None]] = [
    ("extraordinary-session-2021", "meeting", whole_days("2021-08-23"), VIDEO, COUNCIL, None),
    ("regular-session-2021", "meeting", whole_days("2021-09-16"), DUSHANBE, COUNCIL, None),
    ("talks-putin-merkel-2021", "meeting", whole_days("2021-08-20"), MOSCOW, None, None),
    ("telephone-putin-2021", "meeting", Undated(), "telephone", None, None),
    ("instruction-afghanistan-response-2021", "deadline", whole_days("2021-09-16"), "", None, None),
    ("instruction-border-programme-2021", "deadline", Undated(), "", None, None),
    ("exercise-interaction-2021", "exercise", OCTOBER, TAJIKISTAN, None, EXERCISES),
    ("exercise-search-2021", "exercise", OCTOBER, TAJIKISTAN, None, EXERCISES),
    ("exercise-echelon-2021", "exercise", OCTOBER, TAJIKISTAN, None, EXERCISES),
    ("treaty-1992", "milestone", Approximate("1992"), "", None, None),
    ("accessions-1993", "milestone", Approximate("1993"), "", None, None),
    ("reaffirmation-1994", "milestone", Approximate("1994"), "", None, None),
    ("extension-1999", "milestone", Approximate("1999-04"), "", None, None),
    ("suspension-uzbekistan-1999", "milestone", Approximate("1999"), "", None, None),
    ("renaming-2002", "milestone", Approximate("2002-10"), "", None, None),
    ("return-uzbekistan-2006", "milestone", Approximate("2006"), "", None, None),
    ("suspension-uzbekistan-2012", "milestone", whole_days("2012-06-28"), "", None, None),
]


def test_the_csto_calendar_has_every_fact_and_no_other() -> None:
    assert [
        (each.uid.removesuffix("@csto"), each.kind.value, each.span, place_in_words(each.place), each.body, each.series)
        for each in CSTO.events
    ] == FACTS


def doubts(citations: tuple[Citation, ...]) -> set[tuple[str, str]]:
    """The fields of which the source is not certain, with how it is not."""
    unsure = [each for each in citations if each.certainty is not Certainty.CERTAIN]
    return {(field, each.certainty.value) for each in unsure for field in each.supports}


def test_hearsay_and_conclusions_are_marked_and_nothing_else_is() -> None:
    assert {each.uid: found for each in CSTO.events if (found := doubts(each.citations))} == {
        "extraordinary-session-2021@csto": {("first_day", "inferred"), ("participants", "reported")},
        "instruction-border-programme-2021@csto": {
            ("summary", "reported"),
            ("description", "reported"),
            ("given_at", "reported"),
        },
    }


def test_every_event_of_the_csto_cites_the_source_for_its_title_and_its_time() -> None:
    for each in CSTO.events:
        supported = {field for citation in each.citations for field in citation.supports}
        assert {"summary"} <= supported
        assert len(supported & {"first_day", "approximate", "undated"}) == 1
        assert {citation.source for citation in each.citations} == {"s1"}


def test_the_source_of_the_csto_calendar_is_dated_by_inference() -> None:
    (source,) = CSTO.calendar.sources
    assert (source.id, source.date, source.date_certainty) == ("s1", date(2021, 8, 24), Certainty.INFERRED)


def people(uid: str) -> list[tuple[str, Role, str | None, Certainty]]:
    found: tuple[Participant, ...] = event(uid).participants
    return [(each.name.original, each.role, each.country, each.certainty) for each in found]


def test_who_took_part_in_the_extraordinary_session() -> None:
    sure = Certainty.CERTAIN
    assert people("extraordinary-session-2021@csto") == [
        ("Emomali Rahmon", Role.CHAIR, "TJ", sure),
        ("Nikol Pashinyan", Role.MEMBER, "AM", sure),
        ("Alexander Lukashenko", Role.MEMBER, "BY", sure),
        ("Kassym-Jomart Tokayev", Role.MEMBER, "KZ", sure),
        ("Sadyr Japarov", Role.MEMBER, "KG", sure),
        ("Vladimir Putin", Role.MEMBER, "RU", sure),
        ("Stanislav Zas", Role.OFFICER, None, sure),
        ("Shavkat Mirziyoyev", Role.GUEST, "UZ", Certainty.REPORTED),
    ]
    assert [name for name, *_ in people("telephone-putin-2021@csto")] == [
        "Vladimir Putin",
        "Recep Tayyip Erdogan",
        "Ebrahim Raisi",
        "Emmanuel Macron",
        "Mario Draghi",
    ]


@pytest.mark.parametrize(
    ("uid", "due_at"),
    [("afghanistan-response", "regular-session-2021@csto"), ("border-programme", None)],
)
def test_both_instructions_were_given_at_the_extraordinary_session_and_are_open(uid: str, due_at: str | None) -> None:
    instruction = event(f"instruction-{uid}-2021@csto")
    assert isinstance(instruction, Deadline)
    assert (instruction.given_at, instruction.due_at) == ("extraordinary-session-2021@csto", due_at)
    assert instruction.progress == Open()


def test_the_members_of_the_csto_by_term() -> None:
    organisation = CSTO.calendar.organisation
    assert organisation is not None
    sixth, fourth = Approximate("1992"), Approximate("1999-04")
    assert [(term.country, term.since, term.until) for term in organisation.memberships] == [
        *((country, sixth, None) for country in ("AM", "KZ", "KG", "RU", "TJ")),
        ("BY", Approximate("1993"), None),
        ("AZ", Approximate("1993"), fourth),
        ("GE", Approximate("1993"), fourth),
        ("UZ", sixth, Approximate("1999")),
        ("UZ", Approximate("2006"), date(2012, 6, 28)),
    ]
    unsure = [(term.country, doubts(term.citations)) for term in organisation.memberships if doubts(term.citations)]
    assert unsure == [("AZ", {("until", "inferred")}), ("GE", {("until", "inferred")})]
    (council,) = organisation.bodies
    assert (council.slug, council.chair_rule) == (COUNCIL, ChairRule.HOST_OF_REGULAR_SESSION)


def test_the_invented_calendar_is_marked_as_such_and_shows_every_status() -> None:
    assert (LAKES.calendar.example, CSTO.calendar.example) == (True, False)
    assert (len(LAKES.events), len(LAKES.calendar.sources)) == (11, 2)
    assert Counter(each.status for each in LAKES.events) == {
        Status.CONFIRMED: 9,
        Status.CANCELLED: 1,
        Status.TENTATIVE: 1,
    }
    survey = event("shore-survey-2021@lakes", LAKES)
    assert isinstance(survey, Deadline)
    assert survey.progress == Done(date(2021, 9, 1))


@pytest.mark.parametrize(
    ("uid", "span"),
    [
        ("night-watch-2021@lakes", hours("2021-10-30T20:00", "2021-10-31T06:00", "Europe/Vienna")),
        ("partners-new-york-2021@lakes", hours("2021-11-03T09:00", "2021-11-03T11:30", "America/New_York")),
        ("measuring-station-2021@lakes", Approximate("2021-11")),
    ],
)
def test_the_times_of_the_invented_calendar(uid: str, span: Span) -> None:
    assert event(uid, LAKES).span == span


@pytest.mark.parametrize("file", [CSTO, LAKES])
def test_every_title_is_translated_into_russian(file: CalendarFile) -> None:
    texts = [
        file.calendar.name,
        *(each.summary for each in file.events),
        *(p.name for e in file.events for p in e.participants),
    ]
    assert [text.original for text in texts if text.into("ru") == text.original] == []
