"""The mails that answer whoever types an address into the form."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.event import Kind
from service.domain.selection import Filter
from service.rendering.greeting_mail import confirmation_mail, link_mail
from tests.examples import a_calendar, a_wish
from tests.rendering.mails import MORNING, SITE, TODAY, filled, opened, part
from tests.rendering.wire import checked

CALENDARS = {"club": a_calendar()}


def confirmation(**wish: object) -> bytes:
    confirm_by = MORNING + timedelta(hours=48)
    return filled(confirmation_mail(a_wish(**wish), CALENDARS, SITE, confirm_by=confirm_by, today=TODAY))


def link(**wish: object) -> bytes:
    return filled(link_mail(a_wish(**wish), SITE))


def test_a_confirmation_asks_and_says_what_was_asked_for() -> None:
    assert part(confirmation(running=True, filter=Filter(kinds=frozenset({Kind.MEETING}))), "plain").splitlines() == [
        "Was it you who asked for reminders?",
        "",
        "Somebody, probably you, asked at https://dates.example.org for reminders to anna@example.org:",
        "",
        "* Dates: The Club: Meetings",
        "* Reminders: 14, 7 and 1 day before, at 07:00 (Vienna, UTC+02:00)",
        "* Also: changes and cancellations",
        "* Also: each further day of what lasts several days",
        "",
        "If it was you, open this page and press the button on it:",
        "https://dates.example.org/subscribe/confirm/aaaaaaabzb5q7tubmcxsth67ky",
        "",
        "The link holds until 4 September 2021, 07:00 (Vienna, UTC+02:00).",
        "",
        "If it was not you, do nothing: you get no further mail, and your address is deleted then.",
        "",
        "-- ",
        "Sent by Dateline, https://dates.example.org (dateline@example.org).",
    ]


def test_who_is_subscribed_gets_the_link_to_change_that() -> None:
    assert part(link(), "plain").splitlines() == [
        "You are subscribed already",
        "",
        "Somebody, probably you, asked at https://dates.example.org for reminders to anna@example.org. "
        "They go there already; nothing has changed.",
        "",
        "On your own page you can see what you get, change it or stop it:",
        "https://dates.example.org/subscribe/manage/aaaaaaabguckppyvclkrlgrlee",
        "",
        "Keep this link to yourself: whoever has it can change your reminders.",
        "",
        "If it was not you who asked, there is nothing to do.",
        "",
        "-- ",
        "Sent by Dateline, https://dates.example.org (dateline@example.org).",
    ]


@pytest.mark.parametrize(
    ("code", "subjects"),
    [
        ("en", ["Please confirm: reminders of dates", "Your reminders: the link to change them"]),
        ("ru", ["Подтвердите подписку на напоминания о датах", "Ваши напоминания: ссылка, чтобы их изменить"]),
    ],
)
def test_both_speak_the_language_that_was_chosen(code: str, subjects: list[str]) -> None:
    mails = [confirmation(language=code), link(language=code)]
    assert [str(opened(mail)["Subject"]) for mail in mails] == subjects
    assert [checked(mail).header["Content-Language"] for mail in mails] == [code, code]


@pytest.mark.parametrize("payload", [confirmation(), link()], ids=["confirmation", "link"])
def test_neither_is_a_mail_of_a_list(payload: bytes) -> None:
    assert list(checked(payload).header) == [
        "Date",
        "Message-ID",
        "From",
        "To",
        "Subject",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    ]
    assert [each.content_type for each in checked(payload).parts] == [
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
    ]


def test_nothing_that_was_typed_is_in_either() -> None:
    typed = Filter(
        calendars=frozenset({"club", "buy-here"}),
        bodies=frozenset({"buy-here"}),
        countries=frozenset({"buy-here"}),
        places=frozenset({"buy-here.example"}),
        words=frozenset({"buy-here"}),
    )
    mails = [confirmation(filter=typed), link(filter=typed)]
    assert [part(mail, kind).count("buy-here") for mail in mails for kind in ("plain", "html")] == [0, 0, 0, 0]


def test_both_can_be_read_as_html() -> None:
    confirm, manage = part(confirmation(), "html"), part(link(), "html")
    assert confirm.count('href="https://dates.example.org/subscribe/confirm/aaaaaaabzb5q7tubmcxsth67ky"') == 1
    assert manage.count('href="https://dates.example.org/subscribe/manage/aaaaaaabguckppyvclkrlgrlee"') == 1
    assert [page.count("href=") for page in (confirm, manage)] == [1, 1]


def test_a_link_letter_is_the_same_whatever_is_wished_in_that_language() -> None:
    assert link_mail(a_wish(), SITE) == link_mail(replace(a_wish(), hour=9, zone="UTC"), SITE)
