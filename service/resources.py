"""Where `templates/` and `calendars/` are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path


def folder(name: str) -> Path:
    """The folder of that name that was installed with this package."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
