"""The first minute of a newcomer: one command, and the agenda, the feeds and the mails are there."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.error import URLError

import pytest

PATIENCE = 60  # seconds until a starting process must answer; on a busy machine it may take a while


class Demo:
    """A running `dateline demo`, whose clock passes two days a second unless it is told otherwise."""

    def __init__(self, folder: Path, port: int, *, speed: str = "2d") -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.database = folder / "demo.sqlite3"
        self.process = start("demo", "--speed", speed, "--port", str(port), "--database", str(self.database))
        wait_for(lambda: self.get("/"))

    def get(self, path: str) -> str:
        return get(self.url + path)

    def mails(self) -> list[Path]:
        return list(self.database.with_name("demo.sqlite3.mailbox").glob("*.eml"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"), free_port())
    yield running
    running.process.send_signal(signal.SIGINT)
    running.process.communicate(timeout=PATIENCE)


def test_it_shows_the_agenda_of_the_shipped_calendar(demo: Demo) -> None:
    assert "Collective Security Council: regular session" in demo.get("/?calendar=csto&lang=en")


def test_it_serves_the_feed(demo: Demo) -> None:
    assert demo.get("/feeds/csto.ics").splitlines()[0] == "BEGIN:VCALENDAR"


def test_the_first_digests_arrive_in_both_languages(demo: Demo) -> None:
    wait_for(lambda: len(demo.mails()) >= 2)
    assert {a_mail(path)["Content-Language"] for path in demo.mails()} == {"en", "ru"}


def test_the_mailbox_shows_them(demo: Demo) -> None:
    wait_for(lambda: len(demo.mails()) >= 2)
    assert "anna@example.org" in demo.get("/mailbox")


def test_who_was_told_of_a_date_that_moves_gets_a_mail_that_says_so(tmp_path: Path) -> None:
    running = Demo(tmp_path, free_port(), speed="6h")
    wait_for(lambda: len(running.mails()) == 2)
    moved = run(
        "--database", str(running.database), "edit", "regular-session-2021", "--first-day", "2021-09-17",
        environment={"DATELINE_BASE_URL": running.url},
    )  # fmt: skip
    assert (moved.returncode, moved.stderr) == (0, "")
    subject = "Moved: Collective Security Council: regular session, now 17 September 2021"
    wait_for(lambda: subject in [a_mail(path)["Subject"] for path in running.mails()])
    running.process.send_signal(signal.SIGINT)
    running.process.communicate(timeout=PATIENCE)


def test_another_process_tells_the_same_simulated_time(demo: Demo) -> None:
    listed = run("--database", str(demo.database), "subscribers", "add", "carl@example.org")
    assert listed.returncode == 0, listed.stderr
    shown = run("--database", str(demo.database), "subscribers", "list").stdout
    assert re.search(r"carl@example.org .* since 2021-", shown)


def test_a_second_one_on_the_same_port_says_so(demo: Demo, tmp_path: Path) -> None:
    port = demo.url.rpartition(":")[2]
    second = run("demo", "--port", port, "--database", str(tmp_path / "second.sqlite3"))
    sentence = f"Cannot listen on port {port} of 127.0.0.1: it is in use; choose another one.\n"
    assert (second.returncode, second.stderr) == (1, sentence)
    assert not (tmp_path / "second.sqlite3").exists()


def test_it_ends_well_when_it_is_interrupted_and_says_what_to_open(tmp_path: Path) -> None:
    running = Demo(tmp_path, free_port())
    running.process.send_signal(signal.SIGINT)
    output, errors = running.process.communicate(timeout=PATIENCE)
    assert (running.process.returncode, errors) == (0, "")
    assert f"The agenda   {running.url}/" in output
    assert "It is 02 September 2021" in output


def test_it_starts_over_on_its_own_database_and_leaves_any_other_alone(demo: Demo, tmp_path: Path) -> None:
    real = tmp_path / "real.sqlite3"
    run("--database", str(real), "migrate")
    before = real.read_bytes()
    refused = run("demo", "--port", str(free_port()), "--database", str(real))
    sentence = f"{real} is not the database of a demo; choose another file with --database.\n"
    assert (refused.returncode, refused.stderr) == (1, sentence)
    assert real.read_bytes() == before


def test_serve_runs_the_web_and_the_scheduler_and_drains(demo: Demo, tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "DATELINE_DATABASE": str(demo.database),
        "DATELINE_MAILBOX": str(tmp_path / "mails"),
        "DATELINE_SECRET_KEY": "s" * 32,
        "DATELINE_PORT": str(port),
    }
    process = start("serve", environment=settings)
    wait_for(lambda: get(f"http://127.0.0.1:{port}/"))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def a_mail(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def run(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", *words]
    everything = os.environ | (environment or {})
    return subprocess.run(command, env=everything, capture_output=True, text=True, timeout=PATIENCE, check=False)


def start(*words: str, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "service", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], object]) -> None:
    """Returns as soon as the condition holds; fails after `PATIENCE`."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")
