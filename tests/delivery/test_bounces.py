"""Bounces are told from other mails, and say which address failed and why; no mail is too strange to be read."""

import io
import mailbox
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.delivery.bounces import Bounce, Failure, bounce_in, messages_in

# As Postfix 3.7 writes it.
BOUNCE = b"""\
Return-Path: <>
X-Original-To: bounces+17.0a1b2c3d@dates.example.org
Delivered-To: bounces@dates.example.org
Received: by relay.example.org (Postfix)
\tid 5925F28C5DD; Wed, 25 Nov 2026 12:12:04 +0000 (UTC)
Date: Wed, 25 Nov 2026 12:12:04 +0000 (UTC)
From: MAILER-DAEMON@relay.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces+17.0a1b2c3d@dates.example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="8680D28C5D9.1764072724/relay.example.org"
Content-Transfer-Encoding: 8bit
Message-Id: <20261125121204.8680D28C5D9@relay.example.org>

This is a MIME-encapsulated message.

--8680D28C5D9.1764072724/relay.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.example.org.

--8680D28C5D9.1764072724/relay.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org
X-Postfix-Queue-ID: 5925F28C5DD
X-Postfix-Sender: rfc822; bounces+17.0a1b2c3d@dates.example.org
Arrival-Date: Wed, 25 Nov 2026 12:12:03 +0000 (UTC)

Final-Recipient: rfc822; anna@example.net
Original-Recipient: rfc822;anna@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.net>: Recipient address rejected:
    User unknown in virtual mailbox table

--8680D28C5D9.1764072724/relay.example.org
Content-Description: Undelivered Message
Content-Type: message/rfc822

Message-ID: <1@dates.example.org>
To: anna@example.com
Subject: Tomorrow

Hello

--8680D28C5D9.1764072724/relay.example.org--
"""
FAILURE = Failure(
    "anna@example.net",
    "5.1.1",
    "550 5.1.1 <anna@example.net>: Recipient address rejected: User unknown in virtual mailbox table",
)
SENT_TO = ("bounces+17.0a1b2c3d@dates.example.org", "bounces@dates.example.org")


def test_a_bounce_says_which_address_failed_and_where_it_was_sent() -> None:
    assert bounce_in(BOUNCE) == Bounce(SENT_TO, (FAILURE,))
    assert bounce_in(BOUNCE.replace(b"\n", b"\r\n")) == Bounce(SENT_TO, (FAILURE,))


@pytest.mark.parametrize("action", [b"delayed", b"relayed", b"delivered", b"expanded", b"", b"unfailed"])
def test_another_report_is_no_bounce(action: bytes) -> None:
    assert bounce_in(BOUNCE.replace(b"Action: failed", b"Action: " + action)) is None


@pytest.mark.parametrize("action", [b"FAILED", b"failed (for good)", b"\n failed"])
def test_an_action_is_read_in_any_spelling(action: bytes) -> None:
    assert bounce_in(BOUNCE.replace(b"Action: failed", b"Action: " + action)) == Bounce(SENT_TO, (FAILURE,))


@pytest.mark.parametrize(
    ("written", "instead", "failure"),
    [
        (b"Final-Recipient: rfc822; anna@example.net\n", b"", Failure("anna@example.com", "5.1.1", FAILURE.diagnostic)),
        (b"rfc822; anna@example.net", b"<anna@example.net>", FAILURE),
        (b"rfc822; anna@example.net", b"RFC822;anna@example.net", FAILURE),
        (b"Status: 5.1.1\n", b"", FAILURE),
        (b"Status: 5.1.1", b"Status: 5.1.1 (no such user)", FAILURE),
        (b"Status: 5.1.1", b"Status: 4.4.7", Failure("anna@example.net", "4.4.7", FAILURE.diagnostic)),
        (b"smtp; 550", b"550", FAILURE),
    ],
)
def test_what_is_left_out_is_found_elsewhere(written: bytes, instead: bytes, failure: Failure) -> None:
    assert written in BOUNCE
    assert bounce_in(BOUNCE.replace(written, instead)) == Bounce(SENT_TO, (failure,))


def test_without_a_diagnostic_the_status_is_all_that_is_known() -> None:
    head, _, rest = BOUNCE.partition(b"Diagnostic-Code: ")
    shortened = head + b"\n--" + rest.partition(b"\n--")[2]
    assert bounce_in(shortened) == Bounce(SENT_TO, (Failure("anna@example.net", "5.1.1", "5.1.1"),))
    bare = shortened.replace(b"Status: 5.1.1\n", b"")
    assert bounce_in(bare) == Bounce(SENT_TO, (Failure("anna@example.net", "5.0.0", "5.0.0"),))


def test_each_recipient_that_failed_is_named() -> None:
    another = b"Final-Recipient: rfc822; boris@example.net\nAction: failed\nStatus: 5.2.2\n\n"
    late = b"Final-Recipient: rfc822; vera@example.net\nAction: delayed\nStatus: 4.2.2\n\n"
    bounce = bounce_in(BOUNCE.replace(b"Final-Recipient", another + late + b"Final-Recipient"))
    assert bounce == Bounce(SENT_TO, (Failure("boris@example.net", "5.2.2", "5.2.2"), FAILURE))


def test_a_mail_from_a_person_is_no_bounce() -> None:
    mail = EmailMessage()
    mail["To"] = "bounces@dates.example.org"
    mail.set_content("I am away.")
    assert bounce_in(bytes(mail)) is None


def test_a_bounce_within_another_mail_is_not_ours_to_act_on() -> None:
    mail = EmailMessage()
    mail["To"] = "bounces@dates.example.org"
    mail.set_content("Look what came back.")
    mail.add_attachment(BOUNCE, maintype="application", subtype="octet-stream")
    wrapped = b"Content-Type: message/rfc822\n\n" + BOUNCE
    assert (bounce_in(bytes(mail)), bounce_in(wrapped)) == (None, None)


def test_a_text_from_outside_becomes_one_line_of_bounded_length() -> None:
    hostile = b"smtp; \x1b[31m\xff\xfe =?utf-8?b?0J8=?= " + b"x" * 5000
    bounce = bounce_in(BOUNCE.replace(b"smtp; 550 5.1.1", hostile))
    assert bounce
    assert bounce.failures[0].diagnostic.isprintable()
    assert len(bounce.failures[0].diagnostic) == 300


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\0" * 1000,
        BOUNCE[:900],
        BOUNCE.replace(b'boundary="8680D28C5D9.1764072724/relay.example.org"', b"x=y"),
        BOUNCE.replace(b"To: bounces", b"To: " + b"<,;:@\xff" * 50_000),
        BOUNCE.replace(b"multipart/report", b"multipart/report; report-type*=utf-8''%ff%fe"),
        BOUNCE.replace(b"Final-Recipient", b"\xff\xff"),
        b"Content-Type: multipart/report; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 9_999,
        b"".join(b"Content-Type: multipart/report; boundary=a%d\n\n--a%d\n" % (n, n) for n in range(5_000)),
    ],
)
def test_no_message_is_too_strange_to_be_read(message: bytes) -> None:
    bounce = bounce_in(message)
    assert bounce is None or bounce.failures


@given(st.binary(max_size=300), st.integers(0, len(BOUNCE)), st.integers(0, 200))
def test_a_damaged_bounce_is_read_or_passed_over(noise: bytes, at: int, length: int) -> None:
    bounce = bounce_in(BOUNCE[:at] + noise + BOUNCE[at + length :])
    assert bounce is None or bounce.failures


def test_the_messages_of_a_maildir_are_read(tmp_path: Path) -> None:
    folder = mailbox.Maildir(tmp_path / "mail")
    read = mailbox.MaildirMessage(b"Subject: read\n\n")
    read.set_subdir("cur")
    folder.add(read)
    folder.add(b"Subject: new\n\n")
    assert sorted(messages_in(tmp_path / "mail")) == [b"Subject: new\n\n", b"Subject: read\n\n"]


def test_what_is_moved_meanwhile_is_passed_over(tmp_path: Path) -> None:
    folder = mailbox.Maildir(tmp_path / "mail")
    for number in range(3):
        folder.add(b"Subject: %d\n\n" % number)
    messages = messages_in(tmp_path / "mail")
    next(messages)
    folder.clear()
    assert list(messages) == []


def test_the_messages_of_an_mbox_are_read(tmp_path: Path) -> None:
    file = mailbox.mbox(tmp_path / "mail")
    file.add(b"Subject: first\n\nHello\n")
    file.add(BOUNCE)
    file.close()
    first, second = messages_in(tmp_path / "mail")
    assert (first, bounce_in(second)) == (b"Subject: first\n\nHello\n", Bounce(SENT_TO, (FAILURE,)))


def test_a_single_message_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "bounce.eml").write_bytes(BOUNCE)
    assert list(messages_in(tmp_path / "bounce.eml")) == [BOUNCE]


@pytest.mark.parametrize("before", [b"", b"From MAILER-DAEMON Wed Nov 25 12:12:04 2026\n"])
def test_a_single_message_is_read_from_the_standard_input(before: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(before + BOUNCE)))
    assert list(messages_in(Path("-"))) == [BOUNCE]


def test_a_mailbox_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(messages_in(tmp_path / "mail"))
    with pytest.raises(FileNotFoundError):
        list(messages_in(tmp_path))  # a folder, and no Maildir
