"""What a notice says: from old to new, on the reader's clock and in his language."""

import re
from dataclasses import replace

import pytest

from service.domain.event import AnyEvent, Status, Venue, VideoConference
from service.domain.text import Text
from service.domain.timespan import Approximate, Undated
from tests.examples import a_meeting, hours, whole_days
from tests.rendering.mails import a_notice_payload, opened, part
from tests.rendering.wire import checked

HALL = Venue(name=Text("Town Hall", {"ru": "Ратуша"}))
ASSEMBLY = a_meeting(summary=Text("Assembly", {"ru": "Собрание"}), place=HALL)
MOVED = replace(ASSEMBLY, span=whole_days("2021-09-17"))
CANCELLED = replace(ASSEMBLY, status=Status.CANCELLED)
AT_TEN = replace(ASSEMBLY, span=hours("2021-09-16T10:00", "2021-09-16T12:00"))
AT_NOON = replace(ASSEMBLY, span=hours("2021-09-16T12:00", "2021-09-16T14:00"))
ELSEWHERE = replace(ASSEMBLY, place=Venue(name=Text("Library", {"ru": "Библиотека"})))
ON_SCREENS = replace(ASSEMBLY, place=VideoConference(link="https://example.org/join"))


def subject(before: AnyEvent, after: AnyEvent, **wish: str) -> str:
    return str(opened(a_notice_payload((before, after), **wish))["Subject"])


def lines(*changes: tuple[AnyEvent, AnyEvent], **other: str) -> list[str]:
    """What stands above the reason why he gets the mail."""
    return part(a_notice_payload(*changes, **other), "plain").partition("\n\n-- \n")[0].splitlines()


@pytest.mark.parametrize(
    ("before", "after", "english", "russian"),
    [
        (
            ASSEMBLY,
            MOVED,
            "Moved: Assembly, now 17 September 2021",
            "Перенесено: Собрание, теперь 17 сентября 2021 г.",
        ),
        (
            AT_TEN,
            AT_NOON,
            "Moved: Assembly, now 16 September 2021, 12:00",
            "Перенесено: Собрание, теперь 16 сентября 2021 г., 12:00",
        ),
        (
            ASSEMBLY,
            replace(ASSEMBLY, span=Approximate("2021-10")),
            "Moved: Assembly, no new date yet",
            "Перенесено: Собрание, новой даты пока нет",
        ),
        (
            ASSEMBLY,
            replace(ASSEMBLY, span=Undated()),
            "Moved: Assembly, no new date yet",
            "Перенесено: Собрание, новой даты пока нет",
        ),
        (ASSEMBLY, CANCELLED, "Cancelled: Assembly, 16 September 2021", "Отменено: Собрание, 16 сентября 2021 г."),
        (
            CANCELLED,
            ASSEMBLY,
            "Reinstated: Assembly, 16 September 2021",
            "Восстановлено: Собрание, 16 сентября 2021 г.",
        ),
        (ASSEMBLY, ELSEWHERE, "Another place: Assembly, now Library", "Другое место: Собрание, теперь Библиотека"),
        (
            ASSEMBLY,
            replace(ASSEMBLY, status=Status.TENTATIVE),
            "Changed: Assembly",
            "Изменено: Собрание",
        ),
    ],
)
def test_the_subject_says_how_it_stands(before: AnyEvent, after: AnyEvent, english: str, russian: str) -> None:
    assert [subject(before, after, language=code) for code in ("en", "ru")] == [english, russian]


def test_the_subject_tells_the_hour_of_the_reader() -> None:
    assert subject(AT_TEN, AT_NOON, zone="Asia/Dushanbe") == "Moved: Assembly, now 16 September 2021, 15:00"


def test_the_subject_of_several_changes_counts_them() -> None:
    other = replace(MOVED, uid="other@club")
    changes = [(ASSEMBLY, MOVED), (replace(ASSEMBLY, uid="other@club"), other)]
    english, russian = (str(opened(a_notice_payload(*changes, language=code))["Subject"]) for code in ("en", "ru"))
    assert english == "2 dates have changed: Assembly and 1 more"
    assert russian == "Изменились 2 даты: Собрание и ещё 1"


def test_the_plain_text_goes_from_old_to_new() -> None:
    assert lines((ASSEMBLY, replace(ON_SCREENS, span=MOVED.span)), reason="The roof leaks.") == [
        "A date that you were told of has changed",
        "",
        "* Moved: Assembly",
        "  Meeting",
        "  When",
        "    was: Thursday, 16 September 2021",
        "    now: Friday, 17 September 2021",
        "  Where",
        "    was: Town Hall",
        "    now: Video conference",
        "  Link",
        "    now: https://example.org/join",
        "  Why: “The roof leaks.”",
        "  https://dates.example.org/events/meeting?lang=en",
    ]


def test_what_stayed_is_said_once() -> None:
    assert lines((AT_TEN, replace(AT_TEN, status=Status.CANCELLED)), language="ru") == [
        "Изменилась дата, о которой вам сообщали",
        "",
        "* Отменено: Собрание",
        "  Заседание",
        "  Состояние",
        "    было: Подтверждено",
        "    стало: Отменено",
        "  Когда: четверг, 16 сентября 2021\u202fг., 10:00–12:00 (Вена, UTC+02:00)",
        "  Где: Ратуша",
        "  https://dates.example.org/events/meeting?lang=ru",
    ]


def test_hours_are_told_on_the_readers_clock_and_on_the_venues() -> None:
    assert lines((AT_TEN, AT_NOON), zone="Asia/Dushanbe")[4:7] == [
        "  When",
        "    was: Thursday, 16 September 2021, 13:00–15:00 (Dushanbe, UTC+05:00) = 10:00–12:00 (Vienna, UTC+02:00)",
        "    now: Thursday, 16 September 2021, 15:00–17:00 (Dushanbe, UTC+05:00) = 12:00–14:00 (Vienna, UTC+02:00)",
    ]


def test_a_new_title_is_told_first() -> None:
    renamed = replace(MOVED, summary=Text("General\nAssembly"))
    assert lines((ASSEMBLY, renamed))[2:8] == [
        "* Moved: General Assembly",
        "  Meeting",
        "  Title",
        "    was: Assembly",
        "    now: General Assembly",
        "  When",
    ]


def test_html_tells_old_and_new_in_words_too() -> None:
    html = part(a_notice_payload((ASSEMBLY, MOVED)), "html")
    assert re.findall("<d[dt]>.*</d[dt]>", html) == [
        "<dt>When</dt>",
        "<dd>was: <del>Thursday, 16 September 2021</del></dd>",
        "<dd>now: <ins>Friday, 17 September 2021</ins></dd>",
        "<dt>Where</dt>",
        "<dd>Town Hall</dd>",
    ]


def test_mails_about_one_event_are_shown_together() -> None:
    later = replace(MOVED, span=whole_days("2021-09-18"))
    one, again = (checked(a_notice_payload(change)).header for change in ((ASSEMBLY, MOVED), (MOVED, later)))
    other = checked(a_notice_payload((a_meeting("other@club"), replace(MOVED, uid="other@club")))).header
    assert one["References"] == again["References"] == "<ev.510935c1cc1786d4b3049deb5e@example.org>"
    assert other["References"] != one["References"]


def test_a_mail_about_several_events_stands_alone() -> None:
    other = a_meeting("other@club")
    payload = a_notice_payload((ASSEMBLY, MOVED), (other, replace(other, span=MOVED.span)))
    assert "References" not in checked(payload).header


def test_a_notice_can_be_ended_as_a_digest_can() -> None:
    header = checked(a_notice_payload((ASSEMBLY, MOVED))).header
    assert header["List-Unsubscribe"] == "<https://dates.example.org/u/aaaaaaabmkgqfflc3euctrjyju>"
    assert header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
