"""The command `dateline`: thin commands, and the one place where an error becomes a line."""

import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click
from apscheduler.schedulers.background import BackgroundScheduler
from sqlite_utils import Database

from service.arguments import Day, Instant, Speed
from service.config import Settings, settings_from
from service.demo import FIRST_DAY, run_demo
from service.domain.errors import DatelineError, InvalidValue, Mistakes
from service.domain.event import Status
from service.domain.subscriber import DEFAULT_HOUR, DEFAULT_LEADS, Wish, address
from service.operations.editing import Edit, edit
from service.operations.importing import Change, Loaded, calendar_files, load
from service.operations.publishing import list_what_is_not_listed, publish_what_is_outdated
from service.operations.sharing import share, unshare
from service.operations.subscribing import subscribe, unsubscribe
from service.operations.ticking import Tick, tick
from service.rendering.language import spoken
from service.replay import replay
from service.scheduler import schedule
from service.serving import look_for, sender_for, serve
from service.storage.database import migrate, open_database
from service.storage.simulated_clock import clock_of
from service.storage.subscribers import all_subscribers
from service.storage.tokens import tokens_of
from service.timeline import lines

FEW = 500  # events; fewer are loaded before a bar could be read

_T = TypeVar("_T")


def main() -> int:
    """Runs the command line: 0 when all went well, 1 with a sentence when not, 2 for a call that is off."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        result = commands(prog_name="dateline", standalone_mode=False)
        return int(result or 0)
    except Mistakes as error:
        for mistake in error.mistakes:
            click.echo(mistake, err=True)
        return 1
    except DatelineError as error:
        click.echo(str(error), err=True)
        return 1
    except sqlite3.Error as error:
        click.echo(f"The database did not do it: {error}. Nothing was changed.", err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--database", type=click.Path(path_type=Path), help="The database file, instead of DATELINE_DATABASE.")
@click.version_option(package_name="dateline", prog_name="dateline")
def commands(database: Path | None) -> None:
    """Dateline keeps every date that an organisation has committed itself to, and says where it was said."""
    if database:
        os.environ["DATELINE_DATABASE"] = str(database)


@commands.command()
@click.option("--date", "first_day", type=Day(), default=FIRST_DAY, show_default=True, help="The day it begins on.")
@click.option("--speed", type=Speed(), default="1d", show_default=True, help="How much time passes in a second.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--database", type=click.Path(path_type=Path), default="demo.sqlite3", show_default=True)
def demo(first_day: date, speed: float, port: int, database: Path) -> None:
    """Show the shipped calendars on a simulated clock, with two readers and their mails."""
    run_demo(database, first_day=first_day, speed=speed, port=port)


@commands.command("migrate")
def migrate_() -> None:
    """Create the database, or bring it up to date; publish all feeds anew if need be."""
    settings = settings_from(os.environ)
    done = migrate(settings.database)
    click.echo(f"{settings.database}: {', '.join(done) if done else 'up to date'}")
    with _database(settings) as db:
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
    with _database(settings) as db:
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
    with _database(settings) as db:
        revision = edit(db, event, change, settings.site, clock_of(db).now(), by=author, reason=reason)
    click.echo(f"{event}: revision {revision.number}, sequence {revision.sequence}")


@commands.group()
def subscribers() -> None:
    """The readers who are reminded."""


@subscribers.command("add")
@click.argument("email")
@click.option("--lead", "leads", type=int, multiple=True, help="Days before; may be given several times.")
@click.option("--zone", default="UTC", show_default=True, help="The reader's zone, as in Europe/Vienna.")
@click.option("--language", default="en", show_default=True)
@click.option("--hour", type=int, default=DEFAULT_HOUR, show_default=True, help="The hour of day of his mails.")
def add(email: str, leads: tuple[int, ...], zone: str, language: str, hour: int) -> None:
    """Remind somebody of every date from now on (14, 7 and 1 days before, unless --lead says otherwise)."""
    if language not in spoken():
        raise InvalidValue(f'Expected a language of {", ".join(spoken())}, not "{language}".')
    chosen = tuple(sorted(set(leads or DEFAULT_LEADS), reverse=True))
    try:
        wish = Wish(email=address(email), zone=zone, language=language, leads=chosen, hour=hour)
    except InvalidValue as error:
        raise InvalidValue(f"Expected {error}.") from None
    with _database(settings_from(os.environ)) as db:
        subscribe(db, wish, clock_of(db).now())
    click.echo(f"{wish.email} is reminded {_in_words(wish)}")


@subscribers.command("list")
def list_() -> None:
    """Show who is reminded, and how."""
    with _database(settings_from(os.environ)) as db:
        for subscriber in all_subscribers(db):
            click.echo(f"{subscriber.wish.email}  {_in_words(subscriber.wish)}, since {subscriber.since:%Y-%m-%d}")


@subscribers.command("remove")
@click.argument("email")
def remove(email: str) -> None:
    """Forget a reader and what he was sent."""
    with _database(settings_from(os.environ)) as db:
        unsubscribe(db, email)
    click.echo(f"{email} is forgotten")


@commands.group()
def tokens() -> None:
    """Who may subscribe to a private calendar."""


@tokens.command("add")
@click.argument("calendar")
@click.option("--note", required=True, help="For whom it is.")
def add_token_(calendar: str, note: str) -> None:
    """Make an address of a private calendar. It is shown this once: whoever has it sees the calendar."""
    settings = settings_from(os.environ)
    with _database(settings) as db:
        token = share(db, calendar, note, clock_of(db).now())
    click.echo(settings.site.url(f"/feeds/private/{token}.ics"))


@tokens.command("list")
def list_tokens() -> None:
    """Show who was given an address of which calendar."""
    with _database(settings_from(os.environ)) as db:
        for token in tokens_of(db):
            revoked = f", revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else ""
            click.echo(f"{token.id}  {token.calendar}  {token.note}, since {token.created_at:%Y-%m-%d}{revoked}")


@tokens.command("revoke")
@click.argument("id", type=int)
def revoke(id: int) -> None:
    """Take an address back, by the number that "dateline tokens list" shows."""
    with _database(settings_from(os.environ)) as db:
        unshare(db, id, clock_of(db).now())
    click.echo(f"Token {id} is revoked")


@commands.command("tick")
@click.option("--now", type=Instant(), help="The instant to look at, as in 2021-09-02T05:00:00Z, instead of this one.")
def tick_(now: datetime | None) -> None:
    """Look once: plan what is due, and send what waits."""
    settings = settings_from(os.environ, mail=True)
    with _database(settings) as db:
        clock = clock_of(db)
        sender, more = sender_for(settings, clock), True
        while more:
            instant = now or clock.now()
            done = tick(db, sender, instant, resend_unknown=settings.on_unknown == "resend")
            _report(db, instant, done)
            more = done.more


@commands.command()
def scheduler() -> None:
    """Look again and again, until SIGTERM or Ctrl+C."""
    settings = settings_from(os.environ, mail=True)
    with _database(settings) as db:
        look, clock = look_for(db, settings, lambda instant, done: _report(db, instant, done))
        timer = BackgroundScheduler()
        schedule(timer, look, clock)
        # Blocked and waited for, rather than handled: so they may come early, twice or in the middle of a look.
        signals = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        click.echo(f"Looking at {settings.database}. It is {clock.now():%Y-%m-%d %H:%M} UTC.")
        timer.start()
        signal.sigwait(signals)
        timer.shutdown(wait=True)


@commands.command("serve")
def serve_() -> None:
    """Serve the web and run the scheduler, on one machine."""
    settings = settings_from(os.environ, web=True, mail=True)
    with _database(settings) as db:
        publish_what_is_outdated(db, settings.site, clock_of(db).now())
        serve(db, settings, lambda instant, done: _report(db, instant, done))


@commands.command("replay")
@click.option("--from", "first_day", type=Day(), required=True, help="The first day, in UTC.")
@click.option("--until", "last_day", type=Day(), required=True, help="The last day, included.")
@click.option("--mailbox", type=click.Path(path_type=Path, file_okay=False), help="Keep the mails in this folder.")
def replay_(first_day: date, last_day: date, mailbox: Path | None) -> None:
    """Show what would be sent to whom in a span of time, on a copy of the database."""
    settings = settings_from(os.environ)
    with _database(settings) as db:
        for line in replay(db, settings.site, first_day=first_day, last_day=last_day, mailbox=mailbox):
            click.echo(line)


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    db = open_database(settings.database)
    try:
        yield db
    finally:
        db.close()


def _shown(doing: str, things: list[_T]) -> Iterator[_T]:
    """Hands them on with a progress bar, where somebody has to wait; without a terminal, with a line."""
    if len(things) < FEW:
        yield from things
        return
    with click.progressbar(things, label=f"{doing} {len(things)} events", show_pos=True, file=sys.stderr) as bar:
        yield from bar


def _report(db: Database, instant: datetime, done: Tick) -> None:
    for line in lines(db, instant, done):
        click.echo(line)
    sys.stdout.flush()


def _in_words(wish: Wish) -> str:
    days = ", ".join(str(lead) for lead in wish.leads)
    return f"{days} days before, at {wish.hour:02d}:00 {wish.zone}, in {wish.language}"


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
