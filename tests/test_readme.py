"""The README is true: its commands exist, its settings are all there are, and it leaves none out."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from service.cli import commands
from service.config import names, settings_from

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DATELINE_LINES = re.findall(r"`(dateline [^`]+)`", README) + re.findall(r"^dateline .+$", README, re.MULTILINE)


def all_commands(group: click.Group, prefix: str = "dateline") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{prefix} {name}")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{prefix} {name}"


def test_it_names_every_command() -> None:
    documented = re.findall(r"^\| `(dateline(?: [a-z]+)+)", README, re.MULTILINE)
    assert sorted(documented) == sorted(all_commands(commands))


def test_it_names_every_setting() -> None:
    documented = re.findall(r"^\| `(DATELINE_[A-Z_]+)` \|", README, re.MULTILINE)
    assert documented == names()


def test_its_settings_for_real_use_are_complete() -> None:
    exported = dict(re.findall(r"^export (DATELINE_\w+)='?([^'\n]+)'?$", README, re.MULTILINE))
    assert exported.pop("DATELINE_RELAY_LOG") == "/var/log/mail.log"  # which is there where Postfix is
    assert settings_from(exported, web=True, mail=True).base_url == "https://dates.example.org"


@pytest.mark.parametrize("line", DATELINE_LINES)
def test_each_of_its_commands_can_be_given_like_that(line: str) -> None:
    parse(commands, shlex.split(line)[1:])


def test_ci_runs_its_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    found = re.search(r'--fixed-strings "([^"]+)" README.md', script)
    assert found
    assert [line for line in README.splitlines() if found[1] in line] == [
        "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
    ]


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)]+)\)", README))
def test_its_links_lead_somewhere(path: str) -> None:
    file, _, heading = path.partition("#")
    assert (ROOT / file).exists()
    assert heading in ("", *(re.sub(r"\W+", "-", each.lower()) for each in re.findall(r"^#+ (.+)$", README, re.M)))


def parse(command: click.Command, words: list[str]) -> None:
    """As click does it, down to the last command, without running it."""
    context = command.make_context(command.name, list(words))
    if isinstance(command, click.Group) and not (command.invoke_without_command and not words):
        name, inner, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert inner, name
        parse(inner, rest)
