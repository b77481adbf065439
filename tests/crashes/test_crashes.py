"""The crash test in its short form; `python -m tests.crashes` is the long one."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.crashes.__main__ import main
from tests.crashes.findings import mistakes
from tests.crashes.scene import ONE_IN
from tests.crashes.sender import CONNECTIONS
from tests.crashes.trial import Interruption, Trial, run

MAILS = 300
SPEED = 45  # times as fast as real time, and a lease is still longer than the longest silence of a sender


@pytest.mark.parametrize(
    ("interruption", "times", "senders", "by_evidence"),
    [
        (Interruption.KILLED, 8, 1, True),
        (Interruption.KILLED, 8, 1, False),
        (Interruption.KILLED, 8, 2, True),
        (Interruption.STOPPED, 2, 2, True),
    ],
)
def test_nothing_is_lost_and_nothing_repeated(
    interruption: Interruption, times: int, senders: int, by_evidence: bool, tmp_path: Path
) -> None:
    trial = Trial(
        mails=MAILS,
        interruption=interruption,
        times=times,
        senders=senders,
        by_evidence=by_evidence,
        seed=1,
        speed=SPEED,
    )
    ended = run(trial, tmp_path, lambda _: None)
    assert list(mistakes(ended.findings, planned=MAILS, most_repeated=trial.most_repeated)) == []
    assert ended.most_in_doubt <= CONNECTIONS
    assert ended.states == {"failed": MAILS // ONE_IN, "sent": MAILS - MAILS // ONE_IN}


def test_the_long_form_prints_what_happened(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--mails", "20", "--kills", "1", "--folder", str(tmp_path / "kept")])
    assert done.exit_code == 0, done.output
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()]
    assert [row for row in rows if row[0] in ("mails", "lost", "repeated")] == [
        ["mails", "20"],
        ["lost", "0"],
        ["repeated", "0"],
    ]


def test_stopping_needs_the_evidence_of_the_relay() -> None:
    done = CliRunner().invoke(main, ["--stop", "--no-evidence"])
    assert done.exit_code == 2
