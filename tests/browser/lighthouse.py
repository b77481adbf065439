"""What Lighthouse gives a page, on a phone and on a desktop; `lighthouse.sh` installs it and runs this."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

import click

from tests.browser.chromium import MISSING, installed
from tests.browser.running import DAY

_COMMAND = Path(__file__).parents[2] / ".lighthouse" / "node_modules" / ".bin" / "lighthouse"
_CATEGORIES = "performance,accessibility,best-practices,seo"
_DEVICES: dict[str, list[str]] = {"mobile": [], "desktop": ["--preset=desktop"]}
_PATIENCE = 60  # seconds for the service to start


@click.command()
@click.argument("address", required=False)
def measure(address: str | None) -> None:
    """Prints the scores of the page at an address; of the agenda of the shipped calendars, if none is given."""
    if address:
        _print_scores(address)
    else:
        with _demo() as address:
            _print_scores(address)


def _print_scores(address: str) -> None:
    for device, flags in _DEVICES.items():
        for line in _lines(_report(address, flags)):
            click.echo(f"{device:8} {line}")


def _lines(report: dict[str, Any]) -> Iterator[str]:
    """Each category with its score; below it, what costs points."""
    for category in report["categories"].values():
        yield f"{_score(category)} {category['title']}"
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] > 0 and audit["score"] is not None and audit["score"] < 1:
                yield f"    {_score(audit)} {audit['id']}: {audit['title']} {audit.get('displayValue', '')}"
                yield from (f"        {item}" for item in _what(audit))


def _score(scored: dict[str, Any]) -> str:
    return "  –" if scored["score"] is None else f"{100 * scored['score']:3.0f}"


def _what(audit: dict[str, Any]) -> Iterator[str]:
    """What is wrong and where, if Lighthouse says so."""
    if "explanation" in audit:
        yield str(audit["explanation"])
    for item in audit.get("details", {}).get("items", []):
        snippet = item.get("node", {}).get("snippet") or item.get("url") or item.get("description")
        if snippet:
            yield str(snippet)


def _report(address: str, flags: list[str]) -> dict[str, Any]:
    browser = installed()
    if browser is None:
        raise click.ClickException(MISSING)
    sandbox = "" if os.geteuid() else " --no-sandbox"
    always = ["--quiet", "--output=json", f"--only-categories={_CATEGORIES}", f"--chrome-flags=--headless=new{sandbox}"]
    environment = os.environ | {"CHROME_PATH": browser}
    printed = subprocess.run(
        [_COMMAND, address, *always, *flags], env=environment, check=True, stdout=subprocess.PIPE
    ).stdout
    report: dict[str, Any] = json.loads(printed)
    return report


@contextmanager
def _demo() -> Iterator[str]:
    """The address of a demo, on the server that is used for real, whose clock goes as ours."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--date", DAY, "--speed", "1s", "--port", str(port), "--database", f"{folder}/demo.sqlite3"]
        demo = subprocess.Popen([sys.executable, "-m", "service", "demo", *options], stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_for(address)
            yield address
        finally:
            demo.terminate()
            demo.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            urllib.request.urlopen(address).close()
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    measure()
