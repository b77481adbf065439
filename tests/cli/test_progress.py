"""Of a few messages each is told; of many, how far it is: by a bar on a terminal, in lines elsewhere."""

import os
import pty
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli.progress import FEW
from service.operations import ticking
from service.storage.database import open_database, transaction
from service.storage.subscribers import add_subscriber
from tests.cli.conftest import MORNING, Dateline, hand_over_to
from tests.delivery.relay import relay
from tests.examples import a_wish

READERS = 2 * FEW + 50


@pytest.fixture
def many(in_2021: Dateline, tmp_path: Path) -> Dateline:
    """To whom all a digest is due, with Anna."""
    db = open_database(tmp_path / "dates.sqlite3")
    with transaction(db):
        for number in range(READERS - 1):
            add_subscriber(db, f"reader{number}@example.org", a_wish(), secret=secrets.token_bytes(16), now=MORNING)
    db.close()
    return in_2021


def without_seconds(lines: list[str]) -> list[str]:
    return [re.sub(r"07:00:\d\d", "07:00", line) for line in lines]


def test_of_many_messages_a_line_says_how_many(many: Dateline) -> None:
    result = many("tick")
    assert (result.code, result.err) == (0, [])
    assert without_seconds(result.out) == [f"2021-09-02 07:00 UTC  {READERS} sent; 0 wait"]


def test_a_long_send_says_how_far_it_is_in_lines(many: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "BATCH", FEW + 1)
    first, *_, last = without_seconds(many("tick").out)
    found = re.fullmatch(r"2021-09-02 07:00 UTC  (\d+) sent; (\d+) wait", first)
    assert found
    assert FEW < int(found[1]) < READERS
    assert last == f"2021-09-02 07:00 UTC  {READERS} sent; 0 wait"


def test_of_many_that_were_not_accepted_the_last_reason_is_told(
    many: Dateline, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay({"RCPT": "550 5.1.1 No such user"}) as server:
        hand_over_to(server, monkeypatch)
        last = without_seconds(many("tick").out)[-1]
    assert last == f"2021-09-02 07:00 UTC  {READERS} refused; 0 wait; last: 550 5.1.1 No such user"


def test_on_a_terminal_a_bar_fills(many: Dateline, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "service", "tick"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        os.close(theirs)
        shown = _all_from(ours)
        out, _ = process.communicate()
    assert process.returncode == 0
    assert re.search(rf"Sending  \[#+\]  {READERS}/{READERS}", shown)
    assert without_seconds(out.splitlines()) == [f"2021-09-02 07:00 UTC  {READERS} sent; 0 wait"]


def _all_from(terminal: int) -> str:
    read = b""
    try:
        while data := os.read(terminal, 65536):
            read += data
    except OSError:  # nobody writes there any more
        pass
    os.close(terminal)
    return read.decode()
