"""The command `dateline`: thin commands, and the one place where an error becomes a line."""

import logging
import sqlite3

import click

from service.cli import calendars, outbox, readers, running, tokens
from service.cli.root import commands
from service.domain.errors import DatelineError, Mistakes

__all__ = ["calendars", "commands", "main", "outbox", "readers", "running", "tokens"]


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
