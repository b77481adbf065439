"""The map in `service/__init__.py` holds: imports point down, and every module says what it is."""

import ast
from pathlib import Path

import pytest
from click.testing import CliRunner
from importlinter.cli import lint_imports_command

import service

MODULES = sorted(Path(service.__file__).parent.rglob("*.py"))


def test_imports_point_down() -> None:
    result = CliRunner().invoke(lint_imports_command, ["--no-cache"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(path.parents[1])))
def test_a_module_opens_with_a_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":", "?"))


@pytest.mark.parametrize("name", [path.stem for path in MODULES if path.parent.name == "service"])
def test_the_map_names_every_module(name: str) -> None:
    assert service.__doc__
    assert name.startswith("__") or name in service.__doc__
