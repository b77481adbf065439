"""What is being measured at the moment, told while it lasts."""

import click


def say(what: str) -> None:
    """To the standard error, so that the tables alone can be kept in a file."""
    click.echo(f"… {what}", err=True)
