"""The commands for addresses of private calendars."""

import os

import click

from service.cli.root import NUMBER, commands, database
from service.config import settings_from
from service.operations.sharing import share, unshare
from service.storage.simulated_clock import clock_of
from service.storage.tokens import tokens_of


@commands.group()
def tokens() -> None:
    """Who may subscribe to a private calendar."""


@tokens.command("add")
@click.argument("calendar")
@click.option("--note", required=True, help="For whom it is.")
def add_token_(calendar: str, note: str) -> None:
    """Make an address of a private calendar. It is shown this once: whoever has it sees the calendar."""
    settings = settings_from(os.environ)
    with database(settings) as db:
        token = share(db, calendar, note, clock_of(db).now())
    click.echo(settings.site.url(f"/feeds/private/{token}.ics"))


@tokens.command("list")
def list_tokens() -> None:
    """Show who was given an address of which calendar."""
    with database(settings_from(os.environ)) as db:
        for token in tokens_of(db):
            revoked = f", revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else ""
            click.echo(f"{token.id}  {token.calendar}  {token.note}, since {token.created_at:%Y-%m-%d}{revoked}")


@tokens.command("revoke")
@click.argument("id", type=NUMBER)
def revoke(id: int) -> None:
    """Take an address back, by the number that "dateline tokens list" shows."""
    with database(settings_from(os.environ)) as db:
        unshare(db, id, clock_of(db).now())
    click.echo(f"Token {id} is revoked")
