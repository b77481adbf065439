"""The commands for readers: who is reminded, and what a mail to one of them would say."""

import os
from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import Any

import click
from sqlite_utils import Database

from service.arguments import Day
from service.cli.root import commands, database
from service.cli.wishes import wish_in_words, wish_options, wish_typed
from service.config import settings_from
from service.domain.errors import InvalidValue, NotFound
from service.domain.subscriber import Active, Paused, Standing, Subscriber, Suspended, Unconfirmed, address
from service.operations.managing import resume
from service.operations.previewing import preview
from service.operations.subscribing import subscribe, unsubscribe
from service.storage.simulated_clock import clock_of
from service.storage.subscribers import all_subscribers, subscriber_with_email


@commands.group()
def subscribers() -> None:
    """The readers who are reminded."""


@subscribers.command("add")
@click.argument("email")
@wish_options
def add(email: str, **typed: Any) -> None:
    """Remind somebody of every date (14, 7 and 1 days before, unless --lead or --weekly says otherwise)."""
    with database(settings_from(os.environ)) as db:
        wish = wish_typed(db, typed)
        reader = subscribe(db, email, wish, clock_of(db).now())
    click.echo(f"{reader.email} is reminded {wish_in_words(wish)}")


@subscribers.command("list")
def list_() -> None:
    """Show who is reminded, and how."""
    with database(settings_from(os.environ)) as db:
        for each in all_subscribers(db):
            since = f"since {each.since:%Y-%m-%d}{_standing_in_words(each.standing)}"
            click.echo(f"{each.email}  {wish_in_words(each.wish)}, {since}")


@subscribers.command("resume")
@click.argument("email")
def resume_(email: str) -> None:
    """Send mails again to a reader who is paused or suspended."""
    with database(settings_from(os.environ)) as db:
        reader = _reader(db, email)
        if not isinstance(reader.standing, Paused | Suspended):
            raise InvalidValue(f"{reader.email} is neither paused nor suspended.")
        resume(db, reader, clock_of(db).now())
    click.echo(f"{reader.email} gets mails again")


@subscribers.command("remove")
@click.argument("email")
def remove(email: str) -> None:
    """Forget a reader and what he was sent."""
    with database(settings_from(os.environ)) as db:
        unsubscribe(db, email, clock_of(db).now())
    click.echo(f"{email} is forgotten")


@commands.group()
def digest() -> None:
    """The mails that readers get."""


@digest.command("preview")
@click.option("--subscriber", "email", required=True, help="The reader's address.")
@click.option("--date", "day", type=Day(), required=True, help="The day of his calendar on which he would get it.")
@click.option("--raw", is_flag=True, help="Byte for byte, as for a file that a mail program opens.")
def preview_(email: str, day: date, raw: bool) -> None:
    """Show the mail that a reader would get on a day, by what is known now. Nothing is sent."""
    settings = settings_from(os.environ)
    with database(settings) as db:
        mail = preview(db, _reader(db, email), day, settings.site, clock_of(db).now())
    if isinstance(mail, str):
        click.echo(mail)
    else:
        click.echo(mail if raw else _as_text(mail), nl=not raw)


def _as_text(mail: bytes) -> str:
    """What a person reads of it: the main headers and the plain text."""
    message = message_from_bytes(mail, policy=default)
    body = message.get_body(("plain",))
    assert body, "each of our mails has a plain part"
    headers = [f"{name}: {message[name]}" for name in ("From", "To", "Subject")]
    return "\n".join([*headers, "", str(body.get_content()).rstrip()])


def _reader(db: Database, email: str) -> Subscriber:
    try:
        reader = subscriber_with_email(db, address(email))
    except InvalidValue as error:
        raise InvalidValue(f"Expected {error}.") from None
    if reader is None:
        raise NotFound(f"{email} is not subscribed.")
    return reader


def _standing_in_words(standing: Standing) -> str:
    match standing:
        case Unconfirmed():
            return ", not confirmed yet"
        case Active():
            return ""
        case Paused(until):
            return f", paused until {until}"
        case Suspended(reason):
            return f", suspended: {reason}"
