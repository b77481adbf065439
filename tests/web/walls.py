"""Walls of weeks as they are read from a page."""

from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from tests.web.pages import text, texts


def lanes(page: Element) -> dict[str, list[list[str]]]:
    """The lanes of each week that has any, by its number: seven cells, a bar in each of its days.

    What came from the week before begins with "<", what goes on in the next one ends with ">".
    """
    found = {}
    for week in page.findall(".//table/tbody"):
        (number,) = texts(week, ".//th")
        if rows := _lanes(week):
            found[number.removeprefix("Week ")] = rows
    return found


def shown_on(page: Element) -> Iterator[tuple[str, date]]:
    """Each title with each day on which it is shown."""
    for week in page.findall(".//table/tbody"):
        monday = date.fromisoformat(week.findall("tr/td/time")[0].attrib["datetime"])
        for lane in _lanes(week):
            for number, title in enumerate(lane):
                if title:
                    yield title.strip("<>"), monday + timedelta(days=number)


def days(page: Element) -> list[str]:
    """The days of all weeks, each with what marks it."""
    cells = [cell for row in page.findall(".//tr[@class='dates']") for cell in row.findall("td")]
    return [" ".join(filter(None, (text(cell), cell.attrib.get("class", "")))) for cell in cells]


def _lanes(week: Element) -> list[list[str]]:
    return [_lane(row) for row in week.findall("tr") if row.attrib.get("class") != "dates"]


def _lane(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row.findall("td"):
        bar = cell.find("a")
        if bar is None:
            cells.append("")
            continue
        assert cell.attrib["class"] == f"c{len(cells)}"
        marks = bar.attrib["class"].split()
        title = f"{'<' if 'from' in marks else ''}{_title(bar)}{'>' if 'on' in marks else ''}"
        cells += [title] * int(cell.attrib.get("colspan", "1"))
    assert len(cells) == 7
    return cells


def _title(bar: Element) -> str:
    """Without the days before it, and the small words around it."""
    said = text(bar)
    for part in (*bar.findall("span[@class='when']"), *bar.findall("span[@class='unseen']"), *bar.findall("small")):
        said = said.replace(text(part), "", 1)
    return said.strip()
