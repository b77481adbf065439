"""What is installed from a wheel is whole: templates, calendars, translations and the stylesheet travel with it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel of this checkout installs."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("pattern", ["templates", "calendars"])
def test_it_holds_every_file_of_the_folder(installed: Path, pattern: str) -> None:
    assert files_below(installed / "service" / pattern) == files_below(ROOT / pattern)


def test_it_holds_every_file_of_the_package(installed: Path) -> None:
    shipped = files_below(installed / "service") - {
        f"{folder}/{name}" for folder in ("templates", "calendars") for name in files_below(ROOT / folder)
    }
    assert shipped == {name for name in files_below(ROOT / "service") if not name.endswith(".pyc")}


def test_it_loads_the_calendars_that_it_brings(installed: Path, tmp_path: Path) -> None:
    database = tmp_path / "dateline.sqlite3"
    for words in (["migrate"], ["load", str(installed / "service" / "calendars")]):
        done = subprocess.run(
            [sys.executable, "-m", "service", "--database", str(database), *words],
            cwd=installed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "csto.toml (csto): 17 added"


def files_below(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
