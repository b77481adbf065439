"""wrk, which asks as fast as a server answers, for a second at a time."""

import re
import subprocess
from collections.abc import Mapping

import click

from benchmarks.servers import program

CONNECTIONS = 8  # enough that the server never waits for the client; wrk itself takes one thread
_RATE = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
_TROUBLE = re.compile(r"^\s*(?:Socket errors: .*|Non-2xx or 3xx responses: .*)$", re.MULTILINE)


def requests_per_second(url: str, headers: Mapping[str, str], *, seconds: int = 1) -> float:
    """What the server reached. Raises ClickException where it did not answer all well."""
    given = [option for name, value in headers.items() for option in ("--header", f"{name}: {value}")]
    command = [program("wrk"), "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    done = subprocess.run([*command, *given, url], capture_output=True, text=True, check=True)
    return rate_in(done.stdout)


def rate_in(report: str) -> float:
    """The requests per second in what wrk prints. Raises ClickException where it tells of trouble."""
    trouble, rate = _TROUBLE.search(report), _RATE.search(report)
    if trouble or not rate:
        raise click.ClickException(f"wrk could not measure it: {(trouble[0] if trouble else report).strip()}")
    return float(rate[1])
