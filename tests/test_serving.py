"""What an operator sets is what the scheduler goes by."""

from datetime import UTC, datetime
from pathlib import Path

from service.config import settings_from
from service.domain.evidence import CannotBeSaid, Doubt, WasAccepted, WasNotAccepted
from service.domain.quiet import Quiet
from service.operations.reconciling import WithoutEvidence
from service.serving import policy_of

BEGUN = datetime(2026, 11, 25, 12, 27, 30, tzinfo=UTC)
LOG = """\
2026-11-25T12:27:29.9+00:00 mail postfix/smtpd[11872]: connect from localhost[127.0.0.1]
2026-11-25T12:27:30.1+00:00 mail postfix/smtpd[11872]: 4jZJpp5jgRz: client=localhost[127.0.0.1]
2026-11-25T12:27:30.2+00:00 mail postfix/cleanup[11877]: 4jZJpp5jgRz: message-id=<1@example.org>
2026-11-25T12:27:30.3+00:00 mail postfix/qmgr[11706]: 4jZJpp5jgRz: from=<b@example.org>, size=1, nrcpt=1 (queue active)
2026-11-25T12:27:31.0+00:00 mail postfix/smtpd[11872]: lost connection after DATA from localhost[127.0.0.1]
2026-11-25T12:27:31.0+00:00 mail postfix/smtpd[11872]: disconnect from localhost[127.0.0.1]
"""


def test_quiet_hours_are_those_that_are_set() -> None:
    assert policy_of(settings_from({})).quiet == Quiet(22, 7)
    assert policy_of(settings_from({"DATELINE_QUIET_HOURS": "23-6"})).quiet == Quiet(23, 6)
    assert policy_of(settings_from({"DATELINE_QUIET_HOURS": "none"})).quiet is None


def test_without_a_log_what_is_unknown_is_sent_again_or_held_as_it_is_set() -> None:
    assert policy_of(settings_from({})).on_unknown == WithoutEvidence("resend")
    assert policy_of(settings_from({"DATELINE_ON_UNKNOWN": "hold"})).on_unknown == WithoutEvidence("hold")


def test_with_the_log_of_the_relay_that_decides(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_text(LOG)
    evidence = policy_of(settings_from({"DATELINE_RELAY_LOG": str(log)})).on_unknown
    assert not isinstance(evidence, WithoutEvidence)
    doubts = [Doubt("<1@example.org>", BEGUN), Doubt("<2@example.org>", BEGUN)]
    assert evidence(doubts) == {
        "<1@example.org>": WasAccepted("queued as 4jZJpp5jgRz, says the log of the relay"),
        "<2@example.org>": WasNotAccepted(),
    }
    log.unlink()
    assert evidence(doubts[:1]) == {"<1@example.org>": CannotBeSaid(f"{log}: No such file or directory")}
