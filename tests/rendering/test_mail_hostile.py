"""Nothing that people write gets out of its place in a mail."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.event import AnyEvent, Venue
from service.domain.selection import Filter
from service.domain.text import Text
from tests.examples import a_meeting
from tests.rendering.lint import components
from tests.rendering.mails import a_notice_payload, a_payload, attached, opened, part
from tests.rendering.wire import checked, decoded
from tests.strategies import days, events, texts, whole_days

HEADER = list(checked(a_payload(a_meeting())).header)
HOSTILE = {
    "a second header": "Assembly\nBcc: eve@example.org",
    "the end of the header": "Assembly\n\n<script>alert(1)</script>",
    "a folded header": "Assembly\n Bcc: eve@example.org",
    "an encoded word": "=?utf-8?q?Assembly=0D=0ABcc=3A_eve=40example=2Eorg?=",
    "a boundary": "--=_m123",
    "the end of a part": "Assembly\n--=_m--\n",
    "a template": "{{ 7 * 7 }}{% raw %}%(num)s",
    "a dot": ".\n.\n",
    "very long": "Assembly " * 120,
    "one long word": "Assembly" * 120,
    "long Russian": "Собрание членов " * 40,
    "emoji": "👨‍👩‍👧‍👦" * 30,
    "right to left": "اجتماع المجلس " * 12,
    "commas and brackets": 'eve@example.org, "Eve" <eve@example.org>;',
}


def as_one_line(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_title_stays_a_title(words: str) -> None:
    payload = a_payload(a_meeting(summary=Text(words), place=Venue(name=Text(words))), calendar={"name": Text(words)})
    mail = checked(payload)
    assert list(mail.header) == HEADER
    assert mail.header["To"] == "anna@example.org"
    assert decoded(mail.header["Subject"]) == f"In 14 days: {as_one_line(words)}"
    assert [each.content_type.partition(";")[0] for each in mail.parts] == ["text/plain", "text/html", "text/calendar"]
    assert part(payload, "plain").count(as_one_line(words)) == 3  # the title, the place and the calendar
    assert part(payload, "html").count("<script") == 0
    assert len(components(attached(payload), "VEVENT")) == 1


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_library_reads_the_whole_title(words: str) -> None:
    message = opened(a_payload(a_meeting(summary=Text(words))))
    assert str(message["Subject"]) == f"In 14 days: {as_one_line(words)}"
    assert message["To"].addresses[0].addr_spec == "anna@example.org"
    assert message.defects == []


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_change_stays_a_change(words: str) -> None:
    before = a_meeting()
    after = replace(before, summary=Text(words), place=Venue(name=Text(words)))
    mail = checked(a_notice_payload((before, after), reason=words))
    assert decoded(mail.header["Subject"]) == f"Another place: {as_one_line(words)}, now {as_one_line(words)}"
    assert mail.parts[0].text.count(f"Why: “{as_one_line(words)}”\r\n") == 1


@pytest.mark.parametrize(
    "email", ["=?utf-8?q?a=0D=0ABcc?=@example.org", "a" * 64 + "@" + "b" * 60 + ".example.org", "{{7*7}}@example.org"]
)
def test_a_strange_address_stays_an_address(email: str) -> None:
    payload = a_payload(a_meeting(), address=email)
    mail = checked(payload)
    assert list(mail.header) == HEADER
    assert mail.header["To"] == email
    assert part(payload, "plain").count(f"because {email} asked") == 1


@given(st.frozensets(st.text(min_size=1, max_size=20), max_size=3), st.frozensets(st.text(max_size=20), max_size=2))
@settings(max_examples=50)
def test_whatever_is_looked_for_leaves_the_mail_whole(words: frozenset[str], places: frozenset[str]) -> None:
    mail = checked(a_payload(a_meeting(), filter=Filter(words=words, places=places)))
    assert list(mail.header) == HEADER
    assert [each.content_type.partition(";")[0] for each in mail.parts] == ["text/plain", "text/html", "text/calendar"]


@given(events(whole_days(days(date(2021, 9, 2), date(2021, 9, 30)))), texts)
@settings(max_examples=50)
def test_every_event_makes_a_mail_that_keeps_the_rules(event: AnyEvent, name: Text) -> None:
    payload = a_payload(event, calendar={"name": name})
    assert list(checked(payload).header) == HEADER
    assert part(payload, "plain").count("\nhttps://dates.example.org/u/") == 1
