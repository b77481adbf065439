"""Events: what each kind allows, and where an instruction stands."""

from datetime import date

import pytest

from service.domain.errors import InvalidValue
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    InstructionState,
    Kind,
    Open,
    Status,
    VideoConference,
    instruction_state,
    is_settled,
)
from service.domain.source import Source
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from tests.examples import a_meeting, hours, whole_days

DUE = date(2021, 9, 16)
DONE, OPEN, OVERDUE = InstructionState.DONE, InstructionState.OPEN, InstructionState.OVERDUE


def a_deadline(
    span: Span | None = None, progress: Open | Done | None = None, status: Status = Status.CONFIRMED
) -> Deadline:
    return Deadline(
        uid="report@club",
        slug="report",
        summary=Text("Report"),
        span=span or whole_days("2021-09-14", "2021-09-16"),
        progress=progress or Open(),
        status=status,
    )


def test_a_deadline_has_days_and_not_hours() -> None:
    with pytest.raises(InvalidValue, match="^whole days for a deadline, not hours$"):
        a_deadline(hours("2021-09-16T10:00", "2021-09-16T11:00"))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2021-09-13", OPEN),
        ("2021-09-15", OPEN),
        ("2021-09-16", OPEN),
        ("2021-09-17", OVERDUE),
        ("2022-01-01", OVERDUE),
    ],
)
def test_an_instruction_is_overdue_from_the_day_after_its_last(day: str, state: InstructionState) -> None:
    assert instruction_state(a_deadline(), date.fromisoformat(day)) == state


@pytest.mark.parametrize("day", [date(2021, 9, 1), DUE, date(2030, 1, 1)])
def test_an_instruction_that_was_done_stays_done(day: date) -> None:
    assert instruction_state(a_deadline(progress=Done(date(2021, 12, 1))), day) == DONE


@pytest.mark.parametrize("span", [Undated(), Approximate("1999"), Approximate("1999-04")])
def test_an_instruction_without_a_day_is_never_overdue(span: Span) -> None:
    assert instruction_state(a_deadline(span), date(2030, 1, 1)) == OPEN


@pytest.mark.parametrize(
    ("event", "settled"),
    [
        (a_deadline(), False),
        (a_deadline(progress=Done(DUE)), True),
        (a_deadline(status=Status.CANCELLED), True),
        (a_meeting(), False),
        (a_meeting(status=Status.TENTATIVE), False),
        (a_meeting(status=Status.CANCELLED), True),
    ],
)
def test_an_event_is_settled_when_it_is_done_or_called_off(event: AnyEvent, settled: bool) -> None:
    assert is_settled(event) == settled


@pytest.mark.parametrize(
    ("span", "is_dated"),
    [
        (whole_days("2021-09-16"), True),
        (hours("2021-09-16T10:00", "2021-09-16T11:00"), True),
        (Approximate("2021-09"), False),
        (Undated(), False),
    ],
)
def test_only_days_and_hours_are_dates(span: Span, is_dated: bool) -> None:
    assert a_meeting(span=span).dated == (span if is_dated else None)


def test_each_kind_is_called_as_in_a_file() -> None:
    assert [(kind.value, a_deadline().kind is kind, a_meeting().kind is kind) for kind in Kind] == [
        ("meeting", False, True),
        ("deadline", True, False),
        ("exercise", False, False),
        ("milestone", False, False),
    ]


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://пример.example/путь",
        "https://[::1]/",
    ],
)
def test_a_web_address_is_kept_as_it_is(link: str) -> None:
    assert a_meeting(url=link).url == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        " https://example.org",
        "https://",
        "https:///path",
        "https://[",
        "https://a b",
        "https://a\n",
        "https://a\0",
        "https://a\x1b[31m",
        "https://a\u2028",
        "https://a/\ud800",
        'https://a"onclick=',
        "https://a/<b>",
    ],
)
def test_what_is_no_web_address_is_refused_everywhere(link: str) -> None:
    for refused in (
        lambda: a_meeting(url=link),
        lambda: VideoConference(link=link),
        lambda: Source(id="s1", publication=Text("Gazette"), date=DUE, link=link),
    ):
        with pytest.raises(InvalidValue, match='^a web address that begins with "https://"$'):
            refused()
