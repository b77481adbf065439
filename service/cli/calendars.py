"""The commands for calendars: migrate, load, edit."""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from service.arguments import Day
from service.cli.root import commands, database
from service.config import settings_from
from service.domain.event import Status
from service.operations.editing import Edit, edit
from service.operations.importing import Change, Loaded, calendar_files, load
from service.operations.publishing import list_what_is_not_listed, publish_what_is_outdated
from service.storage.database import migrate
from service.storage.simulated_clock import clock_of

FEW = 500  # events; fewer are loaded before a bar could be read

_T = TypeVar("_T")


@commands.command("migrate")
def migrate_() -> None:
    """Create the database, or bring it up to date; publish all feeds anew if need be."""
    settings = settings_from(os.environ)
    done = migrate(settings.database)
    click.echo(f"{settings.database}: {', '.join(done) if done else 'up to date'}")
    with database(settings) as db:
        for slug in publish_what_is_outdated(db, settings.site, clock_of(db).now()):
            click.echo(f"{slug}: feeds published anew")
        if listed := list_what_is_not_listed(db):
            click.echo(f"listed anew: {listed} events")


@commands.command("load")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Let the file win over edits that were made in the database.")
def load_(paths: tuple[Path, ...], overwrite: bool) -> None:
    """Load calendar files, or folders of them. Loading again changes nothing."""
    settings = settings_from(os.environ)
    with database(settings) as db:
        files = calendar_files(list(paths))
        for loaded in load(db, files, settings.site, clock_of(db).now(), overwrite=overwrite, progress=_shown):
            _show_loaded(loaded)


@commands.command("edit")
@click.argument("event")
@click.option("--status", type=click.Choice([status.value for status in Status]))
@click.option("--first-day", type=Day(), help="Moves it; without --last-day it stays as long as it was.")
@click.option("--last-day", type=Day(), help="The last day, included.")
@click.option("--done-on", type=Day(), help="The day on which an instruction was carried out.")
@click.option("--by", "author", default=lambda: os.environ.get("USER") or "operator", help="Who changes it.")
@click.option("--reason", help="Why it is changed.")
def edit_(
    event: str,
    status: str | None,
    first_day: date | None,
    last_day: date | None,
    done_on: date | None,
    author: str,
    reason: str | None,
) -> None:
    """Change an event, named as at the end of its address, without its file."""
    settings = settings_from(os.environ)
    change = Edit(status=Status(status) if status else None, first_day=first_day, last_day=last_day, done_on=done_on)
    with database(settings) as db:
        revision = edit(db, event, change, settings.site, clock_of(db).now(), by=author, reason=reason)
    click.echo(f"{event}: revision {revision.number}, sequence {revision.sequence}")


def _shown(doing: str, things: list[_T]) -> Iterator[_T]:
    """Hands them on with a progress bar, where somebody has to wait; without a terminal, with a line."""
    if len(things) < FEW:
        yield from things
        return
    with click.progressbar(things, label=f"{doing} {len(things)} events", show_pos=True, file=sys.stderr) as bar:
        yield from bar


def _show_loaded(loaded: Loaded) -> None:
    counts = {change: sum(1 for _, each in loaded.changes if each is change) for change in Change}
    summary = ", ".join(f"{count} {change}" for change, count in counts.items() if count)
    click.echo(f"{loaded.file} ({loaded.calendar}): {summary}")
    for uid, change in loaded.changes:
        if change is not Change.UNCHANGED:
            click.echo(f"  {change:<12}{uid}{_EXPLAINED.get(change, '')}")


_EXPLAINED = {
    Change.CONFLICTING: " (edited here and changed in the file: the edit was kept; --overwrite takes the file)",
    Change.MISSING: ' (no longer in the file: it was kept; status = "cancelled" calls it off)',
}
