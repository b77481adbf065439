"""The table of the README that says what each client shows."""

import re
from collections.abc import Callable, Iterable

from tests.clients.differences import Column
from tests.clients.feeds import Feed, expected
from tests.clients.roster import ROOT, Client
from tests.clients.shown import Shown

README = ROOT / "README.md"
ZONES = ("Pacific/Auckland", "America/New_York")  # of the readers: far from where the events are, on both sides

_BETWEEN_ITS_MARKS = re.compile(r"(?<=<!-- clients -->\n).*?(?=<!-- /clients -->)", re.DOTALL)

ShownOf = Callable[[Client, Feed, str], list[Shown]]


def table(clients: Iterable[Client], show: ShownOf) -> str:
    """The table in Markdown: "yes" where a client shows exactly what the calendar says, and otherwise what it shows."""
    rows = [("client", "version", *Column), ("---",) * (len(Column) + 2)]
    rows += [(each.name, each.version, *(_cell(each, column, show) for column in Column)) for each in clients]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows).replace("| --- ", "|---").replace("--- |", "---|")


def table_in_readme() -> str:
    """The table that stands there."""
    (found,) = _BETWEEN_ITS_MARKS.findall(README.read_text())
    return str(found)


def write_to_readme(table: str) -> None:
    """In the place of the one that stands there."""
    README.write_text(_BETWEEN_ITS_MARKS.sub(lambda _: table, README.read_text()))


def _cell(client: Client, column: Column, show: ShownOf) -> str:
    if all(_is_right(client, column, show, zone) for zone in ZONES):
        return "yes"
    return "; ".join(each.says for each in client.differences if each.column is column) or "no"


def _is_right(client: Client, column: Column, show: ShownOf, zone: str) -> bool:
    """Whether the client shows in this respect what the calendar says."""

    def same(feed: Feed, what: Callable[[Shown], object]) -> bool:
        return list(map(what, show(client, feed, zone))) == list(
            map(what, sorted(each.shown for each in expected(feed)))
        )

    match column:
        case Column.TITLES:
            return all(same(feed, lambda each: each.title) for feed in (Feed.DEFAULT, Feed.RUSSIAN))
        case Column.TIMES:
            return all(same(feed, _when) for feed in (Feed.DEFAULT, Feed.RUSSIAN))
        case Column.CANCELLED:
            return all(same(feed, lambda each: each.cancelled) for feed in (Feed.DEFAULT, Feed.RUSSIAN))
        case Column.VENUE:
            return same(Feed.VENUE, _when)
        case Column.PEOPLE:
            return show(client, Feed.PEOPLE, zone) == show(client, Feed.DEFAULT, zone)
        case Column.EMPTY:
            return show(client, Feed.EMPTY, zone) == []


def _when(each: Shown) -> tuple[str, str, bool]:
    return each.start, each.end, each.all_day
