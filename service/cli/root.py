"""The command that all others belong to, and the database that they work on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlite_utils import Database

from service.config import Settings
from service.storage.database import open_database

NUMBER = click.IntRange(1, 2**63 - 1)  # of a row; the database knows no higher ones


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--database", type=click.Path(path_type=Path), help="The database file, instead of DATELINE_DATABASE.")
@click.version_option(package_name="dateline", prog_name="dateline")
def commands(database: Path | None) -> None:
    """Dateline keeps every date that an organisation has committed itself to, and says where it was said."""
    if database:
        os.environ["DATELINE_DATABASE"] = str(database)


@contextmanager
def database(settings: Settings) -> Iterator[Database]:
    """The database of the settings, open until the end of the block."""
    db = open_database(settings.database)
    try:
        yield db
    finally:
        db.close()
