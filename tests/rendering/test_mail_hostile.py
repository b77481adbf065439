"""Nothing that people write gets out of its place in a mail."""

from dataclasses import replace
from datetime import date
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings

from service.domain.event import AnyEvent, Venue
from service.domain.subscriber import address
from service.domain.text import Text
from tests.examples import a_meeting
from tests.rendering.lint import check_mail
from tests.rendering.mails import a_payload, opened, part
from tests.strategies import days, events, texts, whole_days

HEADER = list(check_mail(a_payload(a_meeting())))
HOSTILE = {
    "a second header": "Assembly\nBcc: eve@example.org",
    "the end of the header": "Assembly\n\n<script>alert(1)</script>",
    "a folded header": "Assembly\n Bcc: eve@example.org",
    "an encoded word": "=?utf-8?q?Assembly=0D=0ABcc=3A_eve=40example=2Eorg?=",
    "a boundary": "--=1a2b3c=--",
    "a template": "{{ 7 * 7 }}{% raw %}%(num)s",
    "very long": "Assembly " * 120,
    "one long word": "Assembly" * 120,
    "long Russian": "Собрание членов " * 40,
    "emoji": "👨‍👩‍👧‍👦" * 30,
    "right to left": "اجتماع المجلس " * 12,
    "commas and brackets": 'eve@example.org, "Eve" <eve@example.org>;',
}


def subject_as_read(payload: bytes) -> str:
    return str(make_header(decode_header(check_mail(payload)["Subject"])))


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_title_stays_a_title(words: str) -> None:
    payload = a_payload(a_meeting(summary=Text(words), place=Venue(name=Text(words))))
    assert list(check_mail(payload)) == HEADER
    message = opened(payload)
    assert str(message["To"]) == "anna@example.org"
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]
    assert part(payload, "plain").count(words.strip()) == 2
    assert part(payload, "html").count("<script") == 0


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_reader_sees_the_whole_title_in_the_subject(words: str) -> None:
    assert subject_as_read(a_payload(a_meeting(summary=Text(words)))) == f"In 14 days: {' '.join(words.split())}"


def test_lines_of_a_title_become_one_line_of_the_subject() -> None:
    payload = a_payload(a_meeting(summary=Text("Assembly\nBcc: eve@example.org")))
    assert subject_as_read(payload) == "In 14 days: Assembly Bcc: eve@example.org"


@pytest.mark.parametrize("email", ["=?utf-8?q?a=0D=0ABcc?=@example.org", "a" * 64 + "@" + "b" * 60 + ".example.org"])
def test_any_address_stays_an_address(email: str) -> None:
    header = check_mail(a_payload(a_meeting(), email=address(email)))
    assert (list(header), header["To"]) == (HEADER, email)


@settings(max_examples=60)
@given(event=events(when=whole_days(days(date(2021, 9, 3), date(2022, 9, 1)))), name=texts)
def test_any_event_gives_a_mail(event: AnyEvent, name: Text) -> None:
    plain = without_citations(event)
    payload = a_payload(plain, ahead=(a_meeting(summary=event.summary),), calendar={"name": name})
    assert list(check_mail(payload)) == HEADER
    assert opened(payload).defects == []


def without_citations(event: AnyEvent) -> AnyEvent:
    return replace(event, citations=())
