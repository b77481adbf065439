"""`python -m benchmarks.feeds`: the feeds of Dateline beside nginx, Radicale, Xandikos and plain Flask, as Markdown.

What is compared is measured in turn, a second of one, a second of the other, and told as the median
of the ratios of such pairs, with the least and the greatest: single numbers mean little on a machine
that does other things, too. Every server is one worker. It takes a quarter of an hour; --quick, two
minutes. Needs Debian's nginx-light, wrk and git, and `pip install -e '.[benchmark]'`.
"""

import platform
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import reports
from benchmarks.building import Beside, build
from benchmarks.contest import Contest, contest
from benchmarks.growth import Grown, grow, weigh
from benchmarks.progress import say
from benchmarks.servers import check_installed, program

GROWTH = (100, 1000, 10_000, 100_000)
QUICK_GROWTH = GROWTH[:2]
PROGRAMS = ("nginx", "wrk", "git")
PEERS = ("gunicorn", "radicale", "xandikos")
MOST_BUILDS = 3  # each takes some seconds


class Sizes(click.ParamType[tuple[int, ...]]):
    """Numbers of events, with commas between."""

    name = "numbers"

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        if not all(each.isdecimal() and int(each) for each in value.split(",")):
            self.fail(f'expected numbers of events as in "100,1000", not "{value}"', param, ctx)
        return tuple(sorted({int(each) for each in value.split(",")}))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--events", type=Sizes(), default="100,1000,10000", show_default=True, help="Sizes of the calendar.")
@click.option(
    "--seconds", type=click.IntRange(1), default=5, show_default=True, help="Pairs of slices for each comparison."
)
@click.option("--quick", is_flag=True, help="Two pairs of slices, no more than 1,000 events: to see that all works.")
def main(events: tuple[int, ...], seconds: int, quick: bool) -> None:
    """Measure the feeds of Dateline beside other servers on this machine, and print tables in Markdown."""
    if quick:
        events, seconds = tuple(each for each in events if each <= QUICK_GROWTH[-1]) or QUICK_GROWTH, 2
    for name in PROGRAMS:
        program(name)
    check_installed(PEERS)
    versions = [f"{name} {version(name)}" for name in ("granian", "icalendar", *PEERS)]
    click.echo(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {', '.join(versions)}")
    contests = [_beside_servers(count, seconds) for count in events]
    click.echo(reports.rates(contests))
    click.echo(reports.edits(contests))
    click.echo(reports.building(_beside_icalendar(events[-1], times=min(seconds, MOST_BUILDS)), events[-1]))
    click.echo(reports.memory(_ten_feeds(events[-1]), events[-1]))
    click.echo(reports.growth([_grown(count) for count in (QUICK_GROWTH if quick else GROWTH)]))


def _beside_servers(events: int, seconds: int) -> Contest:
    with TemporaryDirectory() as folder:
        return contest(Path(folder), events=events, slices=seconds)


def _beside_icalendar(events: int, *, times: int) -> list[Beside]:
    say(f"{events:,} events: loading and building, beside icalendar")
    with TemporaryDirectory() as folder:
        return build(Path(folder), events=events, times=times)


def _ten_feeds(events: int) -> int:
    say(f"{events:,} events in each of ten feeds: memory")
    with TemporaryDirectory() as folder:
        return weigh(Path(folder), events=events)


def _grown(events: int) -> Grown:
    say(f"{events:,} events: growth")
    with TemporaryDirectory() as folder:
        return grow(Path(folder), events=events)


if __name__ == "__main__":
    main()
