"""The map in `service/__init__.py` holds: imports point down, and every module says what it is."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import service

ROOT = Path(__file__).parent.parent
MODULES = sorted(Path(service.__file__).parent.rglob("*.py"))


def test_imports_point_down() -> None:
    """In a process of its own: the command switches off every logger that it finds."""
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(path.parents[1])))
def test_a_module_opens_with_a_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":", "?"))


@pytest.mark.parametrize("name", [path.stem for path in MODULES if path.parent.name == "service"])
def test_the_map_names_every_module(name: str) -> None:
    assert service.__doc__
    assert name.startswith("__") or name in service.__doc__
