"""The relay of the crash test keeps its books as it should: else what they say would prove nothing."""

import smtplib
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest

from service.clock import starting_at
from service.delivery.postfix_log import evidence
from service.domain.evidence import WasAccepted, WasNotAccepted
from tests.crashes.faults import Fault
from tests.crashes.findings import record_in
from tests.crashes.scene import MORNING, Scene, relay
from tests.crashes.session import LOG_LAGS_SECONDS

SENDER, READER = "dateline@example.org", "reader@example.org"
MAIL = b"Message-ID: <1@example.org>\r\nSubject: Hello\r\n\r\n..\r\nHello\r\n"
WIRE = MAIL[:-2].replace(b"\r\n.", b"\r\n..")  # as it was received, without the end of its last line


@contextmanager
def connection(scene: Scene, *options: str) -> Iterator[smtplib.SMTP]:
    with relay(scene, starting_at(MORNING, speed=1), *options) as port:
        opened = smtplib.SMTP("127.0.0.1", port)
        yield opened
        opened.close()
        time.sleep(LOG_LAGS_SECONDS * 2)  # so that the log is whole


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path, speed=1)


def test_what_it_answers_for_is_on_record(scene: Scene) -> None:
    with connection(scene) as opened:
        opened.sendmail(SENDER, [READER], MAIL)
        (accepted,) = record_in(scene.record).accepted
    assert (accepted.session, accepted.message_id) == (1, "<1@example.org>")
    assert accepted.checksum == f"{zlib.crc32(WIRE):08x}"


def test_it_offers_pipelining(scene: Scene) -> None:
    with connection(scene) as opened:
        opened.ehlo()
        assert opened.has_extn("pipelining")


def test_whom_it_does_not_know_it_refuses(scene: Scene) -> None:
    with connection(scene) as opened:
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
            opened.sendmail(SENDER, ["nobody1@example.org"], MAIL)
        opened.sendmail(SENDER, [READER], MAIL)
    assert len(record_in(scene.record).accepted) == 1


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (Fault.BUSY, "421"),
        (Fault.TRY_LATER, "451"),
        (Fault.LATE_TRY_LATER, "451"),
        (Fault.LOST, "Connection unexpectedly closed"),
    ],
)
def test_what_it_does_not_take_is_not_on_record(scene: Scene, fault: Fault, answer: str) -> None:
    with connection(scene, "--always", fault.name) as opened, pytest.raises(smtplib.SMTPException, match=answer):
        opened.sendmail(SENDER, [READER], MAIL)
    record = record_in(scene.record)
    assert (record.accepted, dict(record.faults)) == ((), {fault.value: 1})


@pytest.mark.parametrize("fault", [Fault.STALLED, Fault.STALLED_THOUGH_ACCEPTED])
def test_it_may_take_its_time(scene: Scene, fault: Fault) -> None:
    with connection(scene, "--always", fault.name) as opened:
        opened.sendmail(SENDER, [READER], MAIL)
    assert len(record_in(scene.record).accepted) == 1


def test_it_may_take_a_mail_and_hang_up(scene: Scene) -> None:
    always = ("--always", Fault.LOST_THOUGH_ACCEPTED.name)
    with connection(scene, *always) as opened, pytest.raises(smtplib.SMTPServerDisconnected):
        opened.sendmail(SENDER, [READER], MAIL)
    assert len(record_in(scene.record).accepted) == 1


def test_what_it_was_sent_by_who_is_gone_it_takes_all_the_same(scene: Scene) -> None:
    with connection(scene, "--pace", "0.1") as opened:
        opened.ehlo()
        for command in (f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{READER}>", "DATA"):
            opened.docmd(command)
        opened.send(MAIL.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        opened.close()
        time.sleep(0.3)
    assert [each.message_id for each in record_in(scene.record).accepted] == ["<1@example.org>"]


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (Fault.LATE_TRY_LATER, WasNotAccepted),
        (Fault.LOST, WasNotAccepted),
        (Fault.LOST_THOUGH_ACCEPTED, WasAccepted),
        (Fault.STALLED_THOUGH_ACCEPTED, WasAccepted),
    ],
)
def test_its_log_says_what_it_has_taken(scene: Scene, fault: Fault, verdict: type) -> None:
    with connection(scene, "--always", fault.name) as opened, suppress(smtplib.SMTPException):
        opened.sendmail(SENDER, [READER], MAIL)
    first = scene.log.read_text().partition(" ")[0]
    found = evidence(scene.log, {"<1@example.org>": datetime.fromisoformat(first)})
    assert isinstance(found["<1@example.org>"], verdict)


def test_evidence_is_in_its_log_as_in_that_of_postfix(scene: Scene) -> None:
    with connection(scene) as opened:
        opened.sendmail(SENDER, [READER], MAIL)
        opened.quit()
    lines = [line.split("]: ", 1)[1] for line in scene.log.read_text().splitlines()]
    queue_id = lines[1].partition(":")[0]
    assert sorted(lines) == sorted(
        [
            "connect from localhost[127.0.0.1]",
            f"{queue_id}: client=localhost[127.0.0.1]",
            f"{queue_id}: message-id=<1@example.org>",
            f"{queue_id}: from=<{SENDER}>, size={len(WIRE)}, nrcpt=1 (queue active)",
            "disconnect from localhost[127.0.0.1]",
        ]
    )
