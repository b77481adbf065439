"""The relay's log proves that it took a mail, or that it did not, or nothing: tried with what Postfix 3.7 wrote."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.delivery.postfix_log import evidence
from service.domain.evidence import CannotBeSaid, Verdict, WasAccepted, WasNotAccepted

SINCE = datetime(2026, 11, 25, 12, 12, 1, tzinfo=UTC)
TRADITIONAL = """\
Nov 25 12:11:38 relay postfix/master[9106]: daemon started -- version 3.7.11, configuration /etc/postfix
Nov 25 12:12:01 relay postfix/smtpd[9523]: connect from localhost[127.0.0.1]
Nov 25 12:12:01 relay postfix/smtpd[9523]: 8680D28C5D9: client=localhost[127.0.0.1]
Nov 25 12:12:01 relay postfix/cleanup[9527]: 8680D28C5D9: message-id=<normal@example.org>
Nov 25 12:12:01 relay postfix/qmgr[9449]: 8680D28C5D9: from=<b@example.org>, size=291, nrcpt=1 (queue active)
Nov 25 12:12:01 relay postfix/smtpd[9523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1 quit=1
Nov 25 12:12:01 relay postfix/discard[9528]: 8680D28C5D9: to=<anna@example.org>, relay=none, delay=0.02, dsn=2.0.0
Nov 25 12:12:01 relay postfix/qmgr[9449]: 8680D28C5D9: removed
Nov 25 12:12:01 relay postfix/smtpd[9523]: connect from localhost[127.0.0.1]
Nov 25 12:12:01 relay postfix/smtpd[9523]: D07DB28C5D9: client=localhost[127.0.0.1]
Nov 25 12:12:01 relay postfix/smtpd[9523]: lost connection after DATA (0 bytes) from localhost[127.0.0.1]
Nov 25 12:12:01 relay postfix/smtpd[9523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=0/1
Nov 25 12:12:02 relay postfix/smtpd[9523]: connect from localhost[127.0.0.1]
Nov 25 12:12:02 relay postfix/smtpd[9523]: 25CE528C5DB: client=localhost[127.0.0.1]
Nov 25 12:12:02 relay postfix/smtpd[9523]: lost connection after DATA (60 bytes) from localhost[127.0.0.1]
Nov 25 12:12:02 relay postfix/smtpd[9523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=0/1
Nov 25 12:12:02 relay postfix/cleanup[9527]: 25CE528C5DB: message-id=<aborted@example.org>
Nov 25 12:12:02 relay postfix/smtpd[9523]: connect from localhost[127.0.0.1]
Nov 25 12:12:02 relay postfix/smtpd[9523]: A027B28C5DB: client=localhost[127.0.0.1]
Nov 25 12:12:02 relay postfix/cleanup[9527]: A027B28C5DB: message-id=<aborted-late@example.org>
Nov 25 12:12:02 relay postfix/smtpd[9523]: lost connection after DATA (69764 bytes) from localhost[127.0.0.1]
Nov 25 12:12:02 relay postfix/smtpd[9523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=0/1
Nov 25 12:12:03 relay postfix/smtpd[9523]: connect from localhost[127.0.0.1]
Nov 25 12:12:03 relay postfix/smtpd[9523]: 2673B28C5DC: client=localhost[127.0.0.1]
Nov 25 12:12:03 relay postfix/cleanup[9527]: 2673B28C5DC: message-id=<dot-and-gone@example.org>
Nov 25 12:12:03 relay postfix/smtpd[9523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1
Nov 25 12:12:03 relay postfix/qmgr[9449]: 2673B28C5DC: from=<b@example.org>, size=297, nrcpt=1 (queue active)
Nov 25 12:12:03 relay postfix/smtpd[9523]: connect from localhost[127.0.0.1]
Nov 25 12:12:03 relay postfix/smtpd[9523]: 6FF6528C5DC: client=localhost[127.0.0.1]
Nov 25 12:12:03 relay postfix/cleanup[9527]: 6FF6528C5DC: message-id=<rejected@example.org>
Nov 25 12:12:03 relay postfix/cleanup[9527]: 6FF6528C5DC: reject: header Subject: x from localhost[127.0.0.1]; 5.7.1
Nov 25 12:12:03 relay postfix/smtpd[9523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=0/1
Nov 25 12:12:04 relay postfix/smtpd[9523]: connect from localhost[127.0.0.1]
Nov 25 12:12:04 relay postfix/smtpd[9523]: 0EF7C28C5DD: client=localhost[127.0.0.1]
Nov 25 12:12:04 relay postfix/cleanup[9527]: 0EF7C28C5DD: message-id=<first@example.org>
Nov 25 12:12:04 relay postfix/qmgr[9449]: 0EF7C28C5DD: from=<b@example.org>, size=290, nrcpt=1 (queue active)
Nov 25 12:12:04 relay postfix/smtpd[9523]: 0F5C128C5DE: client=localhost[127.0.0.1]
Nov 25 12:12:04 relay postfix/cleanup[9527]: 0F5C128C5DE: message-id=<second@example.org>
Nov 25 12:12:04 relay postfix/qmgr[9449]: 0EF7C28C5DD: removed
Nov 25 12:12:04 relay postfix/qmgr[9449]: 0F5C128C5DE: from=<b@example.org>, size=292, nrcpt=1 (queue active)
Nov 25 12:12:04 relay postfix/smtpd[9523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=2 rcpt=2 data=2
"""
VERDICTS = {
    "normal": "8680D28C5D9",
    "aborted": None,
    "aborted-late": None,
    "dot-and-gone": "2673B28C5DC",
    "rejected": None,
    "first": "0EF7C28C5DD",
    "second": "0F5C128C5DE",
    "never-seen": None,
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "mail.log"


def rfc_3339(log: str) -> str:
    """The same lines as rsyslog writes them on Debian 12."""
    return log.replace("Nov 25 ", "2026-11-25T").replace(" relay ", ".000000+00:00 relay ")


def verdict(log: Path, text: str, name: str, *, since: datetime = SINCE) -> Verdict:
    log.write_text(rfc_3339(text))
    message_id = f"<{name}@example.org>"
    return evidence(log, {message_id: since})[message_id]


def taken(queue_id: str) -> WasAccepted:
    return WasAccepted(f"queued as {queue_id}, says the log of the relay")


@pytest.mark.parametrize("instance", ["postfix", "postfix-out", "mta"])
def test_the_log_says_what_was_taken_and_what_was_not(log: Path, instance: str) -> None:
    log.write_text(rfc_3339(TRADITIONAL).replace(" postfix/", f" {instance}/"))
    found = evidence(log, {f"<{name}@example.org>": SINCE for name in VERDICTS})
    assert found == {
        f"<{name}@example.org>": taken(queue_id) if queue_id else WasNotAccepted()
        for name, queue_id in VERDICTS.items()
    }


def test_the_traditional_form_says_the_same(log: Path) -> None:
    log.write_text(TRADITIONAL)
    since = datetime(2026, 11, 25, 12, 12, 1).astimezone()
    found = evidence(log, {f"<{name}@example.org>": since for name in VERDICTS})
    assert [isinstance(each, WasAccepted) for each in found.values()] == [
        each is not None for each in VERDICTS.values()
    ]
    assert not any(isinstance(each, CannotBeSaid) for each in found.values())


def test_a_service_of_its_own_name_belongs_to_the_same_postfix(log: Path) -> None:
    text = TRADITIONAL.replace("postfix/smtpd", "postfix/submission/smtpd")
    assert verdict(log, text, "aborted") == WasNotAccepted()
    assert verdict(log, text, "dot-and-gone") == taken("2673B28C5DC")


def test_a_queue_id_of_another_instance_is_another(log: Path) -> None:
    text = TRADITIONAL.replace("postfix/qmgr", "postfix-out/qmgr")
    assert verdict(log, text, "normal") == CannotBeSaid(
        "the relay had it as 8680D28C5D9, and does not say what became of that"
    )


def test_a_message_id_without_a_queued_mail_proves_nothing(log: Path) -> None:
    """Where the queue manager is busy, its line comes much later."""
    text = "".join(line for line in TRADITIONAL.splitlines(True) if "2673B28C5DC: from=" not in line)
    assert verdict(log, text, "dot-and-gone") == CannotBeSaid(
        "the relay had it as 2673B28C5DC, and does not say what became of that"
    )


def test_a_connection_lost_after_the_final_dot_proves_nothing(log: Path) -> None:
    text = TRADITIONAL.replace("lost connection after DATA (69764 bytes)", "lost connection after END-OF-MESSAGE")
    assert verdict(log, text, "aborted-late") == CannotBeSaid(
        "the relay had it as A027B28C5DB, and does not say what became of that"
    )


def test_a_mail_taken_at_a_second_try_is_taken(log: Path) -> None:
    text = TRADITIONAL.replace("<second@", "<aborted@")
    assert verdict(log, text, "aborted") == taken("0F5C128C5DE")


def test_a_queue_id_that_comes_back_is_another_mail(log: Path) -> None:
    text = TRADITIONAL.replace("0EF7C28C5DD", "A027B28C5DB")
    assert verdict(log, text, "aborted-late") == WasNotAccepted()
    assert verdict(log, text, "first") == taken("A027B28C5DB")


def test_a_log_that_has_stopped_proves_nothing(log: Path) -> None:
    since = SINCE.replace(second=4)
    assert verdict(log, TRADITIONAL, "never-seen", since=since) == WasNotAccepted()
    assert verdict(log, TRADITIONAL, "never-seen", since=since + timedelta(microseconds=1)) == CannotBeSaid(
        "the log does not reach that far"
    )


def test_a_log_without_any_connection_proves_nothing(log: Path) -> None:
    text = "".join(line for line in TRADITIONAL.splitlines(True) if "smtpd" not in line)
    assert verdict(log, text, "never-seen") == CannotBeSaid("the log does not reach that far")


def test_a_log_that_begins_later_proves_nothing(log: Path) -> None:
    since = SINCE - timedelta(minutes=5)
    assert verdict(log, TRADITIONAL, "never-seen", since=since) == CannotBeSaid("the log does not reach back that far")
    assert verdict(log, "", "never-seen") == CannotBeSaid("the log does not reach back that far")


@pytest.mark.parametrize("first", ["connect from localhost[127.0.0.1]", "5D4F028C5DF: client=localhost[127.0.0.1]"])
def test_as_long_as_a_connection_of_that_time_is_open_nothing_is_certain(log: Path, first: str) -> None:
    opened = f"Nov 25 12:12:00 relay postfix/smtpd[9600]: {first}\n"
    start, *rest = TRADITIONAL.splitlines(True)
    text = "".join([start, opened, *rest])
    ends = [
        "smtpd[9600]: disconnect from localhost[127.0.0.1]",
        "smtpd[9600]: timeout after DATA (0 bytes) from localhost[127.0.0.1]",
        "master[9106]: terminating on signal 15",
        "master[9906]: daemon started -- version 3.7.11, configuration /etc/postfix",
        "master[9106]: warning: process /usr/lib/postfix/sbin/smtpd pid 9600 killed by signal 9",
    ]
    assert verdict(log, text, "never-seen") == CannotBeSaid("a connection of that time may still be open")
    assert verdict(log, text, "normal") == taken("8680D28C5D9")
    for end in ends:
        assert verdict(log, f"{text}Nov 25 12:12:05 relay postfix/{end}\n", "never-seen") == WasNotAccepted()


def test_a_connection_opened_later_is_of_no_concern(log: Path) -> None:
    text = TRADITIONAL + "Nov 25 12:12:05 relay postfix/smtpd[9600]: connect from localhost[127.0.0.1]\n"
    assert verdict(log, text, "never-seen") == WasNotAccepted()


def test_what_stands_before_the_rotation_counts_too(log: Path) -> None:
    lines = rfc_3339(TRADITIONAL).splitlines(True)
    for cut in range(len(lines) + 1):
        log.with_name("mail.log.1").write_text("".join(lines[:cut]))
        log.write_text("".join(lines[cut:]))
        found = evidence(log, {f"<{name}@example.org>": SINCE for name in VERDICTS})
        assert [isinstance(each, WasAccepted) for each in found.values()] == [
            each is not None for each in VERDICTS.values()
        ]


def test_until_the_whole_log_is_there_nothing_certain_is_said_that_is_not_so(log: Path) -> None:
    lines = rfc_3339(TRADITIONAL).splitlines(True)
    for cut in range(len(lines)):
        log.write_text("".join(lines[:cut]))
        found = evidence(log, {f"<{name}@example.org>": SINCE.replace(second=4) for name in ("first", "second")})
        assert WasNotAccepted() not in found.values()


def test_a_log_that_cannot_be_read_proves_nothing(log: Path) -> None:
    assert evidence(log, {"<1@example.org>": SINCE}) == {
        "<1@example.org>": CannotBeSaid(f"{log}: No such file or directory")
    }
    log.mkdir()
    assert evidence(log, {"<1@example.org>": SINCE}) == {"<1@example.org>": CannotBeSaid(f"{log}: Is a directory")}


def test_where_nothing_is_wanted_nothing_is_read(log: Path) -> None:
    assert evidence(log, {}) == {}


def test_lines_of_others_are_passed_over(log: Path) -> None:
    strange = "\0\n\n-- MARK --\nNov 25 12:11:09 relay kernel: [1.0] x\npostfix/smtpd[1]: disconnect from x\n"
    assert verdict(log, strange + TRADITIONAL + strange, "never-seen") == WasNotAccepted()
