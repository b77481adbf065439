"""The process itself: exit codes, sentences on stderr, and never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CLUB


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    command = [sys.executable, "-m", "service", "--database", str(folder / "dates.sqlite3"), *arguments]
    return subprocess.run(command, env=inherited | environment, capture_output=True, text=True)


def outcome(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


def test_what_goes_well_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_text(CLUB)
    assert [run(tmp_path, "migrate").returncode, run(tmp_path, "load", str(tmp_path)).returncode] == [0, 0]


def test_what_cannot_be_done_ends_with_1_and_a_sentence(tmp_path: Path) -> None:
    sentence = f'There is no database at {tmp_path / "dates.sqlite3"}. "dateline migrate" creates it.\n'
    assert outcome(run(tmp_path, "subscribers", "list")) == (1, "", sentence)


def test_a_call_that_is_off_ends_with_2(tmp_path: Path) -> None:
    done = run(tmp_path, "dance")
    assert (done.returncode, done.stdout, done.stderr.splitlines()[-1]) == (2, "", "Error: No such command 'dance'.")


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (("tick",), {"DATELINE_SMTP_URL": "x", "DATELINE_MAIL_FROM": "x@example.com"}, "DATELINE_SMTP_URL must be"),
        (("serve",), {"DATELINE_MAILBOX": "mails"}, "DATELINE_SECRET_KEY is missing"),
        (("load", "none.toml"), {}, "none.toml: cannot be read"),
        (("demo", "--date", "0000-00-00"), {}, "Expected a day that exists"),
    ],
)
def test_bad_input_is_one_sentence_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], sentence: str
) -> None:
    run(tmp_path, "migrate")
    done = run(tmp_path, *arguments, **environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert [line.startswith(sentence) for line in done.stderr.splitlines()] == [True]
