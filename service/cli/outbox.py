"""The commands for the outbox: what waits, what failed and why, and what is to become of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
from sqlite_utils import Database

from service.cli.root import NUMBER, commands, database
from service.config import settings_from
from service.delivery.bounces import bounce_in, messages_in
from service.domain.errors import InvalidValue
from service.operations.bouncing import Noted, note_bounce
from service.operations.handling import handle
from service.storage.outbox import count_by_state
from service.storage.outbox_orders import FROM, Order
from service.storage.outbox_report import TROUBLED, Line, ids_in, latest_in, oldest_due
from service.storage.simulated_clock import clock_of

MOST = 20  # messages shown of each state


@commands.group(invoke_without_command=True)
@click.pass_context
def outbox(context: click.Context) -> None:
    """Show how many messages are in each state, the oldest that is due, and what failed and why."""
    if context.invoked_subcommand is None:
        with database(settings_from(os.environ)) as db:
            _show(db)


def _order(order: Order, explained: str) -> None:
    @outbox.command(order.value, help=explained)
    @click.argument("ids", nargs=-1, type=NUMBER)
    @click.option("--state", type=click.Choice(FROM[order]), help="All messages in this state.")
    def command(ids: tuple[int, ...], state: str | None) -> None:
        if bool(ids) == bool(state):
            raise InvalidValue("Expected the numbers of messages, as dateline outbox shows them, or --state.")
        with database(settings_from(os.environ)) as db:
            wanted = list(ids) if state is None else ids_in(db, state)
            done = handle(db, order, wanted, clock_of(db).now())
        click.echo(f"{_counted(done, 'message')}: {_SAID[order]}")


_SAID = {
    Order.RETRY: "tried again with the next look",
    Order.HOLD: "held until you decide",
    Order.DROP: "given up",
}
_order(Order.RETRY, "Try messages again, byte for byte, with the next look.")
_order(Order.HOLD, "Keep messages from being sent until you decide.")
_order(Order.DROP, "Give messages up.")


@commands.command("bounces")
@click.argument("path", default="-", type=click.Path(path_type=Path))
def bounces_(path: Path) -> None:
    """Read what came back: from a mailbox (mbox or Maildir), or one message from standard input."""
    noted = others = 0
    with database(settings_from(os.environ)) as db:
        for message in _messages_in(path):
            bounce = bounce_in(message)
            match bounce and note_bounce(db, bounce, clock_of(db).now()):
                case Noted(id, reason, suspended):
                    noted += 1
                    click.echo(f"message {id}: {reason}{'; its reader gets no more mails' if suspended else ''}")
                case _:
                    others += 1
    click.echo(f"{_counted(noted, 'bounce')} noted, {_counted(others, 'other message')} left alone")


def _messages_in(path: Path) -> Iterator[bytes]:
    try:
        yield from messages_in(path)
    except OSError as error:
        raise InvalidValue(f"{path}: cannot be read: {error.strerror}.") from None


def _show(db: Database) -> None:
    now = clock_of(db).now()
    counts = count_by_state(db)
    if not counts:
        click.echo("The outbox is empty.")
        return
    click.echo(f"{', '.join(f'{number} {state}' for state, number in counts.items())}; {sum(counts.values())} in all")
    if oldest := oldest_due(db, now):
        click.echo(f"The oldest that is due: {_in_words(oldest)}")
    for state in (state for state in TROUBLED if state in counts):
        more = f", the last {MOST}" if counts[state] > MOST else ""
        click.echo(f"{state}{more}:")
        for line in latest_in(db, state, most=MOST):
            click.echo(f"  {_in_words(line)}")


def _in_words(line: Line) -> str:
    to = line.recipient or "a forgotten reader"
    why = f": {line.reason}" if line.reason else ""
    return f"{line.id}  {line.at:%Y-%m-%d %H:%M} UTC  {line.mailing} of {line.slot} to {to}{why}"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
