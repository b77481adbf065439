"""What came back is read from wherever it is, counted against the address, and at last suspends its reader."""

import io
import mailbox
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import MORNING, Dateline, Result, hand_over_to, it_is, refused
from tests.delivery.relay import Relay, relay

BOUNCE = """\
From: MAILER-DAEMON@mail.example.net
To: {return_path}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_"

--=_
Content-Type: text/plain

It could not be delivered.
--=_
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; anna@example.org
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 {status} {said}
--=_--
"""
LETTER = b"From: anna@example.org\nTo: dates@example.com\nSubject: Thank you\n\nFor the mails.\n"


@pytest.fixture
def sent(in_2021: Dateline, monkeypatch: pytest.MonkeyPatch) -> Relay:
    """A relay that has taken a mail, with its return path."""
    with relay() as server:
        hand_over_to(server, monkeypatch)
        in_2021("tick")
    return server


def a_bounce(server: Relay, *, status: str = "5.1.1", said: str = "No such user") -> bytes:
    return BOUNCE.format(return_path=server.mails[-1].sender, status=status, said=said).encode()


def read(dateline: Dateline, message: bytes, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(message)))
    return dateline("bounces")


def test_a_bounce_is_read_from_standard_input_and_noted_once(
    in_2021: Dateline, sent: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounce = a_bounce(sent)
    assert read(in_2021, bounce, monkeypatch) == Result(
        0, ["message 1: 550 5.1.1 No such user", "1 bounce noted, 0 other messages left alone"], []
    )
    assert in_2021("outbox").out == [
        "1 bounced; 1 in all",
        "bounced:",
        "  1  2021-09-02 07:00 UTC  digest of 2021-09-02 to anna@example.org: 550 5.1.1 No such user",
    ]
    assert read(in_2021, bounce, monkeypatch).out == ["0 bounces noted, 1 other message left alone"]


def test_bounces_are_read_from_a_file_an_mbox_and_a_maildir(in_2021: Dateline, sent: Relay, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(a_bounce(sent).replace(b"+1.", b"+2."))
    box = mailbox.mbox(tmp_path / "mbox")
    folder = mailbox.Maildir(tmp_path / "folder")
    for message in (LETTER, a_bounce(sent)):
        box.add(message)
        folder.add(message)
    box.close()
    assert in_2021("bounces", "one").out == ["0 bounces noted, 1 other message left alone"]
    assert in_2021("bounces", "mbox").out[-1] == "1 bounce noted, 1 other message left alone"
    assert in_2021("bounces", "folder").out[-1] == "0 bounces noted, 2 other messages left alone"


def test_what_is_not_there_or_no_mailbox_is_refused(in_2021: Dateline, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert in_2021("bounces", "none") == refused("none: cannot be read: No such file or directory.")
    assert in_2021("bounces", "folder") == refused("folder: cannot be read: No such file or directory.")


def test_a_reader_whose_mails_come_back_on_two_days_is_suspended_until_he_is_resumed(
    in_2021: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        hand_over_to(server, monkeypatch)
        said = []
        for days in (0, 7):
            it_is(MORNING + timedelta(days=days), tmp_path)
            in_2021("tick")
            said.append(read(in_2021, a_bounce(server), monkeypatch).out[0])
        it_is(MORNING + timedelta(days=13), tmp_path)
        in_2021("tick")
        assert said == [
            "message 1: 550 5.1.1 No such user",
            "message 2: 550 5.1.1 No such user; its reader gets no more mails",
        ]
        assert in_2021("subscribers", "list").out[0].endswith(", suspended: 550 5.1.1 No such user")
        assert len(server.mails) == 2
        in_2021("subscribers", "resume", "anna@example.org")
        in_2021("tick")
        assert len(server.mails) == 3


def test_a_mail_that_did_not_come_back_heals_what_was_before(
    in_2021: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        hand_over_to(server, monkeypatch)
        for days, comes_back in ((0, True), (7, False), (13, True)):
            it_is(MORNING + timedelta(days=days), tmp_path)
            in_2021("tick")
            if comes_back:
                read(in_2021, a_bounce(server), monkeypatch)
    assert in_2021("outbox").out[0] == "2 bounced, 1 sent; 3 in all"
    assert in_2021("subscribers", "list").out[0].endswith("since 2021-09-02")


def test_what_is_our_own_fault_suspends_nobody(
    in_2021: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        hand_over_to(server, monkeypatch)
        for days in (0, 7, 13):
            it_is(MORNING + timedelta(days=days), tmp_path)
            in_2021("tick")
            bounce = a_bounce(server, status="5.7.26", said="Not signed")
            assert read(in_2021, bounce, monkeypatch).out[0] == f"message {len(server.mails)}: 550 5.7.26 Not signed"
    assert in_2021("outbox").out[0] == "3 bounced; 3 in all"
    assert in_2021("subscribers", "list").out[0].endswith("since 2021-09-02")


def test_a_forged_bounce_changes_nothing(in_2021: Dateline, sent: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    local, _, rest = sent.mails[0].sender.partition(".")
    forged = a_bounce(sent).replace(sent.mails[0].sender.encode(), f"{local}.{'0' * 8}{rest[8:]}".encode())
    assert read(in_2021, forged, monkeypatch).out == ["0 bounces noted, 1 other message left alone"]
    assert in_2021("outbox").out == ["1 sent; 1 in all"]
