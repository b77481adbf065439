"""`python -m benchmarks.agenda`: pages of the agenda with a million events beside bare SQL and a bare template.

What is compared is measured in turn, a few pages of one, a few of the other, and told as the median of the ratios of
such pairs, with the least and the greatest: single numbers mean little on a machine that does other things, too.
Making a million events takes some minutes; with --folder they are kept for the next time.
"""

import platform
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import bare, targets
from benchmarks.building import seconds
from benchmarks.multitudes import COMMON, IN_THE_MONTH, LAST_OF_THE_MONTH, MONTH, SEARCHED, database_of
from benchmarks.pages import asking
from benchmarks.pairs import Pairs
from benchmarks.progress import say
from benchmarks.tables import milliseconds, octets, ratio, table
from service.storage.event_index import folded_words

FEW, MANY, QUICK = 1000, 1_000_000, 20_000
PAGES = 4  # that are asked for before it is the other's turn
Work = Callable[[], object]


@dataclass(frozen=True)
class Page:
    """A page of Dateline."""

    name: str
    path: str
    parameters: dict[str, str] = field(default_factory=dict)


A_MONTH = Page("a month", f"/month/{MONTH:%Y-%m}")
A_SEARCH = Page("a search", "/", {"q": SEARCHED})
SHOWING_THE_SAME = (A_MONTH, A_SEARCH)
SHOWING_OTHERS = (Page("a search for what all have", "/", {"q": COMMON}), Page("the agenda", "/"))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--pairs", type=click.IntRange(1), default=60, show_default=True, help="Pairs for each comparison.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep the databases here.")
@click.option("--quick", is_flag=True, help=f"{QUICK:,} events instead of {MANY:,}: to see that all works.")
def main(pairs: int, folder: Path | None, quick: bool) -> None:
    """Measure pages of the agenda beside bare SQL and a bare template, and print tables in Markdown."""
    many = QUICK if quick else MANY
    click.echo(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} "
        f"{platform.machine()}, Flask {version('flask')}, Jinja2 {version('jinja2')}"
    )
    with _folder(folder) as place:
        few_events, many_events = (database_of(place, events=events) for events in (FEW, many))
        click.echo(_beside_bare(many_events, many, pairs))
        click.echo(_growth(few_events, many_events, many, pairs))


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
    else:
        with TemporaryDirectory() as folder:
            yield Path(folder)


def in_turn(ours: Work, theirs: Work, *, pairs: int) -> Pairs:
    """Seconds for one page of each. Both have been asked for before, so that neither has anything left to prepare."""
    ours()
    theirs()
    measured = [(_seconds_each(ours), _seconds_each(theirs)) for _ in range(pairs)]
    return Pairs(*zip(*measured, strict=True))


def _beside_bare(database: Path, events: int, pairs: int) -> str:
    headings = ("page", "octets", "beside", "Dateline", "bare", "median ratio (min to max)", "target")
    rows = [_compared(database, events, pairs, *each) for each in _bare_pages(database)]
    return f"\n## {IN_THE_MONTH} of {events:,} events beside bare SQL and a bare template\n\n{table(headings, rows)}"


def _bare_pages(database: Path) -> Iterator[tuple[Page, str, bare.Show, str]]:
    """Each with what it is compared with, and with the target where there is one."""
    word = folded_words(SEARCHED)
    for in_words, beside, target in ((True, "in words", f"≤ {targets.BESIDE_BARE}"), (False, "as kept", "")):
        yield A_MONTH, beside, bare.month(database, MONTH, LAST_OF_THE_MONTH, in_words=in_words), target
        yield A_SEARCH, beside, bare.search(database, word, in_words=in_words), target


def _compared(
    database: Path, events: int, pairs: int, page: Page, beside: str, show: bare.Show, target: str
) -> tuple[str, ...]:
    say(f"{events:,} events: {page.name}, beside bare SQL and a bare template, {beside}")
    ask = _asking_for(page, database)
    assert events_in(ask()) == events_in(show().encode()), "both show the same events"
    measured = in_turn(ask, show, pairs=pairs)
    ours, theirs = map(milliseconds, measured.typical)
    return page.name, octets(len(ask())), beside, ours, theirs, ratio(measured), target


def _growth(few_events: Path, many_events: Path, many: int, pairs: int) -> str:
    headings = ("page", f"{FEW:,} events", f"{many:,} events", "median ratio (min to max)", "target")
    rows = [
        (*_grown(few_events, many_events, page, many, pairs), f"≤ {targets.GROWTH}" if page in SHOWING_THE_SAME else "")
        for page in (*SHOWING_THE_SAME, *SHOWING_OTHERS)
    ]
    return f"\n## {many:,} events beside {FEW:,}\n\n{table(headings, rows)}"


def _grown(few_events: Path, many_events: Path, page: Page, many: int, pairs: int) -> tuple[str, ...]:
    say(f"{many:,} events beside {FEW:,}: {page.name}")
    few, more = (_asking_for(page, database) for database in (few_events, many_events))
    assert page in SHOWING_OTHERS or events_in(few()) == events_in(more()), "both show the same events"
    measured = in_turn(more, few, pairs=pairs)
    with_many, with_few = map(milliseconds, measured.typical)
    return page.name, with_few, with_many, ratio(measured)


def _asking_for(page: Page, database: Path) -> Callable[[], bytes]:
    ask = asking(database)
    return lambda: ask(page.path, page.parameters)


def events_in(body: bytes) -> set[bytes]:
    """The slugs of the events that a page links to."""
    return set(re.findall(rb'href="/events/([^"?]+)', body))


def _seconds_each(work: Work) -> float:
    return seconds(lambda: [work() for _ in range(PAGES)]) / PAGES


if __name__ == "__main__":
    main()
