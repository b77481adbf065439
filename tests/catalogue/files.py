"""Small calendar files to read, right and wrong."""

from pathlib import Path

import pytest

from service.catalogue.calendar_file import CalendarFile, read
from service.domain.errors import Mistakes

CALENDAR = """
[calendar]
slug = "club"
name = "The Club"
zone = "Europe/Vienna"
language = "en"
"""
EVENT = """
[[event]]
uid = "tea@club"
kind = "meeting"
summary = "Tea"
"""
DATED = EVENT + "first_day = 2021-09-16\n"
DEADLINE = EVENT.replace('"meeting"', '"deadline"')


def reading(folder: Path, text: str) -> CalendarFile:
    """What is read from a file with that text."""
    path = folder / "club.toml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def mistakes(folder: Path, text: str) -> list[str]:
    """The mistakes in a file with that text, without the path that each begins with."""
    with pytest.raises(Mistakes) as found:
        reading(folder, text)
    return [mistake.removeprefix(f"{folder / 'club.toml'}: ") for mistake in found.value.mistakes]
