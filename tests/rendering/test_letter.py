"""A letter put together: its parts, and how each is encoded."""

import pytest

from service.domain.site import Site
from service.rendering.letter import Content, about, letter, of_a_list
from tests.rendering.mails import SITE, filled
from tests.rendering.wire import Mail, checked

HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
DATES = b"BEGIN:VCALENDAR\r\nSUMMARY:%s\r\nEND:VCALENDAR\r\n"


def a_mail(site: Site = SITE, fields: list[bytes] | None = None, **other: object) -> Mail:
    made_up = {"sender": "Dateline", "subject": "Hello", "language": "en", "text": "Hello\n", "html": "<p>Hello\n"}
    return checked(filled(letter(Content(**made_up | other), site, fields or [])))  # type: ignore[arg-type]


def test_without_dates_there_are_two_parts_the_html_last() -> None:
    mail = a_mail()
    assert mail.header["Content-Type"].startswith('multipart/alternative; boundary="=_a')
    assert [(part.content_type, part.text) for part in mail.parts] == [(PLAIN, "Hello\r\n"), (HTML, "<p>Hello\r\n")]


@pytest.mark.parametrize(("summary", "encoding"), [("Assembly", b"quoted-printable"), ("Собрание", b"base64")])
def test_dates_are_attached_in_the_shorter_encoding(summary: str, encoding: bytes) -> None:
    dates = DATES % (summary.encode() * 9)
    made = letter(Content(sender="D", subject="S", language="en", text="T\n", html="H\n", dates=dates), SITE)
    payload = filled(made)
    assert payload.count(b"Content-Transfer-Encoding: " + encoding) == (3 if encoding == b"quoted-printable" else 1)
    assert checked(payload).parts[2].content == dates


def test_a_boundary_is_that_of_its_letter_alone() -> None:
    one, same, other = a_mail(), a_mail(), a_mail(text="Goodbye\n")
    assert one.header["Content-Type"] == same.header["Content-Type"] != other.header["Content-Type"]


def test_no_text_can_end_its_part() -> None:
    boundary = a_mail().header["Content-Type"].partition('"')[2].rstrip('"')
    text = f"Hello\n--{boundary}\n--{boundary}--\n"
    mail = a_mail(text=text, html=text)
    assert [part.text.replace("\r\n", "\n") for part in mail.parts] == [text, text]


def test_a_long_sender_is_cut_short() -> None:
    assert a_mail(sender="Club " * 20).header["From"] == (
        "=?utf-8?q?Club_Club_Club_Club_Club_Club_Club_Club_Club_Club_Club_Clu?="
        " =?utf-8?q?b=E2=80=A6?= <dateline@example.org>"
    )


def test_a_mail_of_a_list_says_of_which_and_how_to_leave_it() -> None:
    header = a_mail(fields=of_a_list(SITE)).header
    assert [(name, value) for name, value in header.items() if name.startswith("List-")] == [
        ("List-Id", "Dateline <reminders.example.org>"),
        ("List-Unsubscribe", "<https://dates.example.org/u/aaaaaaabmkgqfflc3euctrjyju>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def test_whatever_an_event_is_called_its_thread_has_a_name() -> None:
    header = a_mail(fields=about("<собрание>\r\nBcc: x@club", SITE)).header
    assert header["References"] == "<ev.d3b162a95b59d2f278a5463da3@example.org>"
