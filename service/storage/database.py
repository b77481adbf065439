"""The database: how it is opened, and the one kind of transaction that writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from service.domain.errors import DatelineError
from service.storage.migrations import migrations

BUSY_SECONDS = 30  # how long a writer waits for another; a transaction here lasts milliseconds


class Unusable(DatelineError):
    """The database cannot be used as it is; the sentence says what mends it."""


def open_database(path: Path) -> Database:
    """The database at `path`, ready for use.

    Raises Unusable where there is none, where it cannot be read or written, or where its schema is
    not exactly the one that this version knows.
    """
    with _in_a_sentence(path):
        if not path.exists():
            raise Unusable(f'There is no database at {path}. "dateline migrate" creates it.')
        db = connect(path)
    # Whoever plans for a hundred thousand readers writes all over large indexes; a page of the web reads little.
    db.execute("PRAGMA cache_size = -65536")  # KiB
    known = {migration.name for migration in migrations.pending(db)}
    if known:
        db.close()
        raise Unusable(f'The database {path} is older than this Dateline. "dateline migrate" brings it up to date.')
    if _applied_elsewhere(db):
        db.close()
        raise Unusable(f"The database {path} was written by a newer Dateline. Install that one, or restore a backup.")
    return db


def migrate(path: Path) -> list[str]:
    """Creates the database where there is none and brings its schema up to date: the names of what it did."""
    with _in_a_sentence(path):
        path.touch()
        db = connect(path)
        try:
            pending = [migration.name for migration in migrations.pending(db)]
            migrations.apply(db)
        finally:
            db.close()
    return pending


def connect(path: Path) -> Database:
    """A connection in autocommit mode: every statement stands alone unless `transaction()` holds them together.

    It never creates a file: a database that vanished is an error, not an empty one.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    # With NORMAL a power cut could take back that a mail was being sent, and it would be sent twice.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return Database(connection)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing. It takes the write lock at once, so that what is read inside stays true until the end.

    (`db.atomic()` begins deferred: a read followed by a write fails at once where another process wrote.)
    """
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """All that is read inside is of one moment, whoever writes meanwhile."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("COMMIT")


def copy_to(db: Database, path: Path) -> Database:
    """A copy of the whole database in a new file, open."""
    copy = sqlite3.connect(path)
    db.conn.backup(copy)
    copy.close()
    return connect(path)


def _applied_elsewhere(db: Database) -> bool:
    applied = {migration.name for migration in migrations.applied(db)}
    return bool(applied - {migration.name for migration in migrations._migrations})


@contextmanager
def _in_a_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Unusable(f"The database {path} cannot be used: {error}.") from None
    except OSError as error:
        raise Unusable(f"The database {path} cannot be used: {error.strerror}.") from None
