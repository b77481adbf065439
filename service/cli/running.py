"""The commands that run: the demo, the web, the scheduler, one look, and a replay."""

import os
import signal
from datetime import date, datetime
from pathlib import Path

import click

from service.arguments import Day, Instant, Speed
from service.cli.progress import Reporter
from service.cli.root import commands, database
from service.clock import starting_at
from service.config import settings_from
from service.demo import FIRST_DAY, run_demo
from service.operations.publishing import publish_what_is_outdated
from service.operations.ticking import tick
from service.replay import replay
from service.scheduler import looking
from service.serving import look_for, policy_of, sender_for, serve
from service.storage.simulated_clock import clock_of


@commands.command()
@click.option("--date", "first_day", type=Day(), default=FIRST_DAY, show_default=True, help="The day it begins on.")
@click.option("--speed", type=Speed(), default="1d", show_default=True, help="How much time passes in a second.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--database", type=click.Path(path_type=Path), default="demo.sqlite3", show_default=True)
def demo(first_day: date, speed: float, port: int, database: Path) -> None:
    """Show the shipped calendars on a simulated clock, with two readers and their mails."""
    run_demo(database, first_day=first_day, speed=speed, port=port)


@commands.command("tick")
@click.option("--now", type=Instant(), help="The instant to look at, as in 2021-09-02T05:00:00Z, instead of this one.")
def tick_(now: datetime | None) -> None:
    """Look once: plan what is due, and send what waits."""
    settings = settings_from(os.environ, mail=True)
    with database(settings) as db, Reporter(db) as report:
        clock = starting_at(now, speed=1) if now else clock_of(db)
        sender, more = sender_for(settings, clock), True
        while more:
            done = tick(db, sender, clock.now, policy_of(settings))
            report(clock.now(), done)
            more = done.more
        sender.close(db, clock.now)


@commands.command()
def scheduler() -> None:
    """Look again and again, until SIGTERM or Ctrl+C."""
    settings = settings_from(os.environ, mail=True)
    with database(settings) as db, Reporter(db) as report:
        look = look_for(db, settings, report)
        # Blocked and waited for, rather than handled: so they may come early, twice or in the middle of a look.
        signals = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        click.echo(f"Looking at {settings.database}. It is {look.clock.now():%Y-%m-%d %H:%M} UTC.")
        with looking(look):
            signal.sigwait(signals)


@commands.command("serve")
def serve_() -> None:
    """Serve the web and run the scheduler, on one machine."""
    settings = settings_from(os.environ, web=True, mail=True)
    with database(settings) as db, Reporter(db) as report:
        publish_what_is_outdated(db, settings.site, clock_of(db).now())
        serve(db, settings, report)


@commands.command("replay")
@click.option("--from", "first_day", type=Day(), required=True, help="The first day, in UTC.")
@click.option("--until", "last_day", type=Day(), required=True, help="The last day, included.")
@click.option("--mailbox", type=click.Path(path_type=Path, file_okay=False), help="Keep the mails in this folder.")
def replay_(first_day: date, last_day: date, mailbox: Path | None) -> None:
    """Show what would be sent to whom in a span of time, on a copy of the database."""
    settings = settings_from(os.environ)
    with database(settings) as db:
        policy = policy_of(settings)
        for line in replay(db, settings.site, policy, first_day=first_day, last_day=last_day, mailbox=mailbox):
            click.echo(line)
