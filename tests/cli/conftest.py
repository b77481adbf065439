"""The command line as a function: what is typed, and what comes of it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.cli import main
from service.clock import starting_at
from service.storage.database import open_database
from service.storage.simulated_clock import set_simulated_clock
from tests.delivery.relay import Relay

CLUB = """\
[calendar]
slug = "club"
name = "The Club"
zone = "Europe/Vienna"
language = "en"

[[event]]
uid = "assembly@club"
kind = "meeting"
summary = "Assembly"
first_day = 2021-09-16

[[event]]
uid = "report@club"
kind = "deadline"
summary = "Report"
first_day = 2021-09-30
"""


MORNING = datetime(2021, 9, 2, 7, tzinfo=UTC)  # two weeks before the assembly


@dataclass(frozen=True)
class Result:
    code: int
    out: list[str]
    err: list[str]


Dateline = Callable[..., Result]


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    path = tmp_path / "club.toml"
    path.write_text(CLUB)
    return path


@pytest.fixture
def dateline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dateline:
    """Runs the command in an empty folder, on `dates.sqlite3` there, with a mailbox beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_DATABASE", str(tmp_path / "dates.sqlite3"))
    monkeypatch.setenv("DATELINE_MAILBOX", str(tmp_path / "mails"))
    monkeypatch.setenv("USER", "anna")

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        code = main()
        captured = capsys.readouterr()
        return Result(code, captured.out.splitlines(), captured.err.splitlines())

    return run


def refused(*sentences: str) -> Result:
    return Result(1, [], list(sentences))


@pytest.fixture
def loaded(dateline: Dateline, calendar: Path) -> Dateline:
    """A database with the club and one reader."""
    dateline("migrate")
    dateline("load", calendar)
    dateline("subscribers", "add", "boris@example.org")
    return dateline


@pytest.fixture
def in_2021(dateline: Dateline, calendar: Path, tmp_path: Path) -> Dateline:
    """A database with the club, on which it is the morning of 2 September 2021, and Anna, who has just signed up."""
    dateline("migrate")
    dateline("load", calendar)
    it_is(MORNING, tmp_path)
    dateline("subscribers", "add", "anna@example.org")
    return dateline


def it_is(now: datetime, tmp_path: Path) -> None:
    db = open_database(tmp_path / "dates.sqlite3")
    set_simulated_clock(db, starting_at(now, speed=1))
    db.close()


def hand_over_to(server: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on mails go to that relay instead of the mailbox."""
    monkeypatch.setenv("DATELINE_MAILBOX", "")
    monkeypatch.setenv("DATELINE_SMTP_URL", f"smtp://127.0.0.1:{server.port}?tls=none")
    monkeypatch.setenv("DATELINE_MAIL_FROM", "dates@example.com")


def content(tmp_path: Path) -> list[str]:
    db = open_database(tmp_path / "dates.sqlite3")
    dump = list(db.conn.iterdump())
    db.close()
    return dump
