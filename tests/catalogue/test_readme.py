"""The page on how to write a calendar shows calendars that load."""

import re
from pathlib import Path

import pytest

from service.domain.timespan import Span
from service.resources import folder
from tests.catalogue.files import CALENDAR, mistakes, reading
from tests.examples import hours, whole_days

PAGE = (folder("calendars") / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_example_loads_as_the_page_goes_on(tmp_path: Path) -> None:
    counts = [len(reading(tmp_path, "\n".join(EXAMPLES[:n])).events) for n in range(1, len(EXAMPLES) + 1)]
    assert counts == [1, 2, 3, 4, 5, 6, 7]


def test_the_examples_say_what_the_page_says(tmp_path: Path) -> None:
    file = reading(tmp_path, "\n".join(EXAMPLES))
    assert [event.uid for event in file.events] == [
        "spring-meeting-2022@harbour",
        "video-conference-2022@harbour",
        "autumn-meeting-2022@harbour",
        "drill-2022@harbour",
        "fees-report-2022@harbour",
        "second-drill-2022@harbour",
        "regular-session-2022@harbour",
    ]
    assert file.events[0].span == whole_days("2022-04-07")
    assert file.events[1].span == hours("2022-05-12T09:00", "2022-05-12T10:30", "America/New_York")
    assert file.events[2].participants[0].name.into("ru") == "Ада Примерова"


def test_the_mistake_that_the_page_shows_is_what_is_said(tmp_path: Path) -> None:
    shown = re.findall(r"^  calendars/my\.toml: (event .*)$", PAGE, re.MULTILINE)
    wrong = "\n".join(EXAMPLES).replace("first_day = 2022-05-03", "first_day = 2022-02-30")
    assert mistakes(tmp_path, wrong) == shown


WAYS = re.findall(r"^\| [^|]+ \| (`(?:first_day|start|approximate|undated)[^|]*) \|$", PAGE, re.MULTILINE)
SPOKEN: list[tuple[str, Span]] = [
    ("first_day = 2022-04-07", whole_days("2022-04-07")),
    ("first_day = 2022-04-07\nlast_day = 2022-04-09", whole_days("2022-04-07", "2022-04-09")),
    (
        "start = 2022-04-07T09:00:00\nend = 2022-04-07T12:30:00",
        hours("2022-04-07T09:00", "2022-04-07T12:30", "Europe/Vienna"),
    ),
]


@pytest.mark.parametrize(("way", "span"), SPOKEN)
def test_the_ways_to_say_when_are_those_of_the_page(tmp_path: Path, way: str, span: Span) -> None:
    assert "\n".join(re.findall("`([^`]+)`", WAYS[SPOKEN.index((way, span))])) == way
    text = f'{CALENDAR}[[event]]\nuid = "a@b"\nkind = "exercise"\nsummary = "A"\n{way}\n'
    assert reading(tmp_path, text).events[0].span == span
