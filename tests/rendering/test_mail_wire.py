"""The bytes of each kind of mail, as a server on the loopback received them."""

import re
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import compat32, default

import pytest

from service.domain.event import Venue
from service.domain.site import Site
from service.domain.text import Text
from service.rendering.greeting_mail import confirmation_mail, link_mail
from tests.delivery.relay import Relay, relay
from tests.examples import a_calendar, a_meeting, a_wish, whole_days
from tests.rendering.mails import MORNING, SITE, TODAY, a_notice_payload, a_payload, filled
from tests.rendering.wire import checked, decoded

# Each sign of ASCII, dots at the beginning of lines, and letters of several alphabets.
EVENT = a_meeting(
    summary=Text("".join(map(chr, range(32, 127))) * 3, {"ru": "Собрание членов клуба. " * 9}),
    place=Venue(name=Text(". ..\n.\n..", {"ru": "Ратуша на площади " * 9})),
)
MOVED = replace(EVENT, span=whole_days("2021-09-17"))
LONG = Site(f"https://{'dates.' * 9}example.org", f"dateline@{'dates.' * 9}example.org")
MAILS = {
    f"{name} in {code}": payload
    for code in ("en", "ru")
    for name, payload in {
        "digest": a_payload(EVENT, ahead=(a_meeting("later@club"),), language=code),
        "digest from afar": a_payload(EVENT, language=code, site=LONG, address=f"{'a' * 64}@{'b.' * 90}example.org"),
        "notice": a_notice_payload((EVENT, MOVED), language=code, reason="Ремонт"),
        "confirmation": filled(
            confirmation_mail(
                a_wish(language=code),
                {"club": a_calendar()},
                SITE,
                confirm_by=MORNING + timedelta(hours=48),
                today=TODAY,
            )
        ),
        "link": filled(link_mail(a_wish(language=code), SITE)),
    }.items()
}


@pytest.fixture(scope="module")
def listening() -> Iterator[Relay]:
    with relay() as listening:
        yield listening


def received(listening: Relay, payload: bytes) -> bytes:
    with smtplib.SMTP("127.0.0.1", listening.port, timeout=10) as client:
        client.sendmail("dateline@example.org", ["anna@example.org"], payload)
    return listening.mails[-1].payload


@pytest.mark.parametrize("payload", MAILS.values(), ids=MAILS.keys())
def test_a_server_receives_what_was_written_and_all_of_it_is_allowed(listening: Relay, payload: bytes) -> None:
    assert received(listening, payload) == payload
    checked(payload)


@pytest.mark.parametrize("payload", MAILS.values(), ids=MAILS.keys())
def test_a_library_reads_what_the_bytes_say(payload: bytes) -> None:
    mail, read = checked(payload), message_from_bytes(payload, policy=default)
    assert [name for name, _ in read.items()] == list(mail.header)
    assert str(read["Subject"]) == decoded(mail.header["Subject"])
    parts = [part for part in read.walk() if not part.is_multipart()]
    assert [part.get_payload(decode=True) for part in parts] == [part.content for part in mail.parts]
    assert [part.defects for part in read.walk()] == [[] for _ in read.walk()]


@pytest.mark.parametrize("name", ["digest in en", "digest in ru", "notice in ru"])
def test_a_program_finds_the_one_link_that_unsubscribes(name: str) -> None:
    link = b"https://dates.example.org/u/aaaaaaabmkgqfflc3euctrjyju"
    found = re.findall(rb"^List-Unsubscribe: <([^<>]*)>\r\nList-Unsubscribe-Post: (.*)\r\n", MAILS[name], re.MULTILINE)
    assert found == [(link, b"List-Unsubscribe=One-Click")]
    for policy in (default, compat32):
        read = message_from_bytes(MAILS[name], policy=policy)
        assert read.get_all("List-Unsubscribe") == [f"<{link.decode()}>"]


def test_a_long_link_is_on_a_line_of_its_own_and_whole() -> None:
    payload = MAILS["digest from afar in en"]
    link = f"{LONG.base_url}/u/aaaaaaabmkgqfflc3euctrjyju"
    assert payload.count(f"\r\nList-Unsubscribe:\r\n <{link}>\r\n".encode()) == 1
    assert str(message_from_bytes(payload, policy=default)["List-Unsubscribe"]).strip() == f"<{link}>"
    assert str(message_from_bytes(payload, policy=compat32)["List-Unsubscribe"]).strip() == f"<{link}>"


@pytest.mark.parametrize("name", ["confirmation in ru", "link in ru"])
def test_what_nobody_subscribed_to_cannot_be_unsubscribed(name: str) -> None:
    assert MAILS[name].count(b"\r\nList-") == 0
